import type { Flow } from './flow.ts'

/** The tools that a flow calls by name, each once: its states, and what is known of its slots. */
export function toolsCalled({ states, slots }: Pick<Flow, 'states' | 'slots'>): readonly string[] {
  const called = Object.values(states).flatMap((state) => (state.kind === 'tool' ? [state.tool] : []))
  const lookedUp = Object.values(slots).flatMap(({ candidates }) => (candidates === undefined ? [] : [candidates.tool]))
  return [...new Set([...called, ...lookedUp])]
}
