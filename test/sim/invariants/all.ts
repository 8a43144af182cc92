import type { World } from '../world/world.ts'
import { oneHistory } from './p01-one-history.ts'
import { oneWriter } from './p02-one-writer.ts'
import { intentBeforeEffect } from './p03-intent-before-effect.ts'
import { logFolds } from './p04-log-folds.ts'
import { timersOnce } from './p05-timers-once.ts'
import { heardAgain } from './p06-heard-again.ts'
import { pinnedBundle } from './p07-pinned-bundle.ts'
import { failsSpoken } from './p08-fails-spoken.ts'
import { bounded } from './p09-bounded.ts'
import { noDeadAir } from './p10-no-dead-air.ts'
import type { Watcher } from './watcher.ts'

/** One for each promise of the architecture, in its order. */
export function watchers(world: World): readonly Watcher[] {
  return [
    oneHistory,
    oneWriter,
    intentBeforeEffect,
    logFolds,
    timersOnce,
    heardAgain,
    pinnedBundle,
    failsSpoken,
    bounded,
    noDeadAir,
  ].map((watch) => watch(world))
}
