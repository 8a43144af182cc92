import type { Json, JsonObject } from './json.ts'

/**
 * A checked flow in its plain form: what a designer abbreviated is written out, durations are milliseconds, prompts are
 * parts, routes are lists. `normalise()` makes it from YAML; `compileFlow()` makes the machine from it. It is JSON, so
 * its content hash pins the version that a call runs on.
 */
export interface Flow {
  readonly flow: string
  readonly description?: string
  /** BCP 47, as written: "en-GB". */
  readonly language: string
  /** Other languages that prompts have: a call may be in one of them. */
  readonly languages: readonly string[]
  /** IANA: "Europe/London". Relative days and clock times mean this zone. */
  readonly timezone: string
  readonly inputs: Readonly<Record<string, Input>>
  readonly start: string
  /** No wait leaves a silence longer than this. Default 2000. */
  readonly silenceLimitMs: number
  /** How many rungs of each ladder a whole call may come to before the next one is its ladder's last. */
  readonly limits?: { readonly noinput?: number; readonly nomatch?: number }
  readonly slots: Readonly<Record<string, Slot>>
  readonly states: Readonly<Record<string, State>>
  /** Opening hours by name: `open('main')`. Empty where the flow has none. */
  readonly hours: Readonly<Record<string, Hours>>
  /** Of a flow that others run: output name to expression, read at its `end`; null where it reads what is not filled. */
  readonly outputs: Readonly<Record<string, Expression>>
  /** Who the agent is: shown to the model with every decision. */
  readonly persona?: string
  /** Where a call of ours goes once an answering machine has picked up, after its tone: a state. */
  readonly voicemail?: string
  /** What every caller of this flow must have been granted before it begins. */
  readonly requires?: string
  /** Every command by name: not heard, a pattern that is run, or a state of this flow. Off unless the flow asks for it. */
  readonly commands: Readonly<Record<CommandName, Command>>
  /** What callers may ask for in between, by name. */
  readonly interrupts: Readonly<Record<string, Interrupt>>
  /** What is answered in passing. */
  readonly knowledge: readonly KnowledgeEntry[]
  /**
   * Every flow that a call of this one can come to by `run`, `goto_flow`, an interrupt or a pattern, by name: closed under
   * reference, flat (their own `runs` are empty) and without this flow itself. Part of the content hash.
   */
  readonly runs: Readonly<Record<string, Flow>>
}

/** `faster` takes `slower` back, and is heard wherever that is: no flow asks for it by name. */
export const commandNames = ['help', 'repeat', 'goback', 'wait', 'operator', 'cancel', 'slower', 'faster'] as const
export type CommandName = (typeof commandNames)[number]

/** The repairs that every flow has, as flows. A project replaces one by a flow of that name. */
export const patternNames = [
  'pattern_help',
  'pattern_repeat',
  'pattern_goback',
  'pattern_wait',
  'pattern_operator',
  'pattern_cancel',
  'pattern_slower',
  'pattern_faster',
  'pattern_correction',
  'pattern_already_done',
  'pattern_unanswerable',
  'pattern_cut_off',
  'pattern_failed',
] as const

/** `pattern`: a flow in `runs` that is run and comes back. `to`: a state of this flow; the call does not come back. */
export type Command = 'off' | { readonly pattern: string } | { readonly to: string }

/** What a caller may ask for at any time: another flow answers, and the call comes back to where it was. */
export interface Interrupt {
  readonly means: string
  readonly examples: readonly string[]
  /** A flow in `runs`. */
  readonly run: string
  readonly with: Readonly<Record<string, Value>>
  /** Coming back: say the question again with a lead-in, ask it as it is, or wait without a word. */
  readonly resume: 'restate' | 'ask' | 'silent'
  /** Not heard again so soon after it ended. 0: at once. */
  readonly cooldownMs: number
}

/** One vetted answer, and the questions that it answers, as callers put them. */
export interface KnowledgeEntry {
  /** Unique in the flow; stable as long as its heading is. */
  readonly id: string
  readonly questions: readonly string[]
  readonly answer: Prompt
}

/**
 * Minutes of a week's days (1 = Monday … 7 = Sunday) in which a place is open. A span with `dates` ("2026-12-25", or
 * "12-25" every year) is a holiday: on these dates only such spans count; an empty one (0 to 0) is closed all day.
 */
export type Hours = readonly {
  readonly days: readonly number[]
  readonly dates?: readonly string[]
  readonly fromMinute: number
  readonly toMinute: number
}[]

export interface Input {
  readonly type: SlotType
  readonly default?: Json
}

export const slotTypes = [
  'boolean',
  'choice',
  'integer',
  'number',
  'digits',
  'spelled',
  'date',
  'time',
  'datetime',
  'duration',
  'phone',
  'email',
  'money',
  'name',
  'postcode',
  'text',
  'list',
] as const
export type SlotType = (typeof slotTypes)[number]

