import type { Answer } from '../answers/answer.ts'
import type { Json } from '../language/json.ts'
import { clearPartial } from '../machine/routes.ts'
import type { Scene } from '../machine/scene.ts'
import type { DecisionFinished } from './asking-model.ts'

/** Kept among the partial answers of a visit: what the model read in the caller's words, until it is taken. */
const read = '$read'

export type Readings = Readonly<Record<string, Answer>>

export function keepRead(scene: Scene<DecisionFinished>): void {
  const { readings } = scene.event.outcome
  if (readings !== undefined)
    scene.patch({ partial: { ...scene.context.partial, [read]: readings as unknown as Json } })
}

export function readByModel({ context }: Scene): Readings {
  return (context.partial[read] ?? {}) as unknown as Readings
}

export function forgetRead(scene: Scene): void {
  clearPartial(scene, [read])
}
