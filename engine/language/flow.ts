import type { Json } from './json.ts'
import type { Prompt } from './prompt.ts'
import type { Slot, SlotType } from './slot.ts'
import type { State } from './state.ts'
import type { Expression, Value } from './value.ts'

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
  /** The whole call is recorded, without what is `sensitive`. */
  readonly record?: 'call'
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
  'pattern_moment',
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
