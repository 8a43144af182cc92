/** A motor policy. */
export interface Policy {
  /** Two letters and six digits. */
  readonly number: string
  /** The holder's date of birth, YYYY-MM-DD. Whoever knows both may claim on it. */
  readonly born: string
  /** The last day that it covers, YYYY-MM-DD. */
  readonly until: string
}

const policies: readonly Policy[] = [
  { number: 'FM204417', born: '1974-02-20', until: '2099-12-31' },
  { number: 'FM204466', born: '1988-07-01', until: '2099-12-31' },
  { number: 'FM198305', born: '1990-09-12', until: '2024-03-31' },
]

/** The policy with this number whose holder was born on this day; undefined where either is wrong. */
export function findPolicy(number: string, born: string): Policy | undefined {
  return policies.find((policy) => policy.number === number && policy.born === born)
}
