import type { TransferOutcome } from '../../engine/machine/event.ts'
import type { Line, LineListener } from './line.ts'

/** Where calls meet their sessions: the server asks it what to do with a call, whichever line carries the call. */
export interface CallDesk {
  /**
   * A call rings: finds its flow by the number dialled and makes our call id in the store; a retried webhook finds the
   * same id again. `unknown_number` also for a call of ours that has been given up. Rejects where that cannot be done: the caller then hears a spoken way out.
   */
  ring(ring: Ring): Promise<{ readonly callId: string; readonly flow: string } | 'unknown_number'>
  /**
   * A stream has started for a call, the first time or again: whoever is told comes back. Its token has been checked.
   * Of two streams of one call the newer is the one that counts; the older one's listener was told `onEnd('lost')` before.
   * `isFirst`: it was promised by the answer to the ringing, so that a call that has said nothing yet is to begin with it.
   * Rejects if the call cannot be taken here: the stream is closed and the line asks `resume`.
   */
  connect(callId: string, line: Line, isFirst?: boolean): LineListener | Promise<LineListener>
  /**
   * A stream is over: may the line open a fresh one? `reconnect` while the call lives, `over` hangs up, `unknown` is a
   * call that nobody knows (a spoken way out). `handing_over`, a transfer is about to be made, and `transferring`, the line
   * has taken one, have the line ask again in a moment, which it does only if it has nothing else to do. `asksAgain`: that
   * is what it was told, after `transferring`: the transfer is over then, and the call goes on. `elsewhere`: this server
   * cannot go on with the call, and another may be asked next; the caller is told to hold the line meanwhile.
   */
  resume(
    lineId: string,
    asksAgain?: boolean,
  ): Promise<'reconnect' | 'over' | 'transferring' | 'handing_over' | 'elsewhere' | 'unknown'>
  /** The line says that the call is over: completed, busy, failed, no-answer, canceled. May come twice, and late. */
  ended(lineId: string, status: string): Promise<void>
  /**
   * How a transfer came out; resolves when the call knows. Anything but `completed` gives the call back: a fresh stream
   * follows. So does `completed` where the flow goes on when the other side has hung up; `resume` tells.
   */
  transferred(lineId: string, outcome: TransferOutcome, how?: HowTransferred): Promise<void>
  /**
   * What the line tells of whoever was rung for a transfer of this call. What they are to hear, and in which language; null
   * where nobody waits for them any more: their call is to be ended, and is if they have joined an empty room.
   */
  rung(
    callId: string,
    transferId: string,
    leg: RungLeg,
  ): Promise<{ readonly brief: string; readonly language: string } | null>
  /** Calls that live on this server. */
  readonly live: number
  /** Takes no new calls and hands live ones over (closes their streams at the end of a sentence); resolves within `ms`. */
  drain(ms: number): Promise<void>
}

export interface HowTransferred {
  /** The caller is gone, too. */
  readonly isOver?: boolean
  /** The caller has left the room of a warm transfer: the line calls that completed, whoever was there or not. */
  readonly isRoom?: boolean
}

/** Somebody who was rung, by the line's id of their own call, and what they have come to. */
export interface RungLeg {
  readonly legId: string
  readonly how: 'ringing' | 'answered' | 'accepted' | 'joined' | 'left' | 'busy' | 'noanswer' | 'failed'
}

export interface Ring {
  /** The line's own id of the call: Twilio's CallSid. */
  readonly lineId: string
  /** E.164, or "" where withheld. */
  readonly from: string
  readonly to: string
  readonly direction: 'inbound' | 'outbound'
  /** Our own id of a call that we have dialled: it is in the store, reserved, with all that it begins with. */
  readonly placed?: string
}
