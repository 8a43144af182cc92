/** What a card is charged with. It lives as long as the call to the gateway, and is written nowhere. */
export interface Charge {
  readonly card: string
  /** MMYY, as it is keyed in. */
  readonly expiry: string
  readonly securityCode: string
  readonly amount: number
}

export type Authorisation = { readonly ok: true } | { readonly ok: false; readonly why: 'declined' | 'expired' }

/**
 * Stands in for a bank, with rules that a tester can remember: cards that end in 0002 are declined, a card is expired after
 * the month that is printed on it, and 000 is never the right security code. The card's checksum is the flow's to check.
 */
export function authorise({ card, expiry, securityCode }: Charge, now = new Date()): Authorisation {
  if (isExpired(expiry, now)) return { ok: false, why: 'expired' }
  if (card.endsWith('0002') || securityCode === '000') return { ok: false, why: 'declined' }
  return { ok: true }
}

function isExpired(expiry: string, now: Date): boolean {
  const month = Number(expiry.slice(0, 2))
  const year = 2000 + Number(expiry.slice(2))
  return year * 12 + month < now.getUTCFullYear() * 12 + now.getUTCMonth() + 1
}
