import type { World } from '../world/world.ts'
import type { Watcher } from './watcher.ts'

/** P7: a call ends on the bundle that it began with, whatever version the servers have by then. */
export function pinnedBundle(world: World): Watcher {
  const bundles = new Map<string, string>()
  return {
    saw(happening) {
      if (happening.type === 'created') bundles.set(happening.callId, happening.bundle)
      if (happening.type !== 'committed' || happening.reply !== 'OK') return
      const { callId, snapshot } = happening.step
      if (snapshot.bundle !== bundles.get(callId))
        world.fail('P7', `${happening.by} goes on with another version of the flow.`)
    },
  }
}
