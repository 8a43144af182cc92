import type { World } from '../world/world.ts'
import type { Watcher } from './watcher.ts'

const snapshotBytes = 4096
/** A call of some minutes that moves more often than this goes round in circles. */
const mostSteps = 600
const mostStreams = 40
/** Of one key: what the flow retries, by each server that had the call. */
const mostAsked = 12

/** P9: events, snapshots, streams and requests have limits, and nothing of a call is left when it is over. */
export function bounded(world: World): Watcher {
  const asked = new Map<string, number>()
  let streams = 0
  return {
    saw(happening) {
      if (happening.type === 'stream' && happening.how === 'opened' && ++streams > mostStreams)
        world.fail('P9', `The call has had ${streams} streams.`)
      if (happening.type === 'tool asked') {
        const { key, tool } = happening.request
        asked.set(key, (asked.get(key) ?? 0) + 1)
        if ((asked.get(key) ?? 0) > mostAsked) world.fail('P9', `${tool} was asked for ${asked.get(key)} times.`)
      }
      if (happening.type !== 'committed' || happening.reply !== 'OK') return
      const { seq, snapshot } = happening.step
      if (seq > mostSteps) world.fail('P9', `The call has moved ${seq} times.`)
      const bytes = JSON.stringify(snapshot).length
      if (bytes > snapshotBytes) world.fail('P9', `A snapshot has ${bytes} bytes.`)
    },
    ended() {
      if (world.phone.rooms.isSomebodyAlone) world.fail('P9', 'Somebody who was rung is left alone in a room.')
      const isAnybodyThere = world.servers.some(
        ({ process, isDraining }) => !process.isDead && !process.isStill && !isDraining,
      )
      if (
        world.plan.outbound !== undefined &&
        isAnybodyThere &&
        world.primary.list({ live: true, limit: 1 }).length > 0
      )
        world.fail('P9', 'A call of ours is over, and lives on in the store.')
      for (const { process, desk, isDraining, idleTimers } of world.servers) {
        if (process.isDead || process.isStill) continue
        if (desk.live > 0) world.fail('P9', `${process.name} still has a session of a call whose caller is gone.`)
        if (process.timers > idleTimers && !isDraining)
          world.fail('P9', `${process.name} has ${process.timers} timers left.`)
      }
    },
  }
}
