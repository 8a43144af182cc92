import type { Json } from './json.ts'

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
  /** IANA: "Europe/London". Relative days and clock times mean this zone. */
  readonly timezone: string
  readonly inputs: Readonly<Record<string, Input>>
  readonly start: string
  /** No wait leaves a silence longer than this. Default 2000. */
  readonly silenceLimitMs: number
  readonly slots: Readonly<Record<string, Slot>>
  readonly states: Readonly<Record<string, State>>
  /** Opening hours by name: `open('main')`. Empty where the flow has none. */
  readonly hours: Readonly<Record<string, Hours>>
}

/** Minutes of a week's days (1 = Monday … 7 = Sunday) in which a place is open. */
export type Hours = readonly {
  readonly days: readonly number[]
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
  readonly variants: readonly Template[]
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
export interface GatherState extends StateBase, Listening {
  readonly kind: 'gather'
  readonly slots: readonly string[]
  readonly prompt: Prompt
  /** The question when only this slot is missing. */
  readonly prompts: Readonly<Record<string, Prompt>>
  readonly noneOfThese?: string
}
export interface ConfirmState extends StateBase, Listening {
  readonly kind: 'confirm'
  readonly prompt: Prompt
  readonly confirmed: string
  /** `correct`: slots that a "no" may correct, at once ("no, at five") or when asked what it should be instead; then `to`. */
  readonly denied: { readonly to: string; readonly correct: readonly string[] }
}
export interface DecideState extends StateBase, Listening {
  readonly kind: 'decide'
  readonly question: string
  readonly prompt?: Prompt
  readonly options: Readonly<Record<string, DecideOption>>
  readonly unsure: string
  /** 0–1; below it the answer is `unsure`. Default 0.7. */
  readonly confidence: number
  readonly budgetMs: number
  readonly instructions?: string
  /** What the model is shown besides the utterance. */
  readonly context: { readonly turns: number; readonly slots: readonly string[] }
  readonly filler?: Filler
}
export interface DecideOption {
  readonly means: string
  readonly examples: readonly string[]
  readonly key?: string
  readonly next: readonly Route[]
  readonly set: Readonly<Record<string, Value>>
  readonly clear: readonly string[]
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
export type StateKind = State['kind']
