import type { AnswerState } from '../answers/answer.ts'
import type { Floor, FloorPolicy } from './turn.ts'

/** The words of a turn so far, as turn-taking sees them. */
export interface Heard {
  /** Lower case, without punctuation. */
  readonly words: readonly string[]
  /** How far they are an answer to the question; null where nothing is asked. */
  readonly answer: AnswerState | null
}

/**
 * Does the caller break in? By the state's policy: `always` words do at once, and so does a complete answer to the question;
 * "mhm" into a statement does not; otherwise so many words or so long a voice. With neither set, any voice does.
 */
export function interrupts(
  floor: Pick<Floor, 'heard' | 'startedAt' | 'voice' | 'silentSince'>,
  at: number,
  policy: FloorPolicy,
): boolean {
  const { bargein } = policy
  if (bargein.mode === 'off') return false
  const said = floor.heard?.words ?? []
  if (said.some((word) => bargein.always.includes(word))) return true
  const telling = said.filter((word) => !bargein.ignore.includes(word))
  const backchannel = said.length > 0 && telling.length === 0
  if (floor.heard?.answer === 'closed' && (!backchannel || policy.yesNo)) return true
  if (bargein.mode === 'hotword' || backchannel) return false
  if (bargein.minWords === 0 && bargein.minMs === 0) return true
  if (bargein.minWords > 0 && telling.length >= bargein.minWords) return true
  const lastedMs = (floor.voice ? at : (floor.silentSince ?? at)) - floor.startedAt
  return bargein.minMs > 0 && lastedMs >= bargein.minMs
}
