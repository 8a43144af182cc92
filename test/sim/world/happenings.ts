import type { Notice } from '../../../src/call/observer.ts'
import type { CommitReply, Step } from '../../../src/store/store.ts'

/** What a witness who sees everything sees of a simulated call. Times are the world's own. */
export type Happening =
  /** The store has carried out a commit, or refused it. */
  | { readonly type: 'committed'; readonly by: string; readonly step: Step; readonly reply: CommitReply }
  /** The answer to it has come to a server that lives. */
  | { readonly type: 'commit answered'; readonly by: string; readonly step: Step; readonly reply: CommitReply }
  | { readonly type: 'created'; readonly by: string; readonly callId: string; readonly bundle: string }
  | { readonly type: 'taken'; readonly by: string; readonly callId: string; readonly token: number }
  | { readonly type: 'released'; readonly by: string; readonly callId: string; readonly token: number }
  | { readonly type: 'failed over'; readonly lost: number }
  /** A handler of ours asks the tool server for a write or a read. `serverNow` is the time that the server believes in. */
  | { readonly type: 'tool asked'; readonly by: string; readonly request: ToolRequest; readonly serverNow: number }
  /** The write has been made. */
  | { readonly type: 'effect'; readonly request: ToolRequest }
  /** The line has taken a call of ours, and somebody's telephone is to ring. */
  | { readonly type: 'dialled' }
  /** The caller hears the line: it rings somebody for them, or plays music in a room. */
  | { readonly type: 'held by the line' }
  /** The line rings somebody for a warm transfer. */
  | { readonly type: 'rung'; readonly transfer: string }
  /** Audio of ours has come to the telephone: it will sound from `from` to `to`. */
  | {
      readonly type: 'sounds'
      readonly by: string
      readonly text: string
      readonly fromMs: number
      readonly from: number
      readonly to: number
    }
  | { readonly type: 'silenced'; readonly by: string }
  | { readonly type: 'caller spoke'; readonly text: string; readonly from: number; readonly to: number }
  | { readonly type: 'stream'; readonly how: 'opened' | 'closed' | 'lost'; readonly at: string }
  | { readonly type: 'caller gone' }
  /** The line had nothing more to do, and ended the call without a word. */
  | { readonly type: 'hung up on' }
  /** The line rings whom the call is put through to: the caller hears it ring. */
  | { readonly type: 'line rings' }
  /** The line itself has said that it cannot go on. */
  | { readonly type: 'way out spoken' }
  | {
      readonly type: 'server'
      readonly name: string
      readonly how: 'began' | 'died' | 'stands still' | 'goes on' | 'drains'
    }
  | { readonly type: 'notice'; readonly by: string; readonly callId: string; readonly notice: Notice }

export interface ToolRequest {
  readonly tool: string
  readonly effect: 'read' | 'write'
  readonly key: string
  readonly callId: string
  readonly input: unknown
}
