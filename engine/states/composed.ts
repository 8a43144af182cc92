import type { MachineEvent } from '../machine/node.ts'
import type { Scene } from '../machine/scene.ts'

/** One act after the other. */
export function andThen<E extends MachineEvent>(
  first: (scene: Scene<E>) => void,
  second: ((scene: Scene<E>) => void) | undefined,
): (scene: Scene<E>) => void {
  return (scene) => {
    first(scene)
    second?.(scene)
  }
}

/** A guard that holds where both do. */
export function both<S>(
  first: (scene: S) => boolean,
  second: ((scene: S) => boolean) | undefined,
): (scene: S) => boolean {
  return (scene) => first(scene) && (second?.(scene) ?? true)
}
