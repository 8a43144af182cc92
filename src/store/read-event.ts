import { Type, type Static, type TProperties, type TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import type { Answer } from '../../engine/answers/answer.ts'
import type { Json, JsonObject } from '../../engine/language/json.ts'
import type { CallEvent } from '../../engine/machine/event.ts'
import { StoreError } from './store-error.ts'

const json = Type.Unsafe<Json>(Type.Unknown())
const jsonObject = Type.Unsafe<JsonObject>(Type.Object({}))
const number = Type.Number()
const text = Type.String()
const at = number
const scores = Type.Record(text, number)

const answer = Type.Unsafe<Answer>(
  Type.Object({
    state: Type.Enum(['closed', 'open', 'partial', 'none']),
    value: json,
    part: Type.Optional(json),
    alternatives: Type.Array(json),
    spans: Type.Array(Type.Tuple([number, number])),
    confidence: number,
    readback: text,
  }),
)
const readings = Type.Record(text, answer)

const besides = Type.Object({
  always: Type.Optional(Type.Literal(true)),
  commands: Type.Optional(scores),
  interrupts: Type.Optional(scores),
  knowledge: Type.Optional(scores),
  corrections: Type.Optional(readings),
  named: Type.Optional(Type.Literal(true)),
  open: Type.Optional(Type.Literal(true)),
  requests: Type.Optional(Type.Array(text)),
})

const timerName = Type.Enum(['noinput', 'keys', 'filler', 'tool', 'decision', 'transfer', 'wait'])

/** The shape of every event, by its type. Stops compiling when the machine learns of an event that is not here. */
export const eventSchemas = {
  'call.started': Type.Object({
    type: Type.Literal('call.started'),
    at,
    call: Type.Object({
      id: Type.String({ minLength: 1 }),
      lineId: text,
      from: text,
      to: text,
      direction: Type.Enum(['inbound', 'outbound']),
    }),
    inputs: jsonObject,
    seed: number,
    language: Type.Optional(text),
  }),
  'turn.ended': Type.Object({
    type: Type.Literal('turn.ended'),
    at,
    hypotheses: Type.Array(Type.Object({ text, confidence: number })),
    readings,
    matches: scores,
    besides: Type.Optional(besides),
    secret: Type.Optional(Type.Literal(true)),
    learnt: Type.Optional(Type.Object({ cutOffs: number, echoes: Type.Boolean() })),
    waitedMs: Type.Optional(number),
  }),
  'key.pressed': Type.Object({ type: Type.Literal('key.pressed'), at, key: text, readings }),
  'speech.played': Type.Object({ type: Type.Literal('speech.played'), at, id: text }),
  'speech.interrupted': Type.Object({ type: Type.Literal('speech.interrupted'), at, id: text, heard: text }),
  'timer.fired': Type.Object({ type: Type.Literal('timer.fired'), at, timer: timerName, due: number }),
  'tool.finished': Type.Object({
    type: Type.Literal('tool.finished'),
    at,
    key: text,
    outcome: Type.Union([
      Type.Object({ ok: Type.Literal(true), result: json }),
      Type.Object({ ok: Type.Literal(false), error: text, message: text }),
    ]),
  }),
  'decision.finished': Type.Object({
    type: Type.Literal('decision.finished'),
    at,
    id: text,
    outcome: Type.Object({
      option: Type.Union([text, Type.Null()]),
      confidence: number,
      why: Type.Enum(['model', 'refused', 'late', 'failed']),
      readings: Type.Optional(readings),
    }),
  }),
  'transfer.finished': Type.Object({
    type: Type.Literal('transfer.finished'),
    at,
    id: text,
    outcome: Type.Enum(['completed', 'busy', 'noanswer', 'declined', 'failed']),
    over: Type.Optional(Type.Literal(true)),
  }),
  'transfer.progressed': Type.Object({
    type: Type.Literal('transfer.progressed'),
    at,
    id: text,
    how: Type.Enum(['ringing', 'accepted', 'joined', 'left']),
  }),
  'recording.changed': Type.Object({
    type: Type.Literal('recording.changed'),
    at,
    id: text,
    ok: Type.Boolean(),
  }),
  'stream.lost': Type.Object({ type: Type.Literal('stream.lost'), at, unheard: text }),
  'stream.resumed': Type.Object({ type: Type.Literal('stream.resumed'), at }),
  'caller.hungup': Type.Object({
    type: Type.Literal('caller.hungup'),
    at,
    unanswered: Type.Optional(Type.Enum(['busy', 'noanswer', 'failed', 'canceled', 'uncertain'])),
  }),
  'event.received': Type.Object({ type: Type.Literal('event.received'), at, name: text, data: json }),
  'recording.finished': Type.Object({
    type: Type.Literal('recording.finished'),
    at,
    id: text,
    ref: text,
    ms: number,
    how: Type.Enum(['silence', 'key', 'max', 'noinput', 'lost', 'failed']),
  }),
  'operator.ended': Type.Object({ type: Type.Literal('operator.ended'), at, by: text }),
  'operator.transferred': Type.Object({ type: Type.Literal('operator.transferred'), at, by: text, destination: text }),
} satisfies Record<CallEvent['type'], TSchema>

type Schemas = typeof eventSchemas
/** Compiled on first use, each type by itself: most processes never read a log. */
const validators = new Map<string, Validator<TProperties, Schemas[keyof Schemas]>>()

/**
 * An event of a stored log, checked before anything folds it. StoreError `corrupt` where it is not JSON, lacks a field or has
 * a wrong one; `refused` where its type is unknown, since a newer version wrote it. The message names fields, never values.
 */
export function readEvent(stored: string, what: string): CallEvent {
  let value: unknown
  try {
    value = JSON.parse(stored)
  } catch (cause) {
    throw new StoreError('corrupt', `${what} is not JSON.`, { cause })
  }
  const type = (value as { type?: unknown } | null)?.type
  if (typeof type !== 'string') throw new StoreError('corrupt', `${what} is not an event.`)
  if (!Object.hasOwn(eventSchemas, type))
    throw new StoreError('refused', `${what} is of a type that this version does not know. Use a newer Callchart.`)
  let validator = validators.get(type)
  if (validator === undefined) {
    validator = Compile(eventSchemas[type as keyof Schemas])
    validators.set(type, validator)
  }
  if (!validator.Check(value)) {
    const where = validator.Errors(value)[0]?.instancePath ?? ''
    throw new StoreError('corrupt', `${what} is damaged at ${where === '' ? 'its root' : where}.`)
  }
  // To the same type: this stops compiling when an event's schema above allows what the machine does not.
  const checked: Static<Schemas[keyof Schemas]> = value
  return checked satisfies CallEvent
}
