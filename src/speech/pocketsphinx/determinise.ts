import type { Automaton } from './automaton.ts'
import type { WordGrammar } from './grammar.ts'

interface State {
  readonly final: boolean
  readonly next: Map<string, number>
}

/**
 * The smallest automaton that takes the same phrases: one state for each set of states that the same words lead to, then
 * one for all that go on alike. Phrases are finite, so there are no loops. Null where it would be too large.
 */
export function determinise(automaton: Automaton, end: number, mostTransitions: number): WordGrammar | null {
  const states: State[] = []
  const known = new Map<string, number>()
  const waiting: { readonly members: readonly number[]; readonly state: State }[] = []
  let transitions = 0

  const stateOf = (from: readonly number[]): number => {
    // Without those that only tie others together: "first" and "second" before the same month are one state then.
    const members = automaton.closure(from).filter((state) => state === end || automaton.leads(state))
    const key = members.join(' ')
    const before = known.get(key)
    if (before !== undefined) return before
    const state = { final: members.includes(end), next: new Map<string, number>() }
    known.set(key, states.length)
    states.push(state)
    waiting.push({ members, state })
    return states.length - 1
  }

  stateOf([automaton.start])
  for (let next = waiting.pop(); next; next = waiting.pop())
    for (const [word, targets] of automaton.next(next.members)) {
      next.state.next.set(word, stateOf([...targets]))
      if (++transitions > mostTransitions) return null
    }
  return minimise(states)
}

function minimise(states: readonly State[]): WordGrammar {
  const words = [...new Set(states.flatMap(({ next }) => [...next.keys()]))]
  const places = new Map(words.map((word, i) => [word, i]))
  const classes = new Map<string, number>()
  const classOf: (number | undefined)[] = []
  const finals: number[] = []
  const transitions: { from: number; to: number; word: number }[] = []

  const reduce = (index: number): number => {
    const done = classOf[index]
    if (done !== undefined) return done
    const { final, next } = states[index]!
    const onward = Array.from(next, ([word, to]) => ({ word: places.get(word)!, to: reduce(to) }))
    onward.sort((a, b) => a.word - b.word)
    const key = `${final}:${onward.map(({ word, to }) => `${word}>${to}`).join(' ')}`
    const same = classes.get(key)
    const place = same ?? classes.size
    classOf[index] = place
    if (same !== undefined) return place
    classes.set(key, place)
    if (final) finals.push(place)
    transitions.push(...onward.map(({ word, to }) => ({ from: place, to, word })))
    return place
  }

  const start = reduce(0)
  return { words, states: classes.size, start, finals, transitions }
}
