import type { Clock } from '../media/clock.ts'
import type { PlaybackWheel } from '../media/playback-wheel.ts'
import type { PromptCache } from '../media/prompt-cache.ts'
import type { SoundFiles } from '../media/sound-files.ts'
import type { Recordings } from '../media/recordings.ts'
import type { DetectorPool } from '../media/voice-activity/voice-detector.ts'
import type { DecisionsPort } from '../decisions/decisions.ts'
import type { VoicePort } from '../speech/voice.ts'
import type { WordsPort } from '../speech/words.ts'
import type { CallStore } from '../store/store.ts'
import type { CallControl } from '../telephony/line.ts'
import type { ToolRunner } from '../tools/run-tool.ts'
import type { Judged } from './aftermath.ts'
import type { CallObserver } from './observer.ts'
import type { FlowLibrary } from './flows/flow-library.ts'

/** Everything that calls share on one server. `cli/` and `server/` make it; tests make it of the same parts. */
export interface Services {
  /** This server's name in leases. */
  readonly owner: string
  readonly flows: FlowLibrary
  readonly store: CallStore
  readonly clock: Clock
  readonly words: WordsPort
  readonly voice: VoicePort
  /** Speaks where the voice fails or is late. */
  readonly fallbackVoice?: VoicePort
  readonly prompts: PromptCache
  readonly wheel: PlaybackWheel
  /** Recorded prompts; without them their words are said. */
  readonly sounds?: SoundFiles
  readonly detectors: DetectorPool
  readonly decisions: DecisionsPort
  readonly tools: ToolRunner
  readonly control: CallControl
  /** Destination name to number or SIP address: transfers go nowhere else. */
  readonly destinations: Readonly<Record<string, string>>
  /** Without it a `record` comes out as failed. */
  readonly recordings?: Recordings
  readonly observer: CallObserver
  /** Told of what was judged of calls that were over: for metrics. */
  readonly onJudged?: (judged: Judged) => void
  readonly limits: CallLimits
  /** Where call ids and the seeds of calls come from; the system's own unless told. */
  readonly chance?: Chance
}

/** What may not be foreseen in the world, and must be in a simulation. */
export interface Chance {
  uuid(): string
  /** A whole number from 0 up to, and without, `below`. */
  integer(below: number): number
}

export interface CallLimits {
  /** The lease of a call, and how often it is renewed. */
  readonly leaseMs: number
  readonly renewMs: number
  /** How often a server looks for calls whose server has left them. */
  readonly sweepMs: number
  /**
   * A commit that fails is tried again for so long; then the line is asked to ask again, and whoever answers it goes on
   * with the call, or speaks the way out.
   */
  readonly storeOutageMs: number
  /** Without a new stream for so long after one was lost, the line is asked to open one. */
  readonly reconnectAfterMs: number
  /** The same for a call's first stream, after the line was told to open it: it may have gone to a host that is no more. */
  readonly firstStreamAfterMs: number
  /** The same for a call that its server left without a word: its lease has run out, so it has waited already. */
  readonly fetchAfterMs: number
  /** Without a new stream for so long, the caller is gone. */
  readonly goneAfterMs: number
  /** The longest call. */
  readonly callMs: number
  /** The most events of a call. */
  readonly steps: number
  /** A call with a stream in which nobody has said anything and nothing has happened for so long is stuck. */
  readonly stuckAfterMs: number
  /** How long a call is kept after its end. */
  readonly retentionMs: number
}

export const defaultLimits: CallLimits = {
  leaseMs: 1000,
  renewMs: 300,
  sweepMs: 300,
  // Callers take two seconds of silence for a dead line.
  storeOutageMs: 2000,
  reconnectAfterMs: 800,
  // A line opens it within half a second; a machine under load may take some to begin it, and must not be cut off.
  firstStreamAfterMs: 4000,
  // A busy machine's answer to the line may be on its way still: asking then would cut off what it brings.
  fetchAfterMs: 500,
  goneAfterMs: 15_000,
  callMs: 60 * 60_000,
  steps: 5000,
  stuckAfterMs: 60_000,
  retentionMs: 7 * 24 * 60 * 60_000,
}

/**
 * A live call is kept so much longer than it may last: for who was put through shortly before. The line ends calls of ours then, too.
 */
export function knownForMs({ callMs }: CallLimits): number {
  return callMs + 60 * 60_000
}
