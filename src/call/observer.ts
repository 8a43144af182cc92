import type { Effect } from '../../engine/machine/effect.ts'
import type { CallEvent } from '../../engine/machine/event.ts'
import type { Snapshot } from '../../engine/machine/snapshot.ts'
import type { Lack } from './ownership/fitness.ts'

/** Watches calls: the live view, metrics, recordings. Is never waited for and must not throw. */
export interface CallObserver {
  notice(callId: string, notice: Notice): void
}

/** What can be seen of a call from outside. All times are epoch milliseconds. */
export type Notice =
  /** A step was committed. */
  | {
      readonly type: 'stepped'
      readonly event: CallEvent
      readonly before: Snapshot | null
      readonly after: Snapshot
      readonly effects: readonly Effect[]
      readonly why: readonly string[]
      readonly commitMs: number
    }
  | { readonly type: 'voice'; readonly on: boolean; readonly at: number }
  /** Words so far, as the recogniser has them. */
  | { readonly type: 'words'; readonly text: string; readonly final: boolean; readonly at: number }
  | { readonly type: 'interrupted'; readonly at: number; readonly voiceMs: number }
  /** The first audio of an utterance went out; `sinceVoiceMs` is from the caller's last sound, null where they said nothing before. */
  | {
      readonly type: 'spoke'
      readonly id: string
      readonly at: number
      readonly sinceVoiceMs: number | null
      readonly sinceTurnMs: number | null
    }
  | { readonly type: 'stream'; readonly how: 'attached' | 'resumed' | 'lost'; readonly at: number }
  /** Audio of ours that will be heard from `at` on. The array is not to be kept. */
  | { readonly type: 'sent'; readonly mulaw: Uint8Array; readonly at: number }
  /** `swept`: its server had left it, and this one found it. */
  | {
      readonly type: 'taken-over'
      readonly at: number
      readonly flow: string
      /** The version that the call began with. */
      readonly bundle: string
      readonly swept?: true
    }
  /** This server leaves a call of another to those who have what it lacks. */
  | { readonly type: 'declined'; readonly lack: Lack }
  /** Something went wrong that the call survived, or not: for the log. No caller's words. */
  | { readonly type: 'fault'; readonly where: string; readonly error: unknown }
  /** The call is over. `bundle`: the version that it began with. */
  | { readonly type: 'ended'; readonly outcome: string; readonly bundle: string; readonly at: number }
  /** This server has the call no more, and it goes on: another has it, or will. */
  | { readonly type: 'left'; readonly why: 'handed over' | 'taken over' | 'store away'; readonly at: number }
  /** Nothing has happened in the call for as long as that can mean nothing good. */
  | { readonly type: 'stuck'; readonly at: number }

/** Tells several observers. One that throws is left alone with it: whoever watches a call must not end it. */
export function observers(...all: readonly CallObserver[]): CallObserver {
  return {
    notice: (callId, notice) => {
      for (const one of all) {
        try {
          one.notice(callId, notice)
        } catch {
          // There is nobody to tell: the log is an observer too.
        }
      }
    },
  }
}
