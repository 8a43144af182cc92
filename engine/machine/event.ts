import type { Answer, Hypothesis } from '../answers/answer.ts'
import type { CommandName } from '../language/flow.ts'
import type { Json, JsonObject } from '../language/json.ts'
import type { Learnt } from '../turns/floor.ts'

/**
 * What can happen to a call, durably: each of these is committed and moves the machine. Past tense; `at` is epoch
 * milliseconds, the only clock the machine has. Voice activity, interim words and playback positions are not here: they
 * fold through `engine/turns` and never reach the machine.
 */
export type CallEvent =
  | {
      readonly type: 'call.started'
      readonly at: number
      readonly call: CallFacts
      readonly inputs: JsonObject
      readonly seed: number
      /** What is to be spoken, where it is not the flow's own language: one of its `languages`. */
      readonly language?: string
    }
  | TurnEnded
  | KeyPressed
  | SpeechPlayed
  | SpeechInterrupted
  | { readonly type: 'timer.fired'; readonly at: number; readonly timer: TimerName; readonly due: number }
  | { readonly type: 'tool.finished'; readonly at: number; readonly key: string; readonly outcome: ToolOutcome }
  | { readonly type: 'decision.finished'; readonly at: number; readonly id: string; readonly outcome: DecisionOutcome }
  | {
      readonly type: 'transfer.finished'
      readonly at: number
      readonly id: string
      readonly outcome: TransferOutcome
      /** The caller has hung up, too: there is nobody to go on with. */
      readonly over?: true
    }
  /**
   * How far a warm transfer has come: the other side is rung, has heard the brief and taken the call, is with the caller, or
   * has hung up (`left`).
   */
  | {
      readonly type: 'transfer.progressed'
      readonly at: number
      readonly id: string
      readonly how: 'ringing' | 'accepted' | 'joined' | 'left'
    }
  /** The media stream is gone; `unheard` is what was left of the utterance that was playing, from a sentence's start. */
  | { readonly type: 'stream.lost'; readonly at: number; readonly unheard: string }
  | { readonly type: 'stream.resumed'; readonly at: number }
  /** `unanswered`: a call of ours that came to nobody, and why. */
  | { readonly type: 'caller.hungup'; readonly at: number; readonly unanswered?: Unanswered }
  /** Something from outside the call, awaited by a `wait`. */
  | { readonly type: 'event.received'; readonly at: number; readonly name: string; readonly data: Json }
  | RecordingFinished
  /** Whether the recording of the whole call has been paused, as it was to be. */
  | { readonly type: 'recording.changed'; readonly at: number; readonly id: string; readonly ok: boolean }
  /** Whoever operates live calls has ordered it. `by` is the name of the token: for the log. */
  | { readonly type: 'operator.ended'; readonly at: number; readonly by: string }
  | { readonly type: 'operator.transferred'; readonly at: number; readonly by: string; readonly destination: string }

/** The caller's turn is over. The session parsed it, so that an old log folds alike after a grammar has changed. */
export interface TurnEnded {
  readonly type: 'turn.ended'
  readonly at: number
  /** Best first; empty when voice was heard but no words. */
  readonly hypotheses: readonly Hypothesis[]
  /** For each slot that was expected, its reading. */
  readonly readings: Readonly<Record<string, Answer>>
  /** For each option that was expected (a decide's), how well the words match it: 0–1, 1 for its exact words. */
  readonly matches: Readonly<Record<string, number>>
  /** What else the words may mean; absent where nothing is. */
  readonly besides?: HeardBesides
  /** Something secret was asked for: no model is ever shown these words. */
  readonly secret?: true
  /** What the call has taught about its caller and line so far: for whichever server has it next. Moves nothing; absent where it is nothing. */
  readonly learnt?: Learnt
  /** So long the turn had been over before its words were there: the caller has heard nothing since. Absent where that is nothing. */
  readonly waitedMs?: number
}

/** Everything that an utterance may be besides an answer; how well it fits is 0–1, and what does not fit is left out. */
export interface HeardBesides {
  /** A word that interrupts at once was among them. */
  readonly always?: true
  readonly commands?: Readonly<Partial<Record<CommandName, number>>>
  readonly interrupts?: Readonly<Record<string, number>>
  /** The best few, by id. */
  readonly knowledge?: Readonly<Record<string, number>>
  /** New values for filled slots: the words take something back, or name the slot. */
  readonly corrections?: Readonly<Record<string, Answer>>
  /** The words name one of these slots, and none that is asked for. */
  readonly named?: true
  /** Interrupts or knowledge are heard here: a model may tell what no example does. */
  readonly open?: true
  /** Of several requests in one breath, those that are known, in order: "interrupt:directions", "knowledge:parking". */
  readonly requests?: readonly string[]
}

/** One key of the telephone; `readings` are of all keys of this answer so far, by slot. */
export interface KeyPressed {
  readonly type: 'key.pressed'
  readonly at: number
  readonly key: string
  readonly readings: Readonly<Record<string, Answer>>
}

/** The utterance `id` of ours was played to its end. */
export interface SpeechPlayed {
  readonly type: 'speech.played'
  readonly at: number
  readonly id: string
}

/** The caller broke in: what is left of `id` was cleared; `heard` is the text that had been heard. */
export interface SpeechInterrupted {
  readonly type: 'speech.interrupted'
  readonly at: number
  readonly id: string
  readonly heard: string
}

/** `ref` is the recording's name where it is kept, "" where there is none; `ms` its length without the final silence. */
export interface RecordingFinished {
  readonly type: 'recording.finished'
  readonly at: number
  readonly id: string
  readonly ref: string
  readonly ms: number
  /** `noinput`: nobody spoke. `lost`: the stream ended; what there is has been kept. */
  readonly how: 'silence' | 'key' | 'max' | 'noinput' | 'lost' | 'failed'
}

/** `uncertain`: nobody knows whether it has been dialled. */
export type Unanswered = 'busy' | 'noanswer' | 'failed' | 'canceled' | 'uncertain'

export interface CallFacts {
  /** Our own id, made before the call is answered or dialled. */
  readonly id: string
  /** The line's own id of it: Twilio's CallSid. */
  readonly lineId: string
  /** E.164, or "" where withheld. */
  readonly from: string
  readonly to: string
  readonly direction: 'inbound' | 'outbound'
}

/** `error` is a code that the flow can route: timeout, unavailable, invalid_input, invalid_output, uncertain, or the tool's own. */
export type ToolOutcome =
  | { readonly ok: true; readonly result: Json }
  | { readonly ok: false; readonly error: string; readonly message: string }

/** `option: null` is unsure: late, refused, outside the options, or nothing fits. */
export interface DecisionOutcome {
  readonly option: string | null
  readonly confidence: number
  readonly why: 'model' | 'refused' | 'late' | 'failed'
  /** For slots that were left open: what the caller's words give, quoted by the model and read by the slots' grammars. */
  readonly readings?: Readonly<Record<string, Answer>>
}

export type TransferOutcome = 'completed' | 'busy' | 'noanswer' | 'declined' | 'failed'

/** One of each at most is pending at a time in a call. */
export type TimerName = 'noinput' | 'keys' | 'filler' | 'tool' | 'decision' | 'transfer' | 'wait'
