import type { Slot, SlotType } from '../language/slot.ts'
import type { Answer } from './answer.ts'

/** What one slot makes of the words, in the order in which it is asked. */
export interface Claim {
  readonly slot: Slot
  readonly reading: Answer
  readonly order: number
}

/** Any words are one of these: they take what the others leave. */
const takesAnything: ReadonlySet<SlotType> = new Set(['text', 'name', 'email', 'list'])

/** Any code is one of these: of as many words, what has a form of its own is meant. A set length is a form. */
const anyCode: ReadonlySet<SlotType> = new Set(['spelled', 'digits'])

/** What begins such a value is told by its own words: "at four" is an hour, though the day is still missing. */
const onTheClock: ReadonlySet<SlotType> = new Set(['date', 'time', 'datetime'])

/**
 * Which of several readings of the same words count. No word counts twice: "at four" is the hour and not the guests, because
 * the reading that uses more of the words comes first, a whole value before the beginning of one that is no longer. What two
 * kinds of slots read in the very same words is neither ("eight": guests, or the hour): it is asked again rather than guessed.
 *
 * `inOrder`: the slots are asked for, so that of two of a kind the first is meant; where something is put right, nobody can
 * tell which.
 */
export function shared(claims: readonly Claim[], inOrder: boolean): Claim[] {
  const sorted = claims
    .filter(({ reading }) => reading.state !== 'none')
    .sort(
      (a, b) =>
        rank(a) - rank(b) || width(b) - width(a) || lateness(a) - lateness(b) || surer(a, b) || a.order - b.order,
    )
  const kept: Claim[] = []
  const doubtful = new Set<Claim>()
  for (const claim of sorted) {
    const rivals = kept.filter((other) => overlap(claim, other))
    for (const rival of rivals) if (isToss(claim, rival, inOrder)) doubtful.add(rival)
    if (rivals.length === 0) kept.push(claim)
  }
  return kept.filter((claim) => !doubtful.has(claim))
}

export function overlap({ reading: a }: Claim, { reading: b }: Claim): boolean {
  return a.spans.some((one) => b.spans.some((other) => one[0] < other[1] && other[0] < one[1]))
}

/** The same words, and nothing that tells which of the two they are. */
function isToss(claim: Claim, rival: Claim, inOrder: boolean): boolean {
  if (rank(claim) > 0 || rank(rival) > 0 || lateness(claim) !== lateness(rival)) return false
  if (inOrder && claim.slot.type === rival.slot.type) return false
  return width(claim) === width(rival) && surer(claim, rival) === 0
}

/** Answers before beginnings of answers, and what takes any words last. */
function rank({ slot, reading }: Claim): number {
  const isBegun = reading.value === null && !onTheClock.has(slot.type) ? 1 : 0
  // What is done to a list is told by words of its own.
  const isOwn = slot.type === 'list' && reading.state === 'closed'
  return isBegun + (takesAnything.has(slot.type) && !isOwn ? 2 : 0)
}

/** A bare number is a weak claim to a time whose half of the day, or whose day, nothing tells. */
function surer(a: Claim, b: Claim): number {
  const more = b.reading.confidence - a.reading.confidence
  return Math.abs(more) < 0.2 ? 0 : more
}

function lateness({ slot, reading }: Claim): number {
  if (reading.value === null || !anyCode.has(slot.type)) return 0
  return slot.length === undefined || reading.state !== 'closed' ? 1 : 0
}

function width({ reading }: Claim): number {
  return reading.spans.reduce((words, [from, to]) => words + to - from, 0)
}
