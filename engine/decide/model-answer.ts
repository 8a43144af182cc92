import type { Answer } from '../answers/answer.ts'
import { isoDuration } from '../answers/iso-duration.ts'
import { parse } from '../answers/parse.ts'
import { readBack } from '../answers/readback.ts'
import type { Slot, SlotType } from '../language/slot.ts'
import type { Json, JsonObject } from '../language/json.ts'
import type { Decide } from '../machine/effect.ts'
import type { DecisionOutcome } from '../machine/event.ts'
import { quoteIn } from './quote.ts'

/** What a model answers to a closed question, before anything of it is believed. */
export interface ModelAnswer {
  /** One of the options; null: none of them, or not sure. */
  readonly option: string | null
  /** 0–1, of the option or, where there is none, of the values. */
  readonly confidence: number
  readonly why: DecisionOutcome['why']
  /** For slots that the question left open, what the caller's words give; a slot without one is left out. */
  readonly values?: Readonly<Record<string, SaidValue>>
}

export interface SaidValue {
  /** The caller's words that say it, as they are in the utterance. */
  readonly quote: string
  /**
   * What they mean, in the slot's form: a choice's value; "2026-10-09", "19:30", "2026-10-09T19:30" (local); a duration in
   * whole minutes; money `{ amount, currency }`. Absent where only the slot's grammar may read the quote (`isOnlyQuoted`).
   */
  readonly value?: Json
}

/** Of these a model may only say which words they are: letters and digits are never a model's to make. */
const onlyQuoted: ReadonlySet<SlotType> = new Set(['text', 'name', 'spelled', 'email', 'postcode', 'phone', 'digits'])

export function isOnlyQuoted({ type }: Slot): boolean {
  return onlyQuoted.has(type)
}

/** Whether a model may be asked for a value: never for what is secret, a list is filled by asking, and of nothing none is chosen. */
export function mayBeFilled({ type, sensitive, options = {} }: Slot): boolean {
  const isThere = type !== 'choice' || Object.keys(options).length > 0
  return sensitive !== 'pci' && type !== 'list' && isThere
}

/** What was asked, and of which words. */
type Asked = Pick<Decide, 'utterance' | 'language' | 'fills'>

/** A value that only the model could read is not as sure as one that a grammar reads too: `when_unsure` reads it back. */
const notRead = 0.35

/**
 * What of a model's answer is believed. A value counts only if its quote was said, and if the slot's own grammar accepts it;
 * where the grammar can read the quote by itself, both must say the same. What fails is dropped, and with it nothing else.
 */
export function believed(answer: ModelAnswer, asked: Asked): DecisionOutcome {
  const { values = {}, ...outcome } = answer
  // A request leaves the question open; and what goes with no option goes with nothing.
  const slots = asked.fills !== undefined && asked.fills.suffice === (answer.option === null) ? asked.fills.slots : []
  const readings = slots.flatMap((slot): [string, Answer][] => {
    const said = values[slot.name]
    const reading = said === undefined ? null : readingOf(slot, said, outcome.confidence, asked)
    return reading === null ? [] : [[slot.name, reading]]
  })
  return readings.length === 0 ? outcome : { ...outcome, readings: Object.fromEntries(readings) }
}

function readingOf(
  slot: Slot,
  { quote, value }: SaidValue,
  confidence: number,
  { utterance, language, fills }: Asked,
): Answer | null {
  const span = quoteIn(utterance, quote)
  if (span === null || fills === undefined || !mayBeFilled(slot)) return null
  const context = { language, slot, nowMs: fills.nowMs, timezone: fills.timezone }
  const read = parse([{ text: quote, confidence }], context)
  if (isOnlyQuoted(slot)) return read.value === null ? null : { ...read, spans: [span] }
  const meant = value === undefined || value === null ? null : accepted(value, context)
  if (meant === null) return null
  const same = (other: Json): boolean => JSON.stringify(other) === JSON.stringify(meant)
  if (read.value !== null && ![read.value, ...read.alternatives].some(same)) return null
  return {
    state: 'closed',
    value: meant,
    alternatives: [],
    spans: [span],
    confidence: read.value === null ? Math.min(confidence, notRead) : confidence,
    readback: readBack(meant, context),
  }
}

/** The value as the slot keeps it, where its grammar takes it in its written or its spoken form; else null. */
function accepted(value: Json, context: Parameters<typeof parse>[1]): Json {
  const { slot } = context
  const kept = keptForm(slot, value)
  // One of a few is all that a grammar could find.
  if (kept === null || slot.type === 'boolean' || slot.type === 'choice') return kept
  const isWritten = typeof kept !== 'object' && slot.type !== 'duration'
  const text = isWritten ? String(kept) : readBack(kept, context)
  const { value: read, alternatives } = parse([{ text, confidence: 1 }], context)
  // A local date and time gets its offset from the grammar.
  const isSame = (other: Json): boolean =>
    slot.type === 'datetime'
      ? typeof other === 'string' && other.startsWith(text)
      : JSON.stringify(other) === JSON.stringify(kept)
  return [read, ...alternatives].find(isSame) ?? null
}

/** Null for what is not of the slot's form. */
function keptForm(slot: Slot, value: Json): Json {
  const isText = typeof value === 'string'
  switch (slot.type) {
    case 'boolean':
      return typeof value === 'boolean' ? value : null
    case 'choice':
      return isText && Object.hasOwn(slot.options ?? {}, value) ? value : null
    case 'integer':
      return Number.isInteger(value) ? value : null
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? value : null
    case 'date':
      return isText && /^\d{4}-\d\d-\d\d$/u.test(value) ? value : null
    case 'time':
      return isText && /^\d\d:\d\d$/u.test(value) ? value : null
    case 'datetime':
      return isText && /^\d{4}-\d\d-\d\dT\d\d:\d\d$/u.test(value) ? value : null
    case 'duration':
      return typeof value === 'number' && Number.isInteger(value) && value > 0 ? isoDuration(value) : null
    case 'money': {
      const { amount, currency } = (typeof value === 'object' ? value : {}) as JsonObject
      const code = currency ?? slot.currency
      return typeof amount === 'number' && amount >= 0 && typeof code === 'string' ? { amount, currency: code } : null
    }
    default:
      return null
  }
}
