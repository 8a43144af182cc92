import type { Flow } from '../../engine/language/flow.ts'
import { coverWords, lastWords, type Sentence } from '../../engine/patterns/words.ts'
import type { Clock } from '../media/clock.ts'
import type { Line, LineListener } from '../telephony/line.ts'
import { CallStream } from './stream/call-stream.ts'
import type { Services } from './services.ts'

/** The sentence is over well before this. */
const longestMs = 12_000
const lookEveryMs = 100

/**
 * P8 without a machine: says that the call cannot go on, on a stream that nothing else uses any more, and resolves when
 * that has been said; the stream is then closed. What cannot be committed is not acted on, but it does not end in silence
 * either.
 *
 * Where our voice is gone the line says it by its own (`byLine`, which also hangs up).
 *
 * `unsaid` where it was not ours to say: the call may be another server's by now (`mayGoOn`). The stream is closed all the same and
 * the line asks what is to follow, whichever server answers; the call must then not be hung up from here.
 */
export async function speakLastWords(
  stream: CallStream,
  { text, language }: Sentence,
  clock: Clock,
  mayGoOn: () => boolean = () => true,
  byLine: () => Promise<boolean> = async () => false,
): Promise<'said' | 'said by the line' | 'unsaid'> {
  let isOurs = mayGoOn()
  try {
    if (!isOurs) return 'unsaid'
    stream.deafen()
    stream.clear()
    stream.say({
      type: 'say',
      id: '$last',
      text,
      language,
      purpose: 'goodbye',
      bargein: { mode: 'off', minWords: 0, minMs: 0, ignore: [], always: [] },
    })
    const giveUpAt = clock.now() + longestMs
    do {
      await new Promise<void>((go) => clock.after(lookEveryMs, go))
      isOurs = mayGoOn()
    } while (isOurs && stream.isSpeaking && clock.now() < giveUpAt)
    if (!isOurs) return 'unsaid'
    // Before the stream is closed: the line asks then what is to follow, and is told that nothing is.
    return stream.isSpeechless && (await byLine()) ? 'said by the line' : 'said'
  } finally {
    if (isOurs) stream.close(1011, 'the call cannot go on')
    else stream.close(1012, 'ask who has the call')
  }
}

/** The same on a line whose call cannot be read, in the words of some flow of this server: nothing is listened to. */
export function wayOutOn(line: Line, services: Services, flow: Flow | null): LineListener {
  const language = flow?.language ?? 'en'
  const stream = new CallStream(line, services, {
    language,
    timezone: 'UTC',
    coverWords: (spoken) => coverWords(flow, spoken),
    turnEnded() {},
    keyPressed() {},
    played() {},
    interrupted() {},
    recorded() {},
    ended() {},
    notice() {},
  })
  // Where even that fails the stream is closed, and the line asks what is to follow.
  speakLastWords(stream, lastWords(flow, language), services.clock).catch(() => {})
  return stream
}
