import type { Scene } from '../machine/scene.ts'

type Ladder = 'nomatch' | 'noinput'

/** Rungs of one ladder that a whole call may come to, where its flow does not say: two bad questions, and then some. */
const usualLimit = 12

/** A rung of this ladder was played, in whichever state. */
export function countRung(scene: Scene, ladder: Ladder): void {
  const { nomatch, noinput } = scene.context.rungs ?? { nomatch: 0, noinput: 0 }
  const rungs = { nomatch, noinput }
  scene.patch({ rungs: { ...rungs, [ladder]: rungs[ladder] + 1 } })
}

/**
 * So many rungs of this ladder were played in the whole call that the next one is its last, which leads elsewhere: counters
 * are a state's own, and a caller who is not understood anywhere should not have to climb every ladder there is.
 */
export function isTooOften({ context, project }: Scene, ladder: Ladder): boolean {
  return (context.rungs?.[ladder] ?? 0) >= (project.limits?.[ladder] ?? usualLimit)
}

/** Bounds what is asked in a whole call (`maxRepairs`). */
export function countRepair(scene: Scene): void {
  scene.patch({ repairs: scene.context.repairs + 1 })
}
