import type { World } from '../world/world.ts'
import type { Watcher } from './watcher.ts'

/** P8: a call that cannot go on ends in a sentence, or goes on elsewhere; the caller is never left to a dead line. */
export function failsSpoken(world: World): Watcher {
  let aliveSince = world.now
  return {
    saw(happening) {
      if (happening.type === 'server') aliveSince = world.now
      if (happening.type === 'hung up on')
        world.fail('P8', 'The line was told nothing, and ended the call without a word.')
      if (happening.type === 'way out spoken') world.recovered('the way out was spoken')
      if (happening.type === 'notice' && happening.notice.type === 'fault')
        world.count(`fault: ${happening.notice.where}`)
    },
    lostPatience() {
      // Where a line asks nothing after an abnormal end, a server that had the call is what brings it back.
      const sinceMs = world.now - Math.max(world.lastFaultAt, aliveSince)
      if (sinceMs > 15_000 && world.plan.line.abnormalEnd === 'redirects')
        world.fail(
          'P8',
          `The line was dead for ${Math.round(sinceMs / 1000)} s, and nothing had been wrong for as long.`,
        )
    },
  }
}
