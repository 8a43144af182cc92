import { createHmac } from 'node:crypto'
import type { CallFacts } from '../../engine/machine/event.ts'
import { StoreError } from './store-error.ts'

/**
 * How the parts of a call that hold a caller's words and values are written down: snapshot, log entries, tool calls and
 * their outcomes. Adapters of the store pass every one of these texts through it and know nothing of how.
 */
export interface RecordCodec {
  /** The text as it is stored. `about` says which part of the call it is, alike when it is written and read. */
  seal(callId: string, about: string, text: string): string
  /** What was sealed, byte for byte. StoreError `corrupt` where it was not sealed as this part of this call, or the key is not here. */
  open(callId: string, about: string, stored: string): string
  /** As `seal`, for a file of the call: a recording. */
  sealBytes(callId: string, about: string, bytes: Uint8Array): Uint8Array
  openBytes(callId: string, about: string, stored: Uint8Array): Uint8Array
  /**
   * The names under which a caller's calls are indexed, never their number: the first is written, all are looked up, since
   * keys are rotated.
   */
  callerTags(number: string): readonly [string, ...string[]]
}

/** What every sealed text begins with; no JSON does. */
export const sealMark = 'sealed1.'

/** Writes what it is given. What another server has sealed is corrupt here, as nobody here has its key. */
export const plainCodec: RecordCodec = {
  seal: (_callId, _about, text) => text,
  open(callId, about, stored) {
    if (stored.startsWith(sealMark)) throw withoutKey(callId, about)
    return stored
  },
  sealBytes: (_callId, _about, bytes) => bytes,
  openBytes(callId, about, stored) {
    if (Buffer.from(stored.subarray(0, sealMark.length)).toString('latin1') === sealMark)
      throw withoutKey(callId, about)
    return stored
  },
  // No secret: who can read the store can read the numbers themselves there.
  callerTags: (number) => [callerTag('callchart', number)],
}

function withoutKey(callId: string, about: string): StoreError {
  return new StoreError(
    'corrupt',
    `The ${about} of call ${callId} is encrypted, and this server has no key. Give it the keys that the others have: CALLCHART_KEYS.`,
  )
}

/** The number of the person on the line, whoever has called; null where it was withheld. */
export function callerOf({ direction, from, to }: CallFacts): string | null {
  const number = direction === 'inbound' ? from : to
  return number === '' ? null : number
}

/** 32 hexadecimal digits that only who has the secret can make of a number, or find its number by. */
export function callerTag(secret: string | Uint8Array, number: string): string {
  return createHmac('sha256', secret).update(`caller:${number}`).digest('hex').slice(0, 32)
}
