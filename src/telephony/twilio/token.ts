import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'

/** What a stream's token vouches for: this call, on this line, of this account, in this flow, until then. */
export interface StreamClaim {
  readonly callId: string
  /** CallSid. */
  readonly lineId: string
  readonly accountSid: string
  readonly flow: string
}

/** Twilio's limit is 500 characters for a `<Parameter>`'s name and value together, and ours are less than that. */
export const parameterLimit = 499

/** The keys of tokens, one for each auth token: the first signs, all of them verify (a rotation). */
export function tokenKeys(authTokens: readonly string[]): readonly Uint8Array[] {
  return authTokens.map((token) => new Uint8Array(hkdfSync('sha256', token, '', 'callchart stream token v1', 32)))
}

/** Signs a claim: `<expiry, epoch ms>.<HMAC-SHA256, base64url>`, 57 characters. */
export function signToken(keys: readonly Uint8Array[], claim: StreamClaim, expiresAt: number): string {
  const [key] = keys
  if (key === undefined) throw new RangeError('a token needs a key')
  return `${expiresAt}.${mac(key, claim, expiresAt).toString('base64url')}`
}

/** Verifies a token in constant time. Never throws. */
export function checkToken(
  keys: readonly Uint8Array[],
  claim: StreamClaim,
  token: string,
  now: number,
): 'valid' | 'expired' | 'invalid' {
  const parts = /^(\d{1,16})\.([\w-]{43})$/.exec(token)
  if (parts?.[1] === undefined || parts[2] === undefined) return 'invalid'
  const expiresAt = Number(parts[1])
  const given = Buffer.from(parts[2], 'base64url')
  let known = false
  for (const key of keys) {
    // No early exit: the time taken tells nothing about which key fitted.
    if (given.length === 32 && timingSafeEqual(mac(key, claim, expiresAt), given)) known = true
  }
  if (!known) return 'invalid'
  return expiresAt > now ? 'valid' : 'expired'
}

function mac(key: Uint8Array, claim: StreamClaim, expiresAt: number): Buffer {
  // JSON keeps the fields apart, so that none can be moved into its neighbour.
  const text = JSON.stringify([claim.callId, claim.lineId, claim.accountSid, claim.flow, expiresAt])
  return createHmac('sha256', key).update(text).digest()
}
