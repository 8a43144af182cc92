import type { Answer, AnswerContext, Hypothesis } from '../answers/answer.ts'
import { parse } from '../answers/parse.ts'
import { overlap } from '../answers/share.ts'
import type { Slot, SlotType } from '../language/slot.ts'

/** Letters and digits in a row: nothing but what is known of them tells where one ends and the next begins. */
const codes: ReadonlySet<SlotType> = new Set(['spelled', 'digits', 'phone', 'postcode'])

/** Who dictates two codes says hardly more. */
const mostWords = 40
const hypothesesTried = 3

type Read = (slot: Slot) => AnswerContext
type Readings = Readonly<Record<string, Answer>>

/**
 * Two codes in one breath ("A B one two three four, W two oh A B"): the words are cut where both sides are whole, and only
 * where there is one way to do so. Undefined where there is nothing to cut: each slot is read by itself.
 */
export function twoCodes(
  slots: readonly Slot[],
  hypotheses: readonly Hypothesis[],
  readings: Readings,
  contextOf: Read,
): Readings | undefined {
  const [one, other] = slots.filter(({ type }) => codes.has(type))
  if (one === undefined || slots.length < 2) return undefined
  if (other === undefined)
    return readings[one.name]?.state === 'none' ? atTheEnd(one, hypotheses, contextOf) : undefined
  const [first, second] = [readings[one.name], readings[other.name]]
  if (first === undefined || second === undefined) return undefined
  const isShared = overlap({ slot: one, reading: first, order: 0 }, { slot: other, reading: second, order: 1 })
  if (isGiven(first) && isGiven(second) && !isShared) return undefined
  for (const hypothesis of hypotheses.slice(0, hypothesesTried)) {
    const found = cut(hypothesis, [one, other], contextOf) ?? cut(hypothesis, [other, one], contextOf)
    if (found !== undefined) return found
  }
  return undefined
}

/** "My name is John Smith and my postcode is W2 0AB": a code that ends what was said, where every beginning of it is the same. */
function atTheEnd(slot: Slot, [best]: readonly Hypothesis[], contextOf: Read): Readings | undefined {
  const words = best?.text.split(/\s+/).filter((word) => word !== '') ?? []
  if (best === undefined || words.length > mostWords) return undefined
  let found: Answer | undefined
  for (let at = 1; at < words.length; at++) {
    const reading = parse([{ ...best, text: words.slice(at).join(' ') }], contextOf(slot))
    if (reading.state !== 'closed' || (found !== undefined && coded(found) > coded(reading))) continue
    if (found !== undefined && found.value !== reading.value) return undefined
    found = { ...reading, spans: reading.spans.map(([from, to]) => [from + at, to + at] as const) }
  }
  return found === undefined ? undefined : { [slot.name]: found }
}

/** The words before a place as the one, those behind it as the other, where most of them count; undefined where two ways are as good. */
function cut(
  { text, confidence }: Hypothesis,
  [left, right]: readonly [Slot, Slot],
  contextOf: Read,
): Readings | undefined {
  const words = text.split(/\s+/).filter((word) => word !== '')
  if (words.length < 2 || words.length > mostWords) return undefined
  let best: { readonly used: number; readonly values: ReadonlySet<string>; readonly readings: Readings } | undefined
  for (let at = 1; at < words.length; at++) {
    const read = (slot: Slot, from: number, to: number): Answer =>
      parse([{ text: words.slice(from, to).join(' '), confidence }], contextOf(slot))
    const before = read(left, 0, at)
    if (!isGiven(before)) continue
    const behind = read(right, at, words.length)
    if (!isGiven(behind)) continue
    const used = coded(before) + coded(behind)
    const value = JSON.stringify([before.value, behind.value])
    if (best !== undefined && used < best.used) continue
    const values = best?.used === used ? best.values : []
    const spans = behind.spans.map(([from, to]) => [from + at, to + at] as const)
    const readings = { [left.name]: before, [right.name]: { ...behind, spans } }
    best = { used, values: new Set([...values, value]), readings }
  }
  return best?.values.size === 1 ? best.readings : undefined
}

/** How much of a code was said: "S W one A" leaves no letter out that "W one A" does. */
function coded({ value }: Answer): number {
  return typeof value === 'string' ? value.replace(/[^\p{L}\p{N}]/gu, '').length : 0
}

function isGiven({ state }: Answer): boolean {
  return state === 'closed' || state === 'open'
}
