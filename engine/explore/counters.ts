import type { Flow } from '../language/flow.ts'
import { namesIn } from './cels-of.ts'
import { literalsWith } from './literals.ts'

/** A saved number that a flow computes from itself; beyond these bounds no condition tells its values apart. */
export interface Counter {
  readonly min: number
  readonly max: number
}

const known = new WeakMap<Flow, Readonly<Record<string, Counter>>>()

/** The numbers by which a flow counts, `set: { tries: "=tries + 1" }`, by name. */
export function countersOf(flow: Flow): Readonly<Record<string, Counter>> {
  const made = known.get(flow) ?? counters(flow)
  known.set(flow, made)
  return made
}

function counters(flow: Flow): Readonly<Record<string, Counter>> {
  const sets = Object.values(flow.states).flatMap((state) => [
    state.set,
    ...(state.kind === 'decide' ? Object.values(state.options).map((option) => option.set) : []),
  ])
  const names = sets.flatMap((set) =>
    Object.entries(set).flatMap(([name, value]) =>
      'expression' in value && namesIn(value.expression.cel).has(name) ? [name] : [],
    ),
  )
  return Object.fromEntries(
    [...new Set(names)].map((name) => {
      const { numbers } = literalsWith(name, flow)
      return [name, { min: Math.min(0, ...numbers) - 1, max: Math.max(0, ...numbers) + 1 }]
    }),
  )
}
