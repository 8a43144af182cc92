import type { CommandName, KnowledgeEntry } from '../language/flow.ts'
import type { Endpoints, TransferMode } from '../language/state.ts'
import type { BargeIn } from '../language/prompt.ts'
import type { Slot } from '../language/slot.ts'
import type { Json, JsonObject } from '../language/json.ts'
import type { TimerName } from './event.ts'

/** What the machine wants done, imperative. The session carries these out after the step has been committed. */
export type Effect =
  | Say
  | Listen
  /** Stop speaking now and forget what has not been heard. */
  | { readonly type: 'clear' }
  /** Stop listening: words are neither recognised nor kept. */
  | { readonly type: 'deafen' }
  | Decide
  | ToolCall
  | LookUp
  | { readonly type: 'timer.set'; readonly timer: TimerName; readonly due: number }
  | { readonly type: 'timer.clear'; readonly timer: TimerName }
  | Transfer
  /** Whoever is being rung for a transfer is rung no more, and is not put through; nothing where they have left already. */
  | { readonly type: 'transfer.cancel'; readonly id: string }
  | RecordStart
  | RecordingSet
  /** Ends the recording now: `recording.finished` follows. */
  | { readonly type: 'record.stop'; readonly id: string }
  | { readonly type: 'hangup'; readonly outcome: string }

export interface Say {
  readonly type: 'say'
  /** Unique in the call: "u7". Comes back in `speech.played`. */
  readonly id: string
  /** What is logged and heard, as it is written: with `ssml` its words. */
  readonly text: string
  /** The text with markup (the safe subset), its values escaped. */
  readonly ssml?: string
  /** A recording of the text, played instead where it can be. */
  readonly audio?: string
  /** Keys to be sent as tones, and nothing is said: `0`–`9`, `*`, `#`, `A`–`D`, and `w` for half a second. */
  readonly press?: string
  readonly language: string
  /** What it is for; a filler is never spoken over the caller. */
  readonly purpose: 'prompt' | 'filler' | 'repair' | 'goodbye'
  readonly bargein: BargeIn
  /** The caller has asked for it: about three quarters of the usual pace. */
  readonly slower?: true
}

/** What is expected of the caller from now on, until the next `listen` or `deafen`. */
export interface Listen {
  readonly type: 'listen'
  readonly state: string
  readonly language: string
  /** Where the running flow is of another zone than the call's: "tomorrow at eight" means this one. */
  readonly timezone?: string
  /** Slots whose grammars read the words, in the order asked. Choices from a tool's list carry their items as options. */
  readonly slots: readonly Slot[]
  /** Options that the words may choose (decide). */
  readonly options: Readonly<Record<string, { readonly means: string; readonly examples: readonly string[] }>>
  readonly endpointMs?: number
  readonly endpointsMs?: Endpoints
  readonly bargein: BargeIn
  /** Partial answers so far, by slot. */
  readonly earlier: JsonObject
  /** The days and times that stand, by slot: what is put right keeps what the new words leave out. */
  readonly stands?: JsonObject
  /** By slot, the key under which its known values were looked up. */
  readonly known?: Readonly<Record<string, string>>
  /** What may be meant besides an answer; absent where nothing else is heard. */
  readonly besides?: Besides
}

export interface Besides {
  readonly commands: readonly CommandName[]
  readonly interrupts: Readonly<Record<string, { readonly means: string; readonly examples: readonly string[] }>>
  /** Filled slots that may be corrected, the one filled last first. */
  readonly filled: readonly Slot[]
  readonly knowledge: readonly KnowledgeEntry[]
}

export interface Decide {
  readonly type: 'decide'
  readonly id: string
  readonly question: string
  readonly instructions: string
  readonly utterance: string
  readonly options: Readonly<Record<string, { readonly means: string; readonly examples: readonly string[] }>>
  /** Slots that the same words may fill, by a strict schema; never a `pci` slot. Absent where there are none. */
  readonly fills?: Fills
  /** Declared by the flow; never a `pci` slot. */
  readonly slots: JsonObject
  readonly turns: number
  readonly language: string
  /** Epoch milliseconds: later is `unsure`. */
  readonly deadline: number
}

/** Slots that are open, and when and where the caller's words were said: what "tomorrow" means. */
export interface Fills {
  readonly slots: readonly Slot[]
  /** A value of one of them is an answer by itself; otherwise values only go with an option. */
  readonly suffice: boolean
  /** Epoch milliseconds. */
  readonly nowMs: number
  readonly timezone: string
}

export interface ToolCall {
  readonly type: 'tool.call'
  /** The idempotency key: call, state visit, tool and arguments. */
  readonly key: string
  readonly tool: string
  readonly input: Json
  readonly deadline: number
  readonly retry: { readonly max: number; readonly errors: readonly string[] }
}

/**
 * Known values of what is about to be asked, from a tool that reads. Nobody waits for them: whoever reads the caller's words
 * keeps them as long as the call is here, and no event tells of them. Asked for again with the question; the same key is the
 * same list.
 */
export interface LookUp {
  readonly type: 'look.up'
  readonly key: string
  readonly tool: string
  readonly input: Json
  readonly deadline: number
  /** The field of the result that holds the list; "" where the result is the list. */
  readonly from: string
  /** The field of an item that a caller would say; absent where items are texts. */
  readonly label?: string
}

export interface Transfer {
  readonly type: 'transfer'
  readonly id: string
  readonly destination: string
  readonly mode: TransferMode
  readonly brief: string
  readonly ringMs: number
  /** How far it has come, where the line tells; in the snapshot only. */
  readonly reached?: 'ringing' | 'accepted' | 'joined'
}

/** Records what the caller says, until silence, a key, the longest time, or `record.stop`. */
export interface RecordStart {
  readonly type: 'record.start'
  readonly id: string
  readonly maxMs: number
  /** The silence after speech that ends it. */
  readonly silenceMs: number
  /** A tone says that it has begun. */
  readonly beep: boolean
}

/** The recording of the whole call by the line: begun, paused or gone on with. `recording.changed` follows a pause. */
export interface RecordingSet {
  readonly type: 'recording.set'
  readonly id: string
  readonly how: 'start' | 'pause' | 'resume'
}
