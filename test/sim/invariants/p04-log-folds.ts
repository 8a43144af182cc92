import { replay } from '../../../engine/machine/replay.ts'
import type { World } from '../world/world.ts'
import type { Watcher } from './watcher.ts'

/** P4: folding the log gives the stored snapshot, byte for byte. */
export function logFolds(world: World): Watcher {
  const calls = new Set<string>()
  return {
    saw(happening) {
      if (happening.type === 'created') calls.add(happening.callId)
    },
    ended() {
      for (const callId of calls) {
        const stored = world.primary.read(callId)
        const compiled = world.flow.versions.find(({ bundle }) => bundle === stored?.snapshot?.bundle)
        if (compiled === undefined || stored === null) continue
        let folded = ''
        for (const { snapshot } of replay(
          compiled,
          world.primary.log(callId).map(({ event }) => event),
        ))
          folded = JSON.stringify(snapshot)
        if (folded !== JSON.stringify(stored.snapshot))
          world.fail('P4', 'The log folds to something else than is stored.')
      }
    },
  }
}
