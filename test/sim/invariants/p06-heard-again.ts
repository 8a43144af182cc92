import type { Flow } from '../../../engine/language/flow.ts'
import type { Snapshot } from '../../../engine/machine/snapshot.ts'
import type { World } from '../world/world.ts'
import type { Watcher } from './watcher.ts'

/** After the last fault that had to do with it, the agent is heard again within so much: P6's p99, twice. */
const heardWithinMs = 5000

/** What the simulated flows greet with. */
const greetings =
  /^(Welcome to the errand|.*Park Street Dental|.*\bAlba\b.*(Soho\.|hello!)$|Hello from the parcel office\.|.*Larkspur Home(\.|, hello\.)$)/

/** P6: after a lost stream or server the agent is heard again soon, in the same state, and does not greet again. */
export function heardAgain(world: World): Watcher {
  let lostAt: number | null = null
  let isGreeted = false
  let before: Snapshot | null = null
  // A lease is counted by the clock of whoever took it: one that is ahead makes its calls be found so much later.
  const aheadMs = (): number =>
    Math.max(0, ...world.plan.faults.map((fault) => (fault.kind === 'clock' ? fault.ms : 0)))
  const heard = (from: number): void => {
    if (lostAt === null) return
    const waitMs = from - lostAt
    world.waits.push(waitMs)
    world.recovered('the agent was heard again')
    if (from - Math.max(lostAt, world.lastFaultAt) > heardWithinMs + aheadMs())
      world.fail('P6', `The agent was heard again after ${Math.round(waitMs)} ms.`)
    lostAt = null
  }
  return {
    saw(happening) {
      switch (happening.type) {
        case 'stream':
          if (happening.how === 'lost') lostAt ??= world.now
          return
        case 'server':
          if (happening.how === 'died' && world.phone.socket?.server.process.name === happening.name)
            lostAt ??= world.now
          return
        case 'caller gone':
        case 'held by the line':
        case 'way out spoken':
          lostAt = null
          return
        case 'sounds': {
          const { text, fromMs, from, by } = happening
          if (by === 'line') return
          if (!greetings.test(text)) isGreeted = true
          else if (isGreeted && fromMs === 0) world.fail('P6', 'The caller was greeted again.')
          return heard(from)
        }
        // A call that is being put through is in its state again, and heard, once it rings.
        case 'line rings':
          return heard(world.now)
        case 'notice':
          if (happening.notice.type === 'taken-over' && happening.notice.swept === true)
            world.recovered('an orphan was swept')
          return
        case 'failed over':
          before = null
          return
        case 'committed': {
          if (happening.reply !== 'OK') return
          const { entry, snapshot } = happening.step
          const isLoss = entry.event.type === 'stream.lost' || entry.event.type === 'stream.resumed'
          if (isLoss && before !== null) sameState(world, before, snapshot, world.flow.versions[0].flow)
          if (entry.event.type === 'stream.resumed') world.recovered('a stream was resumed')
          before = snapshot
          return
        }
        default:
      }
    },
  }
}

function sameState(world: World, before: Snapshot, after: Snapshot, flow: Flow): void {
  if (before.status === 'done') return
  // A greeting is never said again: the call goes on behind it.
  const isGreeting = flow.states[stateOf(before)]?.kind === 'greeting'
  // What came in meanwhile is used.
  const isSettled = before.context.settled !== null
  if (stateOf(before) !== stateOf(after) && !isGreeting && !isSettled)
    world.fail('P6', `The loss of a stream led from ${stateOf(before)} to ${stateOf(after)}.`)
  if (JSON.stringify(before.context.slots) !== JSON.stringify(after.context.slots))
    world.fail('P6', 'The loss of a stream changed what the caller had said.')
}

function stateOf({ value }: Snapshot): string {
  return typeof value === 'string' ? value : (Object.keys(value as object)[0] ?? '')
}
