/**
 * A line: one live audio connection to a caller, whoever carries it. The session drives it and is told what comes in.
 * Audio is mu-law, 8 kHz, one channel, both ways.
 */
export interface Line {
  /** Plays after what is already buffered; any length. The array is not kept. */
  play(audio: Uint8Array): void
  /** Comes back in `onMark` once all audio before it was played, or was cleared. Names are the session's own. */
  mark(name: string): void
  /** Forgets what is buffered and not yet played. */
  clear(): void
  /** Ends the stream; the call itself is ended or redirected by `CallControl`. */
  close(code: number, reason: string): void
}

export interface LineListener {
  /** 20 ms usually. `atMs` is the stream's own audio time. The array is valid only during the call. */
  onAudio(audio: Uint8Array, atMs: number): void
  onKey(key: string): void
  onMark(name: string): void
  /** The stream has ended: `stop` (the line said so) or `lost` (the socket went). Called once. */
  onEnd(how: 'stop' | 'lost'): void
}

/** What is done to a call from outside its stream. Rejects with LineError. */
export interface CallControl {
  hangup(lineId: string): Promise<void>
  /**
   * Says a sentence in the line's own voice, and hangs up: for a caller who has no stream to hear ours on. A line without it
   * hangs up only.
   */
  sayLast?(lineId: string, words: { readonly text: string; readonly language: string }): Promise<void>
  /** Sends the call to a fresh stream of ours (after one was lost). */
  reconnect(lineId: string): Promise<void>
  transfer(
    lineId: string,
    transfer: {
      readonly to: string
      readonly mode: 'cold' | 'warm' | 'screened'
      readonly brief: string
      readonly ringMs: number
      readonly id: string
    },
  ): Promise<void>
  /**
   * Whether the line has begun to transfer this call at or after `sinceMs` (epoch milliseconds; 0 for ever): asked where
   * nobody knows whether a request has reached it. A line without it cannot tell.
   */
  hasTransferred?(lineId: string, sinceMs: number): Promise<boolean>
  /** Where the line can have a caller wait for somebody; without it a warm transfer is made as a screened one. */
  readonly room?: RoomControl
  /** Where the line can record calls as a whole. */
  readonly recording?: RecordingControl
}

/** The line's recording of a whole call, one at a time. Rejects with LineError: `unknown_call` also for a call that is not answered yet. */
export interface RecordingControl {
  start(lineId: string): Promise<void>
  /** From now on there is silence in it. */
  pause(lineId: string): Promise<void>
  resume(lineId: string): Promise<void>
  state(lineId: string): Promise<'on' | 'paused' | 'none'>
}

/** A room of the line in which a caller waits with music, for whoever is called and takes the call. */
export interface Room {
  readonly callId: string
  /** The transfer's id: there is one room of that name. */
  readonly id: string
}

/** What is done for a warm transfer. Rejects with LineError. */
export interface RoomControl {
  /** Puts the caller into the room: music, until somebody joins them. */
  seat(lineId: string, room: Room): Promise<void>
  /** Whether somebody was seated in it. */
  hasSeated(room: Room): Promise<boolean>
  /** Rings somebody for it, who is told the brief and may decline. Resolves with the line's id of their call. */
  ring(room: Room, who: { readonly to: string; readonly from: string; readonly ringMs: number }): Promise<string>
  /** Whether somebody at that number was rung at or after `sinceMs`; null where that may have been for another caller. */
  hasRung(to: string, sinceMs: number): Promise<boolean | null>
  /** Ends the call of whoever was rung. One that is over is no fault. */
  release(legId: string): Promise<void>
}

export class LineError extends Error {
  override readonly name = 'LineError'
  readonly code: 'unreachable' | 'refused' | 'unknown_call' | 'not_configured'
  readonly retryable: boolean
  constructor(code: LineError['code'], message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.code = code
    this.retryable = code === 'unreachable'
  }
}
