import type { TransferOutcome } from '../../engine/machine/event.ts'
import type { Ring, RungLeg } from '../telephony/call-desk.ts'
import type { Room } from '../telephony/line.ts'

/** The fields that Twilio posted; of a field sent twice the first. */
export type Fields = Readonly<Record<string, string>>

/** Reads a parsed form. Total. */
export function readFields(body: unknown): Fields {
  const fields: Record<string, string> = Object.create(null)
  if (typeof body !== 'object' || body === null) return fields
  for (const [name, value] of Object.entries(body)) {
    const first: unknown = Array.isArray(value) ? value[0] : value
    if (typeof first === 'string') fields[name] = first
  }
  return fields
}

/** The call that rings, or null without a CallSid. */
export function readRing(fields: Fields, query: Fields = {}): Ring | null {
  const { CallSid = '', From = '', To = '', Direction = '' } = fields
  if (CallSid === '') return null
  return {
    lineId: CallSid,
    from: withheld.has(From) || /^[a-z]+$/i.test(From) ? '' : From,
    to: To,
    direction: Direction.startsWith('outbound') ? 'outbound' : 'inbound',
    // In the address that we gave for it, which Twilio signs.
    ...(query['call'] === undefined ? {} : { placed: query['call'] }),
  }
}

/** How Twilio writes a caller without a number: the word on a keypad. ANONYMOUS, RESTRICTED, BLOCKED, UNKNOWN, UNAVAILABLE. */
const withheld = new Set(['+266696687', '+7378742833', '+2562533', '+8656696', '+86282452253'])

/** Whether a CallStatus means that the call is over. */
export function isOver(status: string | undefined): status is string {
  return status !== undefined && over.has(status)
}

const over = new Set(['completed', 'busy', 'failed', 'no-answer', 'canceled'])

/**
 * How a `<Dial>` came out. Somebody who answered and did not take the call (a whisper without its key) is `declined`:
 * Twilio says "completed" of voicemail too, and tells the two apart by DialBridged alone.
 */
export function readTransfer(fields: Fields): TransferOutcome {
  switch (fields['DialCallStatus']) {
    case 'completed':
    case 'answered':
      return fields['DialBridged'] === 'false' ? 'declined' : 'completed'
    case 'busy':
      return 'busy'
    case 'no-answer':
      return 'noanswer'
    default:
      return 'failed'
  }
}

/** The room that an address of ours is about; null where it is about none. */
export function readRoom({ call, transfer }: Fields): Room | null {
  return call === undefined || transfer === undefined ? null : { callId: call, id: transfer }
}

/** What has become of somebody who was rung, by the status of their own call; null for what tells nothing. */
export function readLeg({ CallSid, CallStatus }: Fields): RungLeg | null {
  if (CallSid === undefined || CallStatus === undefined) return null
  const how = legStatuses[CallStatus]
  return how === undefined ? null : { legId: CallSid, how }
}

const legStatuses: Readonly<Record<string, RungLeg['how']>> = {
  initiated: 'ringing',
  ringing: 'ringing',
  'in-progress': 'answered',
  completed: 'left',
  busy: 'busy',
  'no-answer': 'noanswer',
  failed: 'failed',
  // By us, when the caller is gone; or at Twilio's console.
  canceled: 'failed',
}
