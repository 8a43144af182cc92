import type { AnswerState } from '../answers/answer.ts'
import { withoutPhrases, wordsOf } from './said-words.ts'
import type { Floor, FloorPolicy } from './floor.ts'
import type { Hesitation } from './hesitation.ts'

/** The words of a turn so far, as turn-taking sees them. */
export interface Heard {
  /** Lower case, without punctuation (`wordsOf`). */
  readonly words: readonly string[]
  /** How far they are an answer to the question; null where nothing is asked. */
  readonly answer: AnswerState | null
  readonly hesitation: Hesitation
  /** Our own voice was among them, and has been taken out. */
  readonly echo: boolean
}

/**
 * Does the caller break in? By the state's policy: `always` words do at once, and so does a complete answer to the question;
 * "mhm" does not, unless it answers yes or no; otherwise so many words or so long a voice since `startedAt`. With neither
 * set, any voice does. On a line that echoes a voice alone tells nothing: there it takes a word.
 */
export function interrupts(
  floor: Pick<Floor, 'heard' | 'startedAt' | 'voice' | 'silentSince' | 'learnt'>,
  at: number,
  policy: FloorPolicy,
): boolean {
  const { bargein } = policy
  if (bargein.mode === 'off') return false
  const said = floor.heard?.words ?? []
  if (withoutPhrases(said, bargein.always.map(wordsOf)).length < said.length) return true
  const telling = withoutPhrases(said, bargein.ignore.map(wordsOf))
  if (said.length > 0 && telling.length === 0) return answersYesNo(floor.heard, policy)
  if (floor.heard?.answer === 'closed') return true
  if (bargein.mode === 'hotword') return false
  if (floor.learnt.echoes && telling.length === 0) return false
  const lastedMs = (floor.voice ? at : (floor.silentSince ?? at)) - floor.startedAt
  if (bargein.minWords === 0 && bargein.minMs === 0) return lastedMs >= 0
  if (bargein.minWords > 0 && telling.length >= bargein.minWords) return lastedMs >= 0
  return bargein.minMs > 0 && lastedMs >= bargein.minMs
}

/** Nothing but "mhm", where that is no answer. */
export function isBackchannel(heard: Heard | null, policy: FloorPolicy): boolean {
  if (heard === null || heard.words.length === 0 || answersYesNo(heard, policy)) return false
  const { ignore, always } = policy.bargein
  if (withoutPhrases(heard.words, always.map(wordsOf)).length < heard.words.length) return false
  return withoutPhrases(heard.words, ignore.map(wordsOf)).length === 0
}

/** "Okay" is open where it may be a yes. */
function answersYesNo(heard: Heard | null, { yesNo }: FloorPolicy): boolean {
  return yesNo && (heard?.answer === 'closed' || heard?.answer === 'open')
}
