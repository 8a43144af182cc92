import type { Hypothesis } from '../answers/answer.ts'
import type { Json, JsonObject } from '../language/json.ts'
import type { ToolOutcome, TransferOutcome } from '../machine/event.ts'

/** What the caller does, or what happens to the call. All times are milliseconds; what is said takes none. */
export type Move =
  | { readonly move: 'says'; readonly hypotheses: readonly Hypothesis[] }
  /** One key after the other. */
  | { readonly move: 'presses'; readonly keys: string }
  /** Counted from the end of what was heard; a timer due at its end has fired. */
  | { readonly move: 'silence'; readonly ms: number }
  /** Breaks into what is being said: so long after it began, or once these words of it were heard. */
  | {
      readonly move: 'bargein'
      readonly at: BargeInAt
      /** Empty for a noise without words. */
      readonly hypotheses: readonly Hypothesis[]
      readonly keys: string
    }
  /** The rest happens `afterMs` after the move before, whatever is being said or waited for. */
  | { readonly move: 'hangup'; readonly afterMs: number }
  /** The stream drops, and is back after `awayMs`. */
  | { readonly move: 'reconnect'; readonly afterMs: number; readonly awayMs: number }
  /** The server dies; another folds the log and goes on with a new stream. */
  | { readonly move: 'crash'; readonly afterMs: number; readonly awayMs: number; readonly isUncertain?: boolean }
  | { readonly move: 'event'; readonly name: string; readonly data: Json; readonly afterMs: number }

/** `into`: the whole text of what is broken into; without it, of whatever is being said. */
export type BargeInAt = { readonly ms: number; readonly into?: string } | { readonly after: string }

/** How a tool answers; one that takes longer than its time-out has timed out. */
export interface Stub {
  readonly outcome: ToolOutcome
  /** null: it never answers. */
  readonly takesMs: number | null
  /** Nobody has said how long: other runs of the test may take another time. */
  readonly isTimeUnsaid?: true
}

/** The answers of a tool: the first whose `with` is in what it is given; of those without one, each once and the last ever after. */
export type Answers = readonly { readonly with?: JsonObject; readonly stub: Stub }[]

/** What the model answers from now on. `option: null` is unsure. */
export interface Decision {
  readonly option: string | null
  readonly confidence: number
  readonly afterMs: number
  /** As of a stub. */
  readonly isTimeUnsaid?: true
  /** It answers too late, whatever it has; or not at all. */
  readonly fails?: 'late' | 'refused'
  /** Values that it reads in the caller's words, by slot; without a quote they are all of the words. */
  readonly slots?: Readonly<Record<string, DecidedValue>>
}

export interface DecidedValue {
  readonly value?: Json
  readonly quote?: string
}

/** How transfers come out from now on. */
export interface TransferStub {
  readonly outcome: TransferOutcome
  readonly afterMs: number
  /** As of a stub. */
  readonly isTimeUnsaid?: true
}

/** How recordings come out from now on. */
export type RecordedHow = 'silence' | 'key' | 'noinput' | 'failed'

/** What the world around the call does from now on. */
export type Change =
  | { readonly change: 'stub'; readonly name: string; readonly answers: Answers }
  | { readonly change: 'decides'; readonly decision: Decision }
  | { readonly change: 'transfers'; readonly transfer: TransferStub }
  | { readonly change: 'records'; readonly how: RecordedHow }

/** What is listened for. `variantOf` is the path of a prompt in the flow: "greet", "ask.noinput.1". */
export type Words = { readonly words: string } | { readonly pattern: string } | { readonly variantOf: string }

/** What must be so. Before it is looked at, the call comes to rest. */
export type Check =
  /** All of these were said since the last move, in any order. */
  | { readonly check: 'hears'; readonly words: readonly Words[] }
  /** None of these was. */
  | { readonly check: 'not_hears'; readonly words: readonly Words[] }
  | { readonly check: 'expect'; readonly expected: Expected }

/** What is absent is not looked at. */
export interface Expected {
  readonly state?: string
  /** Some of the slots; null: not filled. */
  readonly slots?: JsonObject
  readonly saved?: JsonObject
  readonly called?: Readonly<Record<string, Called>>
  readonly attempts?: { readonly noinput?: number; readonly nomatch?: number }
  /** The outcome; null: the call goes on. */
  readonly ended?: string | null
  /** The destination that the last transfer went to; null: none was begun. */
  readonly transferred?: string | null
  /** The caller's so far. */
  readonly turns?: number
  readonly modelCalls?: number
  /** At most, while it was not the caller's turn. */
  readonly longestSilenceMs?: number
  /** At most. */
  readonly lastsMs?: number
}

/** Calls of a tool in the whole call so far: how many, and what the last one was given (some of it), or each of them in order. */
export interface Called {
  readonly times?: number
  readonly with?: JsonObject
  readonly each?: readonly JsonObject[]
}

export type Step = Move | Change | Check
