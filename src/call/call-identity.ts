/** Which call this is, and by what right this server has it. */
export interface CallIdentity {
  /** Our own id of it. */
  readonly callId: string
  /** The line's id of it: Twilio's CallSid. */
  readonly lineId: string
  /** The fencing token: the store takes no step from a lower one. */
  readonly token: number
  /** When the call began, epoch milliseconds: its longest duration counts from there, whoever has it. */
  readonly startedAt: number
  /** Until when the lease that it was taken with lasts. */
  readonly leaseUntil: number
}
