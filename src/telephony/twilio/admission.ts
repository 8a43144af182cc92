import type { Refusal } from './media-stream.ts'
import type { Start } from './message.ts'
import { checkToken } from './token.ts'

/** Decides whether a `start` may have its call, by its token alone. */
export interface AdmissionOptions {
  readonly keys: readonly Uint8Array[]
  /** Our account, as the webhook's token was signed for. */
  readonly accountSid: string
  /** A SIP bridge names no account: where upgrades are not signed anyway, its blank counts as ours. */
  readonly acceptBlankAccount: boolean
  /** Epoch milliseconds. */
  now(): number
}

/** The token vouches for call, line, account and flow together: any of them changed, and it is not valid. */
export function admit(
  options: AdmissionOptions,
  start: Start,
): { readonly callId: string; readonly flow: string; readonly isFirst?: true } | { readonly refused: Refusal } {
  const { callId, flow, token } = start.parameters
  if (callId === undefined || flow === undefined || token === undefined) return { refused: 'bad_token' }
  const isBlank = start.accountSid === '' && options.acceptBlankAccount
  const accountSid = isBlank ? options.accountSid : start.accountSid
  const verdict = checkToken(options.keys, { callId, lineId: start.callSid, accountSid, flow }, token, options.now())
  // Not vouched for: it only tells whether there is anything yet that the caller could have heard.
  const isFirst = start.parameters['stream'] === 'first'
  if (verdict === 'valid') return { callId, flow, ...(isFirst ? { isFirst } : {}) }
  return { refused: verdict === 'expired' ? 'expired_token' : 'bad_token' }
}
