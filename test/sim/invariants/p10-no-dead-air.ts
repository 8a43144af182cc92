import type { Snapshot } from '../../../engine/machine/snapshot.ts'
import type { World } from '../world/world.ts'
import type { Watcher } from './watcher.ts'

/** The silence that ends a turn, that which a wait may leave (2 s), and what the line, the store and the recogniser may add to it. */
const waitingMs = 5000
/** While the caller is listened to: `noinput_after` of the flows is 5 or 6 s. */
const listeningMs = 8500
/** Who has asked us to wait is asked after in 20 s. */
const heldMs = 22_000

/** P10: nothing leaves the caller in silence beyond the limit, where nothing was wrong. */
export function noDeadAir(world: World): Watcher {
  let quietSince = world.now
  let latest: Snapshot | null = null
  /** Since when the caller was listened to at some time in this silence. */
  let wasListening = false
  let isHeld = false
  let isOurs = false
  const sounded = (from: number, to: number): void => {
    const began = Math.max(quietSince, world.lastFaultAt)
    const ms = from - began
    const limit = isHeld ? heldMs : wasListening ? listeningMs : waitingMs
    if (isOurs && ms > limit)
      world.fail(
        'P10',
        `The caller heard nothing for ${Math.round(ms)} ms${wasListening ? ', and was listened to' : ''}.`,
      )
    quietSince = Math.max(quietSince, to)
    wasListening = listens(latest)
    isHeld = holds(latest)
  }
  return {
    saw(happening) {
      switch (happening.type) {
        case 'sounds':
          sounded(happening.from, happening.to)
          isOurs = true
          return
        case 'caller spoke':
          sounded(happening.from, happening.to)
          return
        case 'silenced':
          quietSince = Math.min(quietSince, world.now)
          return
        case 'stream':
          // P6 measures how long it takes until the agent is heard again.
          quietSince = Math.max(quietSince, world.now)
          return
        case 'committed':
          if (happening.reply !== 'OK') return
          latest = happening.step.snapshot
          wasListening ||= listens(latest)
          isHeld ||= holds(latest)
          if (latest.context.awaiting?.type === 'transfer') isOurs = false
          return
        default:
      }
    },
  }
}

function listens(snapshot: Snapshot | null): boolean {
  const timers = snapshot?.context.timers
  return timers?.noinput !== undefined || timers?.keys !== undefined
}

/** The caller has asked for a moment, or is recorded. */
function holds(snapshot: Snapshot | null): boolean {
  return snapshot?.context.flow === 'pattern_wait' || snapshot?.context.awaiting?.type === 'record.start'
}
