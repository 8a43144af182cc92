import type { Transition } from '../machine/node.ts'
import type { Scene } from '../machine/scene.ts'
import { failed } from './failed.ts'

/** The ways out of what has not come out well, by `settled.code`; `error` takes what is not named, and without it the call ends spoken. */
export function outcomeRoutes(outcomes: Readonly<Record<string, string>>): Transition[] {
  const named = Object.entries(outcomes).filter(([code]) => code !== 'error')
  return [
    ...named.map(([code, to]) => ({ why: code, to, when: ({ context }: Scene) => context.settled?.code === code })),
    { why: 'error', to: outcomes['error'] ?? failed },
  ]
}
