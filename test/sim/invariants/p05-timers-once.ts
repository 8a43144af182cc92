import type { Snapshot } from '../../../engine/machine/snapshot.ts'
import type { World } from '../world/world.ts'
import type { Watcher } from './watcher.ts'

/** P5: a timer fires once, never early, and nothing that is awaited gets more time than it was given. */
export function timersOnce(world: World): Watcher {
  const fired = new Set<string>()
  const deadlines = new Map<string, number>()
  const waits = new Map<string, number>()
  return {
    saw(happening) {
      if (happening.type === 'failed over' && happening.lost > 0) {
        fired.clear()
        waits.clear()
      }
      if (happening.type === 'tool asked') {
        const { request, serverNow } = happening
        const deadline = deadlines.get(request.key)
        if (deadline !== undefined && serverNow > deadline + 1)
          world.fail('P5', `${request.tool} is asked for ${Math.round(serverNow - deadline)} ms after its time was up.`)
      }
      if (happening.type !== 'committed' || happening.reply !== 'OK') return
      const { event } = happening.step.entry
      if (event.type === 'timer.fired') {
        const name = `${event.timer} ${event.due}`
        if (event.at < event.due) world.fail('P5', `The timer ${event.timer} fired ${event.due - event.at} ms early.`)
        if (fired.has(name)) world.fail('P5', `The timer ${event.timer} fired twice.`)
        fired.add(name)
      }
      sameBudget(world, happening.step.snapshot, deadlines, waits)
    },
  }
}

function sameBudget(
  world: World,
  { context }: Snapshot,
  deadlines: Map<string, number>,
  waits: Map<string, number>,
): void {
  const { awaiting, timers, visit } = context
  // Coming to a write again is another visit, with a time of its own.
  if (awaiting?.type === 'tool.call') {
    deadlines.set(awaiting.key, awaiting.deadline)
    keep(world, waits, `call ${awaiting.key} ${visit}`, awaiting.deadline, awaiting.tool)
  }
  if (awaiting?.type === 'decide') keep(world, waits, awaiting.id, awaiting.deadline, 'the decision')
  if (awaiting !== null && timers.tool !== undefined && awaiting.type === 'tool.call')
    keep(world, waits, `tool ${awaiting.key} ${visit}`, timers.tool, 'the timer of a tool')
  if (timers.wait !== undefined) keep(world, waits, `wait ${visit}`, timers.wait, 'the timer of a wait')
}

function keep(world: World, known: Map<string, number>, name: string, due: number, what: string): void {
  const before = known.get(name)
  if (before !== undefined && due > before) world.fail('P5', `${what} was given ${Math.round(due - before)} ms more.`)
  known.set(name, due)
}
