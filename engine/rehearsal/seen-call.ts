import type { Flow } from '../language/flow.ts'
import type { Json } from '../language/json.ts'
import type { CallEvent } from '../machine/event.ts'
import type { Snapshot } from '../machine/snapshot.ts'

/** What checks look at: a call in rehearsal, or one that is really spoken. */
export interface SeenCall {
  readonly flow: Flow
  readonly snapshot: Snapshot
  /** The flow's state in which it is, or was when it ended. */
  readonly state: string
  /** With its phase: "find.calling.filler_1". */
  readonly phase: string
  /** The outcome; null while it goes on. */
  readonly ended: string | null
  readonly transferred: string | null
  /** What the agent has said since the caller's last move. */
  readonly said: readonly string[]
  readonly calls: readonly { readonly tool: string; readonly input: Json }[]
  readonly events: readonly CallEvent[]
  readonly modelCalls: number
  readonly longestSilenceMs: number
  /** Epoch milliseconds, by the call's clock. */
  readonly now: number
}
