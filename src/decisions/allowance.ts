/** So many requests more than there are questions, and no more: hedging must not double the load of who is slow already. */
export interface Allowance {
  /** A question is asked: a part of a request is earned by it. */
  earn(): void
  /** Whether there is one to be made; then it counts as made. */
  take(): boolean
}

/** What is saved up is spent in a burst of slow answers, and no more than that at once. */
const mostSaved = 10

/** `share`: requests a question, 0–1. Begins with one, unless there are to be none. */
export function createAllowance(share: number): Allowance {
  let saved = share > 0 ? 1 : 0
  return {
    earn() {
      saved = Math.min(mostSaved, saved + share)
    },
    take() {
      if (saved < 1) return false
      saved -= 1
      return true
    },
  }
}
