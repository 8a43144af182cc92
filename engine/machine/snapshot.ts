import type { Json, JsonObject } from '../language/json.ts'
import type { CallFacts, TimerName } from './event.ts'
import type { Decide, RecordingSet, RecordStart, ToolCall, Transfer } from './effect.ts'
import type { Resume } from './inner.ts'

/** A call between two steps, whole: JSON, under 4 kB. Folding the log gives it again byte for byte. */
export interface Snapshot {
  /** Of this shape; a reader accepts its own and the one before. */
  readonly version: 1
  /** Content hash of the flow that the call began with. */
  readonly bundle: string
  /** Events folded so far: 1 after `call.started`. */
  readonly seq: number
  readonly status: 'active' | 'done'
  /** The machine's state: { ask: 'listening' }. */
  readonly value: Json
  readonly context: CallContext
}

export interface CallContext {
  readonly call: CallFacts
  readonly inputs: JsonObject
  readonly slots: JsonObject
  /** What `save` kept, by name. */
  readonly saved: JsonObject
  /** The last tool's result, while its state's routes are read. */
  readonly result: Json
  /** Now, as the last event had it: epoch milliseconds. */
  readonly now: number
  readonly seed: number
  /** Counts every entry into a state; part of tool keys and decision ids. */
  readonly visit: number
  /** Counts utterances of ours: the next is `u${utterances + 1}`. */
  readonly utterances: number
  /** Rungs played in this visit. */
  readonly attempts: { readonly noinput: number; readonly nomatch: number }
  /** The utterance that is being played, or null. */
  readonly speaking: string | null
  /** The last utterance that may not be interrupted: while it is being played no key is taken either. */
  readonly uninterruptible?: string
  /** The variant last spoken of each prompt that has several, by the prompt's place. */
  readonly variants: Readonly<Record<string, number>>
  /** Armed timers and their absolute deadlines. */
  readonly timers: Readonly<Partial<Record<TimerName, number>>>
  /** The effect whose result is awaited, whole, so that another server can go on with it. */
  readonly awaiting: ToolCall | Decide | Transfer | RecordStart | RecordingSet | null
  /** Keys pressed so far for this answer, and the value that they make by now, if any. */
  readonly keys: string
  readonly keyed: { readonly slot: string; readonly value: Json } | null
  /** Partial answers, by slot. */
  readonly partial: JsonObject
  /** The caller broke into a statement and is speaking: the next question waits for the words. */
  readonly callerHasFloor: boolean
  /** No-match and no-input prompts of the whole call: bounded, so that no loop of ladders goes on for ever. */
  readonly repairs: number
  /** Rungs played in the whole call, by ladder; absent while there are none. */
  readonly rungs?: { readonly noinput: number; readonly nomatch: number }
  /** What a lost stream left unheard of a statement. */
  readonly unheard: string
  /** How the tool or the decision that was awaited came out, until its filler has ended and its state is left. */
  readonly settled: { readonly ok: boolean; readonly code: string } | null
  /** The last words of the caller that moved the machine: "" before there are any. */
  readonly utterance: string
  /** How the call ended, once it has: an `end` state's outcome, "hangup", "transferred" … */
  readonly outcome: string | null
  /** The running flow, where it is not the one that the call began with. */
  readonly flow?: string
  /** What is spoken, where the running flow is of another language. */
  readonly language?: string
  /** The flows that wait for the running one to end, innermost last; absent while there are none. */
  readonly stack?: readonly Frame[]
  /** What slots ("slots.at") and saved names were computed from: names of slots. Of the running flow. */
  readonly origins?: Readonly<{ readonly [name: string]: readonly string[] }>
  /** Slots that a finished write has used, by the state that called it. Of the running flow. */
  readonly written?: Readonly<{ readonly [state: string]: readonly string[] }>
  /** Questions that were answered, for `goback`: the newest last, a few. Of the running flow. */
  readonly trail?: readonly string[]
  /** Lists that are being filled, by slot; what is on them is the slot's value. Of the running flow. */
  readonly lists?: Readonly<{ readonly [slot: string]: ListProgress }>
  /** When each interrupt was over: epoch milliseconds, for its cool-down. */
  readonly interrupted?: Readonly<{ readonly [interrupt: string]: number }>
  /** Requests from one utterance that are still to be answered, in order. */
  readonly queue?: readonly string[]
  /** Events from outside that have come before anybody waited for them, by name. */
  readonly events?: JsonObject
  /** The state from which an operator hands the call over, while that is under way. */
  readonly handedFrom?: string | null
  /** What the caller has been granted. */
  readonly granted?: readonly string[]
  /** The caller has asked for slower speech; false once they have taken that back. */
  readonly slower?: boolean
  /** When a call of ours was answered; absent in others. */
  readonly answeredAt?: number
  /** The recording of the whole call, where the flow wants one and it has begun. */
  readonly recording?: 'on' | 'paused'
}

/** A flow that waits for another one to end: where it was, and what is its own. */
export interface Frame {
  readonly flow: string
  readonly value: Json
  readonly resume: Resume
  readonly because?: string
  /** A state to go on in, whatever the outcome. */
  readonly then?: string
  /** It waits in a question for which the recording of the call is paused. */
  readonly unrecorded?: true
  readonly inputs: JsonObject
  readonly slots: JsonObject
  readonly saved: JsonObject
  readonly attempts: { readonly noinput: number; readonly nomatch: number }
  readonly partial: JsonObject
  readonly language?: string
  readonly origins?: Readonly<{ readonly [name: string]: readonly string[] }>
  readonly written?: Readonly<{ readonly [state: string]: readonly string[] }>
  readonly trail?: readonly string[]
  readonly lists?: Readonly<{ readonly [slot: string]: ListProgress }>
}

/** How far a list has come that is being filled. */
export interface ListProgress {
  /** What is asked: see `ListSoFar`. */
  readonly asked: string
  /** Items that are not whole yet, the one in question first. */
  readonly drafts?: readonly JsonObject[]
  /** Beginnings of fields of the item in question. */
  readonly parts?: JsonObject
  /** What is said before the next question. */
  readonly told?: string
  /** The caller has said that this is all. */
  readonly done?: true
}
