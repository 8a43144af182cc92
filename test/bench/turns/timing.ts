import { Chance, seedOf } from './chance.ts'

/**
 * The model of timing, since written answers have none:
 *
 * - A spoken word lasts 330 ms, gamma distributed (shape 12: a standard deviation of 95 ms). Figures count as words: a pair
 *   of digits as one and a half, and what stands in one written word ("w20", "1979") is said in pieces.
 * - Between two words the caller may stop to think: with a probability of `pauseChance`, for an exponentially distributed
 *   time of 650 ms in the mean. Both are set so that a fixed silence of 600 ms cuts off about a fifth of the turns and 1600 ms about
 *   one in twenty, as measured on real calls (21.7 % and 5 %, eot-bench). Where in an answer they stop is chance: no place is likelier.
 * - The voice detector notices a voice 58 ms after it began, and hears 65 ms of sound behind its end, which it tells 64 ms
 *   later (two windows). A gap shorter than both is none to it.
 * - The recogniser gives the words so far 300 ms after the end of each (gamma, shape 12), in order and without
 *   final words or turn events of its own.
 */
const wordMs = 330
const jitterShape = 12
export const pauseChance = 0.16
const pauseMeanMs = 650
const onsetNoticedMs = 58
export const offsetMs = 65
const offsetNoticedMs = 64
const recogniserLagMs = 300

/** What reaches the floor, and when. */
export type Sound =
  | { readonly type: 'voice.started' | 'voice.ended'; readonly at: number; readonly noticedAt: number }
  /** The first `pieces` pieces of the answer are known. */
  | { readonly type: 'words'; readonly noticedAt: number; readonly at: number; readonly pieces: number }

export interface Timed {
  /** The answer up to each piece. */
  readonly texts: readonly string[]
  /** When each piece's sound is over. */
  readonly ends: readonly number[]
  /** In the order in which they are noticed. */
  readonly sounds: readonly Sound[]
}

/** An answer as it might be spoken; the same `seed` and text, the same timing. */
export function spoken(text: string, seed: string): Timed {
  const chance = new Chance(seedOf(`${seed} ${text}`))
  const pieces = piecesOf(text)
  const sounds: Sound[] = [{ type: 'voice.started', at: 0, noticedAt: onsetNoticedMs }]
  const ends: number[] = []
  let now = 0
  let wordsAt = 0
  for (const [index, piece] of pieces.entries()) {
    if (index > 0 && chance.uniform() < pauseChance) {
      const pauseMs = chance.exponential(pauseMeanMs)
      if (pauseMs >= offsetMs + offsetNoticedMs) {
        sounds.push(offAt(now))
        const on = now + pauseMs
        sounds.push({ type: 'voice.started', at: on, noticedAt: on + onsetNoticedMs })
      }
      now += pauseMs
    }
    now += chance.gamma(wordMs * piece.words, jitterShape)
    ends.push(now)
    wordsAt = Math.max(wordsAt, now + chance.gamma(recogniserLagMs, jitterShape))
    sounds.push({ type: 'words', at: wordsAt, noticedAt: wordsAt, pieces: index + 1 })
  }
  sounds.push(offAt(now))
  const texts = pieces.map(({ to }) => text.slice(0, to))
  return { texts, ends, sounds: sounds.toSorted((a, b) => a.noticedAt - b.noticedAt) }
}

function offAt(end: number): Sound {
  return { type: 'voice.ended', at: end + offsetMs, noticedAt: end + offsetMs + offsetNoticedMs }
}

/** What is said in one go: a word, the letters of "w20", each pair of its digits. `to`: where it ends in the text. */
function piecesOf(text: string): { readonly to: number; readonly words: number }[] {
  return [...text.matchAll(/\d{1,2}[^\s\p{L}\d]*|[^\s\d]+/gu)].map(({ 0: piece, index }) => ({
    to: index + piece.length,
    words: /^\d\d/.test(piece) ? 1.5 : 1,
  }))
}
