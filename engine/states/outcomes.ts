import type { State } from '../language/state.ts'
import { granting } from '../machine/grants.ts'
import type { Transition } from '../machine/node.ts'
import type { Scene } from '../machine/scene.ts'
import { failed } from './failed.ts'

/** The ways out of what has not come out well, by `settled.code`; `error` takes what is not named, and without it the call ends spoken. */
export function outcomeRoutes(state: State, outcomes: Readonly<Record<string, string>> = state.outcomes): Transition[] {
  const named = Object.entries(outcomes).filter(([code]) => code !== 'error')
  return [
    ...named.flatMap(([code, to]) =>
      outcomeRoute(state, { why: code, to, when: ({ context }: Scene) => context.settled?.code === code }),
    ),
    ...outcomeRoute(state, { why: 'error', to: outcomes['error'] ?? failed }),
  ]
}

/** One way out by an outcome, with what that outcome grants. */
export function outcomeRoute(state: State, way: Transition & { readonly why: string }): Transition[] {
  const grants = Object.hasOwn(state.outcomeGrants, way.why) ? state.outcomeGrants[way.why] : undefined
  return grants === undefined ? [way] : granting(state, [way], grants)
}
