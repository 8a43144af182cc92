import { Type, type Static, type TProperties, type TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import type { Slot } from '../../engine/language/slot.ts'
import type { Json, JsonObject } from '../../engine/language/json.ts'
import type { CallContext, Frame, ListProgress, Snapshot } from '../../engine/machine/snapshot.ts'
import { StoreError } from './store-error.ts'

const json = Type.Unsafe<Json>(Type.Unknown())
const jsonObject = Type.Unsafe<JsonObject>(Type.Object({}))
const words = Type.Array(Type.String())

const toolCall = Type.Object({
  type: Type.Literal('tool.call'),
  key: Type.String({ minLength: 1 }),
  tool: Type.String({ minLength: 1 }),
  input: json,
  deadline: Type.Number(),
  retry: Type.Object({ max: Type.Number(), errors: words }),
})

const decide = Type.Object({
  type: Type.Literal('decide'),
  id: Type.String(),
  question: Type.String(),
  instructions: Type.String(),
  utterance: Type.String(),
  options: Type.Record(Type.String(), Type.Object({ means: Type.String(), examples: words })),
  fills: Type.Optional(
    Type.Object({
      slots: Type.Array(Type.Unsafe<Slot>(Type.Object({ name: Type.String(), type: Type.String() }))),
      suffice: Type.Boolean(),
      nowMs: Type.Number(),
      timezone: Type.String(),
    }),
  ),
  slots: jsonObject,
  turns: Type.Number(),
  language: Type.String(),
  deadline: Type.Number(),
})

const transfer = Type.Object({
  type: Type.Literal('transfer'),
  id: Type.String(),
  destination: Type.String(),
  mode: Type.Union([Type.Literal('cold'), Type.Literal('warm'), Type.Literal('screened')]),
  brief: Type.String(),
  ringMs: Type.Number(),
  reached: Type.Optional(Type.Enum(['ringing', 'accepted', 'joined'])),
})

const recordStart = Type.Object({
  type: Type.Literal('record.start'),
  id: Type.String(),
  maxMs: Type.Number(),
  silenceMs: Type.Number(),
  beep: Type.Boolean(),
})

const recordingSet = Type.Object({
  type: Type.Literal('recording.set'),
  id: Type.String(),
  how: Type.Enum(['start', 'pause', 'resume']),
})

const names = Type.Record(Type.String(), words)
const listProgress = Type.Object({
  asked: Type.String(),
  drafts: Type.Optional(Type.Array(jsonObject)),
  parts: Type.Optional(jsonObject),
  told: Type.Optional(Type.String()),
  done: Type.Optional(Type.Literal(true)),
} satisfies Record<keyof ListProgress, TSchema>)
/** What a running flow has of its own, where it has it. */
const ownParts = {
  language: Type.Optional(Type.String()),
  origins: Type.Optional(names),
  written: Type.Optional(names),
  trail: Type.Optional(words),
  lists: Type.Optional(Type.Record(Type.String(), listProgress)),
}

const attempts = Type.Object({ noinput: Type.Number(), nomatch: Type.Number() })
const frame = Type.Object({
  flow: Type.String({ minLength: 1 }),
  value: Type.Unsafe<Json>(Type.Union([Type.String(), Type.Object({})])),
  resume: Type.Union([Type.Literal('outcome'), Type.Literal('restate'), Type.Literal('ask'), Type.Literal('silent')]),
  because: Type.Optional(Type.String()),
  unrecorded: Type.Optional(Type.Literal(true)),
  then: Type.Optional(Type.String()),
  inputs: jsonObject,
  slots: jsonObject,
  saved: jsonObject,
  attempts,
  partial: jsonObject,
  ...ownParts,
} satisfies Record<keyof Frame, TSchema>)

const timer = Type.Optional(Type.Number())
/**
 * What is required of a stored snapshot; fields that a later release adds do no harm. Stops compiling when the machine
 * keeps something that is not here.
 */
export const snapshotSchema = Type.Object({
  version: Type.Literal(1),
  bundle: Type.String({ minLength: 1 }),
  seq: Type.Integer({ minimum: 1 }),
  status: Type.Union([Type.Literal('active'), Type.Literal('done')]),
  value: Type.Unsafe<Json>(Type.Union([Type.String(), Type.Object({})])),
  context: Type.Object({
    call: Type.Object({
      id: Type.String({ minLength: 1 }),
      from: Type.String(),
      to: Type.String(),
      lineId: Type.String(),
      direction: Type.Union([Type.Literal('inbound'), Type.Literal('outbound')]),
    }),
    inputs: jsonObject,
    slots: jsonObject,
    saved: jsonObject,
    result: json,
    now: Type.Number(),
    seed: Type.Number(),
    visit: Type.Number(),
    utterances: Type.Number(),
    attempts,
    speaking: Type.Union([Type.String(), Type.Null()]),
    variants: Type.Record(Type.String(), Type.Number()),
    timers: Type.Object({
      noinput: timer,
      keys: timer,
      filler: timer,
      tool: timer,
      decision: timer,
      transfer: timer,
      wait: timer,
    }),
    awaiting: Type.Union([toolCall, decide, transfer, recordStart, recordingSet, Type.Null()]),
    keys: Type.String(),
    keyed: Type.Union([Type.Object({ slot: Type.String(), value: json }), Type.Null()]),
    partial: jsonObject,
    callerHasFloor: Type.Boolean(),
    repairs: Type.Number(),
    unheard: Type.String(),
    settled: Type.Union([Type.Object({ ok: Type.Boolean(), code: Type.String() }), Type.Null()]),
    utterance: Type.String(),
    outcome: Type.Union([Type.String(), Type.Null()]),
    uninterruptible: Type.Optional(Type.String()),
    rungs: Type.Optional(attempts),
    flow: Type.Optional(Type.String({ minLength: 1 })),
    stack: Type.Optional(Type.Array(frame)),
    ...ownParts,
    interrupted: Type.Optional(Type.Record(Type.String(), Type.Number())),
    queue: Type.Optional(words),
    events: Type.Optional(jsonObject),
    handedFrom: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    granted: Type.Optional(words),
    slower: Type.Optional(Type.Boolean()),
    answeredAt: Type.Optional(Type.Number()),
    recording: Type.Optional(Type.Enum(['on', 'paused'])),
  } satisfies Record<keyof CallContext, TSchema>),
} satisfies Record<keyof Snapshot, TSchema>)

/**
 * The newest shape this build reads. A new version of Snapshot gets its own schema here, and the one before stays
 * readable for one release, so that old and new servers can share calls during a deploy.
 */
const readableVersion = 1

/** A snapshot has some 1,000 characters, and tools' results of 16 kB each make the longest. */
const longestText = 1_000_000

/** Compiled on first use: most processes that import a store never read a snapshot. */
let validator: Validator<TProperties, typeof snapshotSchema> | undefined

/**
 * A stored snapshot, checked before the machine sees it. Rejects what it cannot vouch for: StoreError `corrupt` where it
 * is not JSON, lacks a field or has a wrong one; `refused` where a newer version of Callchart wrote it, so that this
 * server declines the call for another to take. The message names fields, never their values: they hold callers' words.
 */
export function readSnapshot(text: string, callId: string): Snapshot {
  if (text.length > longestText)
    throw new StoreError('corrupt', `The snapshot of call ${callId} is larger than any call's.`)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new StoreError('corrupt', `The snapshot of call ${callId} is not JSON.`, { cause })
  }
  const version = (value as { version?: unknown } | null)?.version
  if (typeof version === 'number' && version > readableVersion) {
    throw new StoreError(
      'refused',
      `The snapshot of call ${callId} has version ${version}; this server reads up to ${readableVersion}. A newer server must take the call.`,
    )
  }
  validator ??= Compile(snapshotSchema)
  if (!validator.Check(value)) {
    const first = validator.Errors(value)[0]
    const where = first === undefined || first.instancePath === '' ? 'its root' : first.instancePath
    throw new StoreError('corrupt', `The snapshot of call ${callId} is damaged at ${where}.`)
  }
  // The cast is to the same type: this line stops compiling when Snapshot gains what the schema above does not check.
  const checked: Static<typeof snapshotSchema> = value
  return checked satisfies Snapshot
}