/** What a caller is asked for. Which keys matter depends on the type; the schema says which are legal where. */
export interface Slot {
  readonly name: string
  readonly type: SlotType
  /** integer, number: bounds. digits: `length`, or `minLength`/`maxLength`. */
  readonly min?: number
  readonly max?: number
  readonly length?: number
  readonly minLength?: number
  readonly maxLength?: number
  /** digits: a checksum. */
  readonly check?: 'luhn' | 'mod97'
  /** date: which side of today is meant when the caller does not say. */
  readonly range?: 'past' | 'future' | 'any'
  /** time: earliest and latest, "HH:MM"; settles morning or afternoon. */
  readonly earliest?: string
  readonly latest?: string
  /** phone, postcode: ISO 3166 country. */
  readonly region?: string
  /** choice: fixed options by value. */
  readonly options?: Readonly<Record<string, ChoiceOption>>
  /** choice: a saved name that holds the list a tool found; `label` is the field of an item that a caller would say. */
  readonly from?: string
  readonly label?: string
  readonly hint?: string
  readonly sensitive?: 'pii' | 'pci'
  readonly default?: Value
  readonly confirm?: 'always' | 'when_unsure' | 'never'
  readonly reject: readonly { readonly when: Expression; readonly say: Prompt }[]
  /** money: ISO 4217, where the caller says none. */
  readonly currency?: string
  /** Known values, to re-rank what was heard: the list `from` in the result of a read tool. */
  readonly candidates?: Candidates
  /** list: the fields of an item, in the order asked; each has `ask`. */
  readonly of?: Readonly<Record<string, Slot>>
  /** list without `of`: what an item is, where it is one plain value. */
  readonly item?: Slot
  /** list: how many items; none is enough where `minItems` is absent. */
  readonly minItems?: number
  readonly maxItems?: number
  /** list: asks whether there is another item; absent where that is not asked (`more: false`). */
  readonly more?: Prompt
  /** list: said of an item that was added, before more is asked; absent: the item is read back. */
  readonly added?: Prompt
  /** A field of a list's item: its question. */
  readonly ask?: Prompt
  /** A field of a list's item: its own ladders, instead of those of the state. */
  readonly noinput?: readonly Rung[]
  readonly nomatch?: readonly Rung[]
  /** list, in a `listen`: what is on it by now, and what is asked of it. */
  readonly soFar?: ListSoFar
}

/** A list that is being filled, or that may be put right. */
export interface ListSoFar {
  readonly items: readonly Json[]
  /** What is known of the item in question, by field. */
  readonly draft: JsonObject
  /**
   * - item: the next one
   * - field:NAME: a field of the item in question
   * - more: whether there is another one
   * - check: whether what was read back is right
   * - drop: which one is to go
   * - fix: what is wrong with it
   * - edit: nothing; it may be put right all the same
   */
  readonly asked: string
  /** Beginnings of fields, by field. */
  readonly parts?: JsonObject
}

export interface Candidates {
  readonly tool: string
  readonly with: Readonly<Record<string, Value>>
  /** The field of the result that holds the list; "" where the result is the list. */
  readonly from: string
  /** The field of an item that a caller would say; absent where items are texts. */
  readonly label?: string
}

export interface ChoiceOption {
  /** What a caller may say for it, the value's own words first. */
  readonly synonyms: readonly string[]
  /** One digit. */
  readonly key?: string
}

/** CEL source. `where` is the JSON path of its place, for diagnostics and for `explain`. */
export interface Expression {
  readonly cel: string
}

/** A value in YAML: itself, or an expression (`=slots.at`), in a tree of both. */
export type Value =
  | { readonly literal: Json }
  | { readonly expression: Expression }
  | { readonly object: Readonly<Record<string, Value>> }
  | { readonly list: readonly Value[] }

/** Words to speak. Variants alternate and never repeat twice running. */
export interface Prompt {
  /** In the flow's own language. */
  readonly variants: readonly Template[]
  /** In other languages, by BCP 47 tag. */
  readonly languages?: Readonly<Record<string, readonly Template[]>>
  /** A sound file, relative to the flow, played instead; the variants are its words, said where it cannot be played. */
  readonly audio?: string
  /** The variants are SSML. */
  readonly ssml?: boolean
  /** While this is said, instead of the state's policy. */
  readonly bargein?: BargeIn
}

/** Text with `{{ expression | filter }}` in it, as parts in order. */
export type Template = readonly (string | { readonly expression: Expression; readonly filters: readonly Filter[] })[]
export interface Filter {
  readonly name: string
  readonly args: readonly Json[]
}

/** The last route has no `when`. */
export interface Route {
  readonly when?: Expression
  readonly to: string
}

/** One attempt of a `noinput` or `nomatch` ladder. The index is the attempt; the last one routes. */
export interface Rung {
  readonly say?: Prompt
  /** Of a built-in rung of a gather: what is said instead where only this slot is missing. */
  readonly narrow?: Readonly<Record<string, Prompt>>
  readonly repeat?: boolean
  readonly to?: string
}

/** Barge-in policy of a state. `mode: off` means that what is said meanwhile is neither recognised nor kept. */
export interface BargeIn {
  readonly mode: 'speech' | 'hotword' | 'off'
  readonly minWords: number
  readonly minMs: number
  /** Words that do not interrupt: "mhm". */
  readonly ignore: readonly string[]
  /** Words that interrupt at once: "stop". */
  readonly always: readonly string[]
}

export interface Keypad {
  /** Which slot the keys fill; the first that the state gathers unless said. */
  readonly slot?: string
  readonly max?: number
  readonly terminator: string
  readonly interDigitMs: number
}

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

/** Milliseconds of silence that end a turn, by how far the answer has come. */
export type Endpoints = Readonly<Partial<Record<'closed' | 'open' | 'partial' | 'none', number>>>

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
/** Spoken while a tool or a decision is awaited. In order; the last one goes on. */
export interface Filler {
  readonly afterMs: number
  readonly say: readonly Prompt[]
  readonly everyMs: number
}
export interface BranchState extends StateBase {
  readonly kind: 'branch'
}
export interface SetState extends StateBase {
  readonly kind: 'set'
}
export interface TransferState extends StateBase {
  readonly kind: 'transfer'
  readonly destination: string
  readonly mode: 'cold' | 'warm'
  readonly brief?: Template
  readonly say?: Prompt
  readonly ringMs: number
}
export interface EndState extends StateBase {
  readonly kind: 'end'
  readonly prompt?: Prompt
  readonly outcome: string
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
