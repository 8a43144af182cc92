import type { Json, JsonObject } from '../../language/json.ts'
import type { ToolCall } from '../../machine/effect.ts'
import type { DecisionOutcome, ToolOutcome } from '../../machine/event.ts'
import type { ToldCall } from './told-call.ts'

/** How one call of a tool came out. */
export interface ToldAnswer {
  readonly tool: string
  /** A stub, as a test file writes it. */
  readonly stub: JsonObject
}

/** How every call of a tool came out, in the order of the calls; one that was never answered times out. */
export function answersTold({ steps, tools }: ToldCall, replaced: (result: Json) => Json): readonly ToldAnswer[] {
  // Asked again with the same arguments it has the same key.
  const ends = steps.flatMap(({ event }) => (event.type === 'tool.finished' ? [event] : []))
  return tools.map(({ call, at }) => {
    const index = ends.findIndex((end) => end.key === call.key && end.at >= at)
    const [end] = index < 0 ? [] : ends.splice(index, 1)
    return { tool: call.tool, stub: end === undefined ? { times_out: true } : stubTold(call, at, end, replaced) }
  })
}

function stubTold(
  { deadline }: ToolCall,
  calledAt: number,
  { at, outcome }: { readonly at: number; readonly outcome: ToolOutcome },
  replaced: (result: Json) => Json,
): JsonObject {
  const takes: JsonObject = at - calledAt === usualMs ? {} : { takes: `${at - calledAt}ms` }
  if (outcome.ok) return { returns: replaced(outcome.result), ...takes }
  if (outcome.error === 'timeout' && at >= deadline) return { times_out: true }
  return { fails: outcome.error, ...takes }
}

/** What a stub takes where it does not say. */
const usualMs = 100

/** What a look-up found is in no log: what was read of the slot must have been in it. */
export function lookedUp(told: ToldCall, replaced: (slot: string, value: Json) => Json): readonly ToldAnswer[] {
  const seen = new Set<string>()
  return told.lookUps.flatMap(({ key, tool, from, label }) => {
    if (seen.has(key)) return []
    seen.add(key)
    const slots = told.steps.flatMap(({ listen }) =>
      Object.entries(listen?.known ?? {}).flatMap(([slot, one]) => (one === key ? [slot] : [])),
    )
    const values = [...new Set(slots)].flatMap((slot) => readValues(told, slot).map((value) => replaced(slot, value)))
    const items = values.map((value): Json => (label === undefined ? value : { [label]: value }))
    return [{ tool, stub: { returns: from === '' ? items : { [from]: items } } }]
  })
}

function readValues({ steps }: ToldCall, slot: string): readonly Json[] {
  const values = steps.flatMap(({ event }) => {
    const reading = event.type === 'turn.ended' ? event.readings[slot] : undefined
    return reading === undefined || reading.value === null ? [] : [reading.value]
  })
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()]
}

/** What the model said between two events of the log, as a test writes it; null where it was not asked. */
export function decisionTold(told: ToldCall, from: number, to: number, quoted: QuoteOf): JsonObject | null {
  for (const { event, after } of told.steps.slice(from, to)) {
    if (event.type === 'decision.finished') {
      const asked = told.decisions.find(({ asked: { id } }) => id === event.id)
      if (asked === undefined) continue
      return writtenDecision(event.outcome, event.at - asked.at, asked.asked.utterance, quoted)
    }
    if (event.type === 'timer.fired' && event.timer === 'decision') {
      const asked = told.decisions.findLast(({ at }) => at <= event.at && after.context.now >= at)
      if (asked === undefined) continue
      return { option: 'unsure', after: `${asked.asked.deadline - asked.at + 1000}ms` }
    }
  }
  return null
}

/** The caller's words that said a slot's value, and the value, both as they are told; null where it cannot be told. */
export type QuoteOf = (
  slot: string,
  value: Json,
  words: string,
) => { readonly value: Json; readonly quote: string } | null

function writtenDecision(
  { option, confidence, readings = {} }: DecisionOutcome,
  tookMs: number,
  utterance: string,
  quoted: QuoteOf,
): JsonObject {
  const words = utterance.split(/\s+/)
  const slots = Object.entries(readings).flatMap(([slot, { value, spans }]): [string, Json][] => {
    const [first = 0, end = words.length] = spans[0] ?? []
    const told = quoted(slot, value, words.slice(first, end).join(' '))
    return told === null ? [] : [[slot, { ...told }]]
  })
  const isUnsure = option === null
  return {
    ...(isUnsure && slots.length > 0 ? {} : { option: option ?? 'unsure' }),
    ...(confidence === 1 || (isUnsure && slots.length === 0) ? {} : { confidence }),
    ...(slots.length === 0 ? {} : { slots: Object.fromEntries(slots) }),
    ...(tookMs === usualMs ? {} : { after: `${tookMs}ms` }),
  }
}

/** How a transfer between two events of the log came out, as a test writes it; null where there was none. */
export function transferTold({ steps }: ToldCall, from: number, to: number): Json {
  for (const { event } of steps.slice(from, to)) {
    if (event.type !== 'transfer.finished') continue
    const asked = steps.findLast(({ effects }) =>
      effects.some((effect) => effect.type === 'transfer' && effect.id === event.id),
    )
    const tookMs = event.at - (asked?.event.at ?? event.at)
    return tookMs === usualTransferMs ? event.outcome : { outcome: event.outcome, after: `${tookMs}ms` }
  }
  return null
}

/** What a transfer takes where a test does not say. */
const usualTransferMs = 5000

/** How a recording between two events of the log came out, as a test writes it; null where there was none. */
export function recordTold({ steps }: ToldCall, from: number, to: number): Json {
  for (const { event } of steps.slice(from, to)) {
    if (event.type !== 'recording.finished') continue
    return event.how === 'key' || event.how === 'noinput' || event.how === 'failed' ? event.how : 'silence'
  }
  return null
}
