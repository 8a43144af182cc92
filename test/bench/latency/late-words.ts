import { decodeMulaw } from '../../../src/media/mulaw.ts'
import type { Words, WordsPort, WordsStream } from '../../../src/speech/words.ts'
import type { Delay } from './published.ts'

/** A recogniser whose words, interim and final, come so long after the caller's last sound, as a provider's do; drawn for each turn. */
export function lateWords(port: WordsPort, delay: Delay): WordsPort {
  return {
    ...port,
    async open(options) {
      let lastSoundAt = 0
      let turnMs = delay()
      let isClosed = false
      let later: NodeJS.Timeout | undefined
      const tell = (words: Words): void => {
        // Newer words of a turn replace those that are still under way: they never come in another order.
        clearTimeout(later)
        const waitMs = lastSoundAt + turnMs - performance.now()
        const now = (): void => {
          if (!isClosed) options.onWords(words)
        }
        if (waitMs > 0) later = setTimeout(now, waitMs)
        else now()
      }
      const stream: WordsStream = await port.open({ ...options, onWords: tell })
      return {
        expect: (expected) => stream.expect(expected),
        startTurn(turn) {
          turnMs = delay()
          stream.startTurn(turn)
        },
        audio(frame) {
          if (isLoud(frame)) lastSoundAt = performance.now()
          stream.audio(frame)
        },
        pause: () => stream.pause(),
        endTurn: () => stream.endTurn(),
        cancelTurn: () => stream.cancelTurn(),
        close() {
          isClosed = true
          stream.close()
        },
      }
    },
  }
}

/** Above −45 dBFS. */
function isLoud(frame: Uint8Array): boolean {
  const pcm = new Int16Array(frame.length)
  decodeMulaw(frame, pcm)
  return pcm.some((sample) => Math.abs(sample) > 260)
}
