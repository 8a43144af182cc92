/** Someone to be called. Numbers are E.164. */
export interface Dialled {
  /** Our own id, made before: every word of the line about this call carries it. */
  readonly callId: string
  readonly to: string
  readonly from: string
  /** How long it rings at most. */
  readonly ringMs: number
  /** Whether the line is to tell who has answered, a person or a machine, while the call goes on. */
  readonly detectsMachine: boolean
  /** When the line ends it by itself, whatever has become of us. */
  readonly endsAfterMs: number
}

/** Begins calls. Rejects with LineError: `refused` has not dialled; after `unreachable` nobody knows. */
export interface Dialler {
  /** Resolves with the line's id of the call, once the line has taken it; it may queue it. */
  dial(call: Dialled): Promise<string>
  /** Takes back a call that nobody has answered yet; one that is answered, or over, stays as it is. */
  cancel(lineId: string): Promise<void>
}
