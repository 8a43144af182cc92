import { parseDuration } from '../language/duration.ts'
import type { Json, JsonObject } from '../language/json.ts'
import { asNumber, asObject, asText } from '../language/reading.ts'
import type { ToolOutcome, TransferOutcome } from '../machine/event.ts'
import type { Answers, DecidedValue, Decision, Stub, TransferStub } from './test-step.ts'

/** One answer, or several: by what the tool is given, or in order. */
export function answersOf(stub: Json): Answers {
  const all = Array.isArray(stub) ? (stub as readonly Json[]) : [stub]
  return all.map((one) => {
    const { with: given } = asObject(one)
    return { ...(given === undefined ? {} : { with: asObject(given) }), stub: stubOf(asObject(one)) }
  })
}

/** A stub from its JSON, as a test file, a step of it and `/stub` of a chat write it. */
export function stubOf(stub: JsonObject): Stub {
  const fails = asText(stub['fails'])
  const outcome: ToolOutcome =
    fails === undefined ? { ok: true, result: stub['returns'] ?? {} } : { ok: false, error: fails, message: '' }
  return {
    outcome,
    takesMs: stub['times_out'] === true ? null : durationOf(stub['takes'], '100ms'),
    ...unsaid(stub['takes']),
  }
}

/** What the model answers, from its JSON, as a test file, a step of it and `/decide` of a chat write it. */
export function decisionOf(decides: JsonObject): Decision {
  const option = asText(decides['option']) ?? 'unsure'
  const fails = decides['late'] === true ? 'late' : decides['refuses'] === true ? 'refused' : undefined
  return {
    ...(fails === undefined ? {} : { fails }),
    option: option === 'unsure' ? null : option,
    confidence: asNumber(decides['confidence']) ?? 1,
    afterMs: durationOf(decides['after'], '100ms'),
    ...unsaid(decides['after']),
    slots: Object.fromEntries(Object.entries(asObject(decides['slots'])).map(([name, said]) => [name, valueOf(said)])),
  }
}

/** `at: "19:30"`, or with the words that say it: `at: { value: "19:30", quote: half seven }`. */
function valueOf(said: Json): DecidedValue {
  const { value, quote } = asObject(said)
  const isWhole = value !== undefined || quote !== undefined
  return isWhole && asObject(said)['amount'] === undefined
    ? { ...(value === undefined ? {} : { value }), ...(quote === undefined ? {} : { quote: asText(quote) ?? '' }) }
    : { value: said }
}

/** How a transfer comes out, from its JSON. */
export function transferOf(transfers: Json): TransferStub {
  const { outcome, after } = asObject(typeof transfers === 'string' ? { outcome: transfers } : transfers)
  return {
    outcome: (asText(outcome) ?? 'completed') as TransferOutcome,
    afterMs: durationOf(after, '5s'),
    ...unsaid(after),
  }
}

function unsaid(time: Json | undefined): { readonly isTimeUnsaid?: true } {
  return time === undefined ? { isTimeUnsaid: true } : {}
}

/** Milliseconds. */
export function durationOf(value: Json | undefined, usually: string): number {
  return parseDuration(asText(value) ?? usually) ?? 0
}
