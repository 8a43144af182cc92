import type { State } from '../language/state.ts'
import type { Value } from '../language/value.ts'
import { slotsTakenBy } from '../language/grants-resting.ts'
import type { Transition } from './node.ts'
import { setOrigin, slotsNamedIn } from './origins.ts'
import type { Scene } from './scene.ts'
import type { CallContext } from './snapshot.ts'

/**
 * Ways out of a state, which grant what the state (or this outcome) grants. A grant rests on the slots that the state took or
 * used: when one of them gets another value, the grant is gone.
 */
export function granting<T extends Transition>(state: State, ways: readonly T[], grants = state.grants): T[] {
  if (grants === undefined) return [...ways]
  return ways.map((way) => ({
    ...way,
    do: (scene: Scene) => {
      way.do?.(scene)
      grant(scene, state, grants)
    },
  }))
}

/** What has been granted by slots of another value than they have now is granted no longer. */
export function revoke(scene: Scene, slot: string): void {
  const { granted = [], origins = {} } = scene.context
  const stale = granted.filter((name) => origins[originOf(name)]?.includes(slot))
  if (stale.length === 0) return
  scene.patch({ granted: granted.filter((name) => !stale.includes(name)) })
  for (const name of stale) setOrigin(scene, originOf(name), [])
}

/** Where and what: "the state balance", "verified". Only a fault of the checks lets a call come to it. */
class NotGrantedError extends Error {
  override readonly name = 'NotGrantedError'

  constructor(where: string, requires: string) {
    super(`${where} requires "${requires}", and the caller has not been granted it.`)
  }
}

/** Throws NotGrantedError, which `step` turns into the spoken way out: what requires is never entered without. */
export function demand({ granted = [] }: CallContext, requires: string | undefined, where: string): void {
  if (requires !== undefined && !granted.includes(requires)) throw new NotGrantedError(where, requires)
}

function grant(scene: Scene, state: State, name: string): void {
  const { granted = [] } = scene.context
  if (!granted.includes(name)) scene.patch({ granted: [...granted, name].sort() })
  setOrigin(scene, originOf(name), slotsNamedIn(scene, usedBy(state), slotsTakenBy(state)))
}

function originOf(grant: string): string {
  return `granted:${grant}`
}

function usedBy(state: State): readonly Value[] {
  return 'with' in state ? Object.values(state.with) : []
}
