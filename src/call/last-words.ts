import { phrase } from '../../engine/patterns/phrases.ts'
import type { Clock } from '../media/clock.ts'
import type { CallStream } from './call-stream.ts'

/** The sentence is over well before this. */
const longestMs = 12_000
const lookEveryMs = 200

/**
 * P8 without a machine: says that the call cannot go on, on a stream that nothing else uses any more, and closes it when
 * that has been said. What cannot be committed is not acted on, but it does not end in silence either.
 */
export function speakLastWords(stream: CallStream, language: string, clock: Clock): void {
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
  const look = (): void => {
    if (stream.isSpeaking && clock.now() < giveUpAt) return void clock.after(lookEveryMs, look)
    stream.close(1011, 'the call cannot go on')
  }
  clock.after(lookEveryMs, look)
}
