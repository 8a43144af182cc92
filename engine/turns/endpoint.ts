import type { AnswerState } from '../answers/answer.ts'
import type { SlotType } from '../language/slot.ts'
import type { Hesitation } from './hesitation.ts'

/** Milliseconds of silence that end a turn, by how far the answer has come. */
export type Waits = Readonly<Record<AnswerState, number>>

/**
 * A closed answer cannot grow, so there is nothing to wait for; the beginning of one is waited for; without an answer the
 * caller may be thinking (language.md, Gather).
 */
const usual: Waits = { closed: 250, open: 650, partial: 1800, none: 1500 }

/**
 * What is read out in groups, or piece by piece, has pauses in it that are no end: a value that could grow is waited for
 * longer than "seven" is. Set so that `bench -- turns` loses real answers of no type more often than a fixed silence of 800 ms.
 */
const byType: Readonly<Partial<Record<SlotType, Partial<Waits>>>> = {
  digits: { open: 1000 },
  spelled: { open: 1000 },
  phone: { open: 1000 },
  email: { open: 1000 },
  name: { open: 800 },
  money: { open: 1000 },
  list: { open: 1000 },
}

/** Before any words are known. */
const unknownMs = 600
/** Free text cannot be seen to be complete. */
const freeTextMs = 700

/** After final words, or a provider's own early end, a silence says more. A closed answer's wait cannot be shorter. */
const settledShare = 0.8
/** Once a caller has been cut off, and once it has happened again. */
const patience = [1, 1.5, 2] as const

/** The waits of a question that asks for these: the longest of them, since the caller may end with any. */
export function waitsFor(types: readonly SlotType[]): Waits {
  const longest = (state: AnswerState): number =>
    Math.max(0, ...types.map((type) => byType[type]?.[state] ?? usual[state])) || usual[state]
  return { closed: longest('closed'), open: longest('open'), partial: longest('partial'), none: longest('none') }
}

/** How long a silence ends this turn, in milliseconds. */
export function silenceThatEnds(turn: {
  /** Null before any words, and where nothing is asked. */
  readonly answer: AnswerState | null
  readonly hesitation: Hesitation
  /** The words are final, or the provider takes the turn to be over, and nothing has come since. */
  readonly settled: boolean
  /** How often this caller has been cut off. */
  readonly cutOffs: number
  readonly waits: Waits
  /** The state's own, whatever the answer. */
  readonly endpointMs: number | null
  readonly freeText: boolean
}): number {
  const base = turn.endpointMs ?? byWords(turn)
  return Math.round(base * (patience[Math.min(turn.cutOffs, 2)] ?? 1))
}

function byWords({ answer, hesitation, settled, waits, freeText }: Parameters<typeof silenceThatEnds>[0]): number {
  // "Yes, um": it cannot grow, but there is more to come.
  if (answer === 'closed') return hesitation === 'none' ? waits.closed : waits.open
  if (hesitation === 'only') return waits.none
  if (hesitation === 'trailing') return Math.max(waits.none, answer === 'partial' ? waits.partial : 0)
  const wait = freeText ? freeTextMs : answer === null ? unknownMs : waits[answer]
  return settled ? wait * settledShare : wait
}
