import type { Answer } from '../answers/answer.ts'
import type { Understood } from './understand.ts'

/** A caller who goes on so soon after the end of their turn was perhaps not at the end. */
const goesOnWithinMs = 1500
/** Free text cannot be seen to go on: there it is only who speaks again before an answer can have been heard. */
const textGoesOnWithinMs = 700

/** Two turns, one after the other, each read as an answer to what was asked in the first; and both as one. */
export interface TwoTurns {
  /** From the end of the first to the caller's next sound. */
  readonly gapMs: number
  readonly first: Understood
  readonly second: Understood
  readonly together: Understood
}

/**
 * Was the caller cut off: are the two turns together one answer? They are if they make a value that neither makes alone
 * ("seven", "p.m."), or more of one that both only begin ("oh seven four", "double oh"). A second turn that answers alone
 * is a correction, and not the rest of the first.
 */
export function isOneAnswer({ gapMs, first, second, together }: TwoTurns): boolean {
  if (gapMs > goesOnWithinMs || second.heard.words.length === 0) return false
  const slots = Object.keys(together.readings)
  if (slots.length === 0) return gapMs <= textGoesOnWithinMs && first.heard.answer !== 'closed'
  return slots.some((slot) => {
    const [one, two, both] = [first.readings[slot], second.readings[slot], together.readings[slot]]
    if (one === undefined || two === undefined || both === undefined || one.state === 'closed') return false
    if (hasValue(both)) return !isSame(both, one) && !isSame(both, two)
    return one.state === 'partial' && two.state === 'partial' && both.state === 'partial'
  })
}

function hasValue({ state }: Answer): boolean {
  return state === 'closed' || state === 'open'
}

function isSame(one: Answer, other: Answer): boolean {
  return hasValue(one) === hasValue(other) && JSON.stringify(one.value) === JSON.stringify(other.value)
}
