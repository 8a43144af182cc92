/** An automaton in the making: words lead from state to state, and some steps need no word. */
export interface Automaton {
  readonly start: number
  /** No more words are taken: what is here is too much already. */
  readonly full: boolean
  /** A new state, one word on. */
  step(from: number, word: string): number
  /** A new state that is where `from` is. */
  skip(from: number): number
  /** A new state that each of these may be taken for. */
  join(from: readonly number[]): number
  /** All states that are reached from these without a word, sorted. */
  closure(states: readonly number[]): number[]
  /** Whether a word leads on from here; the others only tie states together. */
  leads(state: number): boolean
  /** By word, where one leads from any of these states. */
  next(states: readonly number[]): ReadonlyMap<string, ReadonlySet<number>>
}

/** Takes at most `most` words; then it is full. */
export function createAutomaton(most: number): Automaton {
  const empty: number[][] = []
  const byWord: { word: string; to: number }[][] = []
  let transitions = 0

  const state = (): number => {
    empty.push([])
    byWord.push([])
    return empty.length - 1
  }

  const automaton = {
    start: state(),
    get full() {
      return transitions > most
    },
    step(from: number, word: string): number {
      if (automaton.full) return from
      const to = state()
      byWord[from]!.push({ word, to })
      transitions += 1
      return to
    },
    skip: (from: number): number => automaton.join([from]),
    join(from: readonly number[]): number {
      const to = state()
      for (const one of from) empty[one]!.push(to)
      return to
    },
    closure(states: readonly number[]): number[] {
      const reached = new Set(states)
      // A set that grows while it is walked is walked to its new end.
      for (const state of reached) for (const to of empty[state]!) reached.add(to)
      return [...reached].sort((a, b) => a - b)
    },
    leads: (state: number): boolean => byWord[state]!.length > 0,
    next(states: readonly number[]): ReadonlyMap<string, ReadonlySet<number>> {
      const targets = new Map<string, Set<number>>()
      for (const state of states)
        for (const { word, to } of byWord[state]!) {
          const set = targets.get(word) ?? new Set()
          targets.set(word, set.add(to))
        }
      return targets
    },
  }
  return automaton
}
