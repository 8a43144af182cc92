import type { JsonObject } from '../language/json.ts'

/** How a flow that was run in between comes back: with an outcome to route, or to the question that it interrupted. */
export type Resume = 'outcome' | 'restate' | 'ask' | 'silent'

/** What an action wants of the stack of flows. `step` carries it out in the same step; it never reaches a session. */
export type Wish =
  /** Suspends the running flow, from the phase it is in, and begins another. */
  | {
      readonly type: 'run'
      readonly flow: string
      readonly inputs: JsonObject
      readonly resume: Resume
      /** The interrupt or command that led here: for its cool-down, and for people. */
      readonly because?: string
      /** A state of the running flow to go on in afterwards, whatever the outcome. */
      readonly then?: string
    }
  /** Replaces the running flow. */
  | { readonly type: 'goto'; readonly flow: string; readonly inputs: JsonObject }
  /** The running flow has come to its end; whoever began it goes on. */
  | { readonly type: 'return'; readonly outcome: string; readonly outputs: JsonObject }
  /** To a state of the running flow, or of one that waits so many frames further out; those inside it are given up. */
  | { readonly type: 'jump'; readonly out: number; readonly to: string }

/** What moves a machine besides what happens to the call. No session can send one of these. */
export type InnerEvent =
  | { readonly type: 'run.finished'; readonly at: number; readonly outcome: string; readonly outputs: JsonObject }
  | { readonly type: 'flow.resumed'; readonly at: number; readonly how: Exclude<Resume, 'outcome'> | 'goback' | 'stop' }
  | { readonly type: 'state.jumped'; readonly at: number; readonly to: string }
