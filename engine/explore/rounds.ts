import type { Oracle } from './oracle.ts'

/** Two choices of one leg that are alike. */
export interface Round {
  /** Indices of two choices that are alike. */
  readonly from: number
  readonly to: number
}

/** Where the world is asked the same again in the same situation, and the caller has done nothing in between. */
export function roundOf({ choices }: Oracle): Round | null {
  for (const [to, { key }] of choices.entries()) {
    const from = choices.findIndex((one) => one.key === key)
    if (from < to) return { from, to }
  }
  return null
}
