import type { Danger } from '../../../engine/explore/danger.ts'
import { explore, type Explored, type ExploreOptions } from '../../../engine/explore/explore.ts'
import type { CompiledFlow } from '../../../engine/machine/compile.ts'
import { tools } from './random-flows.ts'

/** Explores to the end of what `runs` allow. */
export function explored(compiled: CompiledFlow, options: ExploreOptions = {}): Explored {
  const running = explore(compiled, { tools, runs: 400, ...options })
  for (let next = running.next(); ; next = running.next()) if (next.done === true) return next.value
}

/** Whether one of these is among them. */
export function hasFound({ dangers }: Explored, codes: readonly Danger['code'][]): boolean {
  return dangers.some(({ danger }) => codes.includes(danger.code))
}
