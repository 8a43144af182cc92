import type { World } from '../world/world.ts'
import type { Watcher } from './watcher.ts'

/** So long after another server took the call its former owner has noticed, where nothing keeps it from asking the store. */
const noticesWithinMs = 1500

/** P2: only the server that took the call last commits to it, and one that has lost it falls silent. */
export function oneWriter(world: World): Watcher {
  let owner: string | null = null
  let since = 0
  const taken = (by: string): void => {
    if (owner !== null && owner !== by) world.recovered('another server took the call')
    owner = by
    since = world.now
  }
  return {
    saw(happening) {
      if (happening.type === 'created' || happening.type === 'taken') taken(happening.by)
      // Whoever it belongs to now, the store itself has forgotten who took it.
      if (happening.type === 'failed over' && happening.lost > 0) owner = null
      if (happening.type === 'committed') {
        if (happening.reply === 'OK' && owner !== null && happening.by !== owner)
          world.fail('P2', `${happening.by} has written to a call that ${owner} took.`)
        if (happening.reply === 'FENCED' || happening.reply === 'CONFLICT') world.recovered('an old owner was fenced')
        if (happening.reply === 'DUP') world.recovered('a lost reply came back as DUP')
      }
      if (happening.type === 'sounds' && happening.by !== 'line') {
        const late = happening.from - Math.max(since, world.lastFaultAt)
        if (owner !== null && happening.by !== owner && late > noticesWithinMs)
          world.fail('P2', `${happening.by} still speaks ${Math.round(late)} ms after ${owner} took the call.`)
      }
    },
  }
}
