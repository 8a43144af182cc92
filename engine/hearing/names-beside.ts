import type { Answer, AnswerContext, Hypothesis } from '../answers/answer.ts'
import { parse } from '../answers/parse.ts'
import { overlap, shared } from '../answers/share.ts'
import type { Slot } from '../language/slot.ts'

/**
 * A name that was said in one breath with something else ("John Smith, the third of May 1980"): any words may be a name, so
 * that it is read again without those that say the rest. Only the names that change are given.
 */
export function namesBeside(
  slots: readonly Slot[],
  [best]: readonly Hypothesis[],
  readings: Readonly<Record<string, Answer>>,
  contextOf: (slot: Slot) => AnswerContext,
): Readonly<Record<string, Answer>> {
  const names = slots.filter(({ type }) => type === 'name')
  if (best === undefined || names.length === 0 || slots.length === 1) return {}
  const claims = slots.flatMap((slot, order) => {
    const reading = readings[slot.name]
    return reading === undefined ? [] : [{ slot, order, reading }]
  })
  const others = shared(claims, true).filter(({ slot, reading }) => slot.type !== 'name' && reading.value !== null)
  const said = claims.filter(({ slot }) => names.includes(slot))
  const squeezed = said.filter((claim) => others.some((other) => overlap(claim, other)))
  const words = best.text.split(/\s+/).filter((word) => word !== '')
  const spans = others.flatMap(({ reading }) => reading.spans)
  const left = words.map((word, at) => (spans.some(([from, to]) => from <= at && at < to) ? ',' : word)).join(' ')
  return Object.fromEntries(
    squeezed.map(({ slot }) => [slot.name, parse([{ ...best, text: left }], contextOf(slot))] as const),
  )
}
