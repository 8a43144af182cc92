import { phrase } from '../../engine/patterns/phrases.ts'
import type { Clock } from '../media/clock.ts'
import type { Line, LineListener } from '../telephony/line.ts'
import { CallStream } from './call-stream.ts'
import type { Services } from './services.ts'

/** The sentence is over well before this. */
const longestMs = 12_000
const lookEveryMs = 200

/**
 * P8 without a machine: says that the call cannot go on, on a stream that nothing else uses any more, and resolves when
 * that has been said; the stream is then closed. What cannot be committed is not acted on, but it does not end in silence
 * either.
 */
export async function speakLastWords(stream: CallStream, language: string, clock: Clock): Promise<void> {
  try {
    stream.deafen()
    stream.clear()
    stream.say({
      type: 'say',
      id: '$last',
      text: phrase('failed', language),
      language,
      purpose: 'goodbye',
      bargein: { mode: 'off', minWords: 0, minMs: 0, ignore: [], always: [] },
    })
    const giveUpAt = clock.now() + longestMs
    do await new Promise<void>((go) => clock.after(lookEveryMs, go))
    while (stream.isSpeaking && clock.now() < giveUpAt)
  } finally {
    stream.close(1011, 'the call cannot go on')
  }
}

/** The same on a line whose call cannot be read: nothing is listened to. */
export function wayOutOn(line: Line, services: Services, language: string): LineListener {
  const stream = new CallStream(line, services, {
    language,
    timezone: 'UTC',
    turnEnded() {},
    keyPressed() {},
    played() {},
    interrupted() {},
    recorded() {},
    ended() {},
    notice() {},
  })
  // Where even that fails the stream is closed, and the line asks what is to follow.
  speakLastWords(stream, language, services.clock).catch(() => {})
  return stream
}
