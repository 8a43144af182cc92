import type { JsonObject } from '../engine/language/json.ts'
import type { DecisionsProvider } from './decisions/choose.ts'
import type { SpeechOrder } from './speech/providers.ts'

/** The flow that answers a number, and the inputs that this number binds. */
export interface NumberBinding {
  readonly flow: string
  readonly inputs?: JsonObject
  /** What is spoken to who dials this number: the flow's language, or one of its `languages`. */
  readonly language?: string
}

/** A version of a flow beside the usual one: where it is, and the share of callers that it gets, 0–100. */
export interface VersionShare {
  /** The folder, or the file, with a flow of that name; what it runs and imports is looked for there. */
  readonly flows: string
  readonly percent: number
}

/** What calls may be begun from here. Nobody is called without it. */
export interface OutboundConfig {
  /** The number that is shown to who is called, E.164: one of the account's. */
  readonly from: string
  /** The flows that may call. */
  readonly flows: readonly string[]
  /**
   * Who may be called, by how their number begins; the longest that fits counts, and what fits none is not called. The
   * value is their time zone, for `hours`; true is the flow's; false is not called either.
   */
  readonly to: Readonly<Record<string, string | boolean>>
  /** When people are called, in their own time zone. Default `{ "daily": "09:00-20:00" }`. */
  readonly hours?: Readonly<Record<string, string>>
  /** New calls within a minute, of all servers together. Default 10. */
  readonly perMinute?: number
  /** Calls of ours that ring or talk at a time, of all servers together. Default 5. */
  readonly atOnce?: number
  /** How long it may take until it rings: later the call is taken back. Default "2m". */
  readonly deadline?: string
  /** How long it rings. Default "30s". */
  readonly ring?: string
}

/** `callchart.config.ts`: what a project says beyond the environment. Every field may be left out. */
export interface CallchartConfig {
  /** Folder of flows (*.yaml, with those below it). Default "flows". */
  readonly flows?: string
  /** Module whose exports are the tools. Default: none. */
  readonly tools?: string
  /** The number that is dialled, E.164, to the flow that answers it; "*" is every other number. A single flow answers all. */
  readonly numbers?: Readonly<Record<string, string | NumberBinding>>
  /**
   * Versions of a flow that are tried beside the one in `flows`, by the flow's name. A caller gets the same one with each
   * call; those whom no share covers get the usual one, and a call ends on the version that it began with.
   */
  readonly versions?: Readonly<Record<string, readonly VersionShare[]>>
  /** Where `transfer` may go: a name to a number (E.164) or a SIP address. Callers cannot add to it. */
  readonly destinations?: Readonly<Record<string, string>>
  /**
   * What callers hear who wait for somebody in a warm transfer: a WAV or MP3 file of the project, or an https address.
   * Default: Twilio's own music.
   */
  readonly hold?: string
  /** What calls may be begun by `POST /calls` and `callchart call`. Default: none. */
  readonly outbound?: OutboundConfig
  /** Who hears and who speaks, in the order in which they are asked. Default: those whose keys are set. */
  readonly speech?: SpeechOrder
  /** Who decides where no grammar and no example tells, in the order in which they are asked. Default: those whose keys are set. */
  readonly decisions?: readonly DecisionsProvider[]
  /** What `callchart test` must come to. */
  readonly tests?: TestsConfig
  /** What `callchart eval` counts with. */
  readonly evaluation?: EvaluationConfig
  /**
   * How long a call may last: then it is told so and ended, before the line ends it in mid-word. Minutes or hours, from "1m"
   * to "3h". Default "1h".
   */
  readonly longest?: string
  /**
   * How long a call is kept after its end: its log, the results of its tools, its recordings. Minutes, hours or days: "90m",
   * "12h", "30d". Default "7d".
   */
  readonly retention?: string
}

/** What tests must come to. */
export interface TestsConfig {
  /** The least that the tests of each flow reach, percent, wherever coverage is measured. `--threshold` says it instead. */
  readonly thresholds?: Readonly<
    Partial<Record<'states' | 'transitions' | 'rungs' | 'options' | 'outcomes' | 'repairs', number>>
  >
}

/** What evaluations count with, and what each must come to where its file does not say. */
export interface EvaluationConfig {
  /** By model, as the provider names it in its answers: what a million tokens cost, in your currency. */
  readonly prices?: Readonly<Record<string, { readonly input: number; readonly output: number }>>
  /** As in an evaluation's file, which comes first. */
  readonly thresholds?: Readonly<Record<string, number | string>>
}

/** Types a configuration: `export const config = defineConfig({ … })`. */
export function defineConfig(config: CallchartConfig): CallchartConfig {
  return config
}
