import type { BargeIn, Filler, Keypad, Prompt, Rung, Template } from './prompt.ts'
import type { Expression, Route, Value } from './value.ts'

/** Milliseconds of silence that end a turn, by how far the answer has come. */
export type Endpoints = Readonly<Partial<Record<'closed' | 'open' | 'partial' | 'none', number>>>

interface StateBase {
  readonly name: string
  readonly bargein: BargeIn
  /** What is heard here besides the answer; `modal: true` switches all four off. */
  readonly commands: boolean
  readonly interrupts: boolean
  readonly corrections: boolean
  readonly knowledge: boolean
  /** What the caller has from here on, when the state is left by `next` (or `confirmed`). */
  readonly grants?: string
  /** The state may only be entered by a caller who has been granted this. */
  readonly requires?: string
  /** The same for outcomes, by outcome. */
  readonly outcomeGrants: Readonly<Record<string, string>>
  readonly next: readonly Route[]
  readonly outcomes: Readonly<Record<string, string>>
  /** Assignments on leaving: target ("slots.at" or a saved name) to value. */
  readonly set: Readonly<Record<string, Value>>
  readonly clear: readonly string[]
}

/** What every state that listens has. */
interface Listening {
  readonly noinputAfterMs: number
  readonly noinput: readonly Rung[]
  readonly nomatch: readonly Rung[]
  /** Milliseconds of silence that end the turn, whatever the answer's state; absent: by the answer's state. */
  readonly endpointMs?: number
  /** … and by the answer's state, where it says so instead of the slot's type. */
  readonly endpointsMs?: Endpoints
  readonly keypad?: Keypad
}

export interface GreetingState extends StateBase {
  readonly kind: 'greeting'
  readonly prompt: Prompt
}
export interface SayState extends StateBase {
  readonly kind: 'say'
  readonly prompt: Prompt
}
/** How a state puts a closed question to the model. */
export interface ModelUse {
  /** 0–1; below it the answer is `unsure`. Default 0.7. */
  readonly confidence: number
  readonly budgetMs: number
  readonly instructions?: string
  /** What the model is shown besides the utterance. */
  readonly context: { readonly turns: number; readonly slots: readonly string[] }
  /** Covers the wait; absent where it is short enough to need none. */
  readonly filler?: Filler
}
export interface GatherState extends StateBase, Listening, ModelUse {
  readonly kind: 'gather'
  readonly slots: readonly string[]
  readonly prompt: Prompt
  /** The question when only this slot is missing. */
  readonly prompts: Readonly<Record<string, Prompt>>
  readonly noneOfThese?: string
  /** When an answer is read back, by slot: the state's `read_back`, else the slot's `confirm`. */
  readonly confirm: Readonly<Record<string, 'always' | 'when_unsure' | 'never'>>
}
export interface ConfirmState extends StateBase, Listening, ModelUse {
  readonly kind: 'confirm'
  readonly prompt: Prompt
  readonly confirmed: string
  /** `correct`: slots that a "no" may correct, at once ("no, at five") or when asked what it should be instead; then `to`. */
  readonly denied: { readonly to: string; readonly correct: readonly string[] }
}
export interface DecideState extends StateBase, Listening, ModelUse {
  readonly kind: 'decide'
  readonly question: string
  readonly prompt?: Prompt
  readonly options: Readonly<Record<string, DecideOption>>
  readonly unsure: string
}
export interface DecideOption {
  readonly means: string
  readonly examples: readonly string[]
  readonly key?: string
  readonly next: readonly Route[]
  readonly set: Readonly<Record<string, Value>>
  readonly clear: readonly string[]
  /** Slots that the same utterance may fill. */
  readonly slots: readonly string[]
}
export interface ToolState extends StateBase {
  readonly kind: 'tool'
  readonly tool: string
  readonly with: Readonly<Record<string, Value>>
  /** Saved name to expression over `result`. */
  readonly save: Readonly<Record<string, Expression>>
  readonly filler: Filler
  readonly timeoutMs: number
  readonly retry: { readonly max: number; readonly errors: readonly string[] }
  readonly again: boolean
  /** Once per call for these values of slots, whichever state and arguments. */
  readonly dedupeOn?: readonly string[]
  /** As the tool declares itself, where that is known. */
  readonly effect?: 'read' | 'write'
  /** The state that undoes this write, when the caller corrects a slot that it used. */
  readonly undo?: string
}
export interface BranchState extends StateBase {
  readonly kind: 'branch'
}
export interface SetState extends StateBase {
  readonly kind: 'set'
}
/**
 * cold: the caller is handed over at once. screened: who answers hears the brief and may decline, while the caller hears
 * ringing. warm: the same while the caller waits with music, and then they meet.
 */
export type TransferMode = 'cold' | 'warm' | 'screened'
export interface TransferState extends StateBase {
  readonly kind: 'transfer'
  readonly destination: string
  readonly mode: TransferMode
  readonly brief?: Template
  readonly say?: Prompt
  readonly ringMs: number
}
export interface EndState extends StateBase {
  readonly kind: 'end'
  readonly prompt?: Prompt
  readonly outcome: string
  /** The flow has none of this name: a default ladder leads here. */
  readonly isBuiltIn?: true
}

/** Runs another flow, with slots of its own, and comes back: `result` is its outputs, its end's outcome is the outcome. */
export interface RunState extends StateBase {
  readonly kind: 'run'
  readonly flow: string
  readonly with: Readonly<Record<string, Value>>
  /** Saved name to expression over `result`. */
  readonly save: Readonly<Record<string, Expression>>
}
/** Hands over to another flow and does not come back. */
export interface GotoFlowState extends StateBase {
  readonly kind: 'goto_flow'
  readonly flow: string
  readonly with: Readonly<Record<string, Value>>
}
/** Holds until a named event from outside the call arrives, or the time is up (outcome `timeout`). `result` is its data. */
export interface WaitState extends StateBase {
  readonly kind: 'wait'
  readonly event: string
  /** Said first. */
  readonly prompt?: Prompt
  readonly filler: Filler
  readonly timeoutMs: number
  readonly save: Readonly<Record<string, Expression>>
}
/** Records what the caller says. Outcomes: `noinput` (nobody spoke), `failed`; without them `next`. */
export interface RecordState extends StateBase {
  readonly kind: 'record'
  readonly prompt: Prompt
  readonly maxMs: number
  /** The silence that ends it. */
  readonly silenceMs: number
  /** The key that ends it; "" for none. */
  readonly terminator: string
  readonly beep: boolean
  /** The saved name of `{ ref, ms }`. */
  readonly save?: string
}

export type State =
  | GreetingState
  | SayState
  | GatherState
  | ConfirmState
  | DecideState
  | ToolState
  | BranchState
  | SetState
  | TransferState
  | EndState
  | RunState
  | GotoFlowState
  | WaitState
  | RecordState
export type StateKind = State['kind']
