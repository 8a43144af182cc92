import type { ToolRequest } from '../world/happenings.ts'
import type { World } from '../world/world.ts'
import type { Watcher } from './watcher.ts'

/** P3: a write is in the ledger before it is asked for, happens once at most, and the ledger tells what became of it. */
export function intentBeforeEffect(world: World): Watcher {
  const byKey = new Map<string, number>()
  const bySubject = new Map<string, number>()
  const calls = new Set<string>()
  const rung = new Map<string, number>()
  let dialled = 0
  return {
    saw(happening) {
      if (happening.type === 'created') calls.add(happening.callId)
      if (happening.type === 'tool asked' && happening.request.effect === 'write') {
        const { request, by } = happening
        const isIntended = world.primary.ledger(request.callId).some(({ key }) => key === request.key)
        if (!isIntended) world.fail('P3', `${by} asks for ${request.tool} and its key is not in the ledger.`)
      }
      if (happening.type === 'dialled' && ++dialled > 1) world.fail('P3', 'Somebody was called twice by one order.')
      if (happening.type === 'rung' && add(rung, happening.transfer) > 1)
        world.fail('P3', 'Somebody was rung twice for one transfer.')
      if (happening.type !== 'effect') return
      const { request } = happening
      if (add(byKey, request.key) > 1) world.fail('P3', `${request.tool} has happened twice with one key.`)
      if (add(bySubject, subjectOf(request)) > 1)
        world.fail('P3', `${request.tool} has happened twice with other keys, for the same.`)
    },
    ended() {
      if (world.wasOrdererToldWrong(dialled))
        world.fail('P3', 'Who ordered a call was told that it failed, and somebody was called.')
      if (world.servers.some(({ process }) => !process.isDead) && world.primary.unsettled(Infinity, 1).length > 0)
        world.fail('P3', 'A call that is over has left an intent, and nobody has found out how it came out.')
      for (const callId of calls) {
        for (const { key, call, state } of world.primary.ledger(callId)) {
          const spec = world.flow.tools.find(({ tool }) => tool.name === call.tool)
          if (spec?.tool.effect !== 'write') continue
          const effects = byKey.get(key) ?? 0
          world.count(`write ${state}`)
          if (state === 'done' && effects !== 1)
            world.fail('P3', `${call.tool} is done, and has happened ${effects} times.`)
          if (state === 'failed' && effects > 0) world.fail('P3', `${call.tool} is called failed, and has happened.`)
          if (state === 'uncertain') world.recovered('a write was reported as uncertain')
        }
        // Told as done to the flow, whatever the ledger has lost since.
        for (const { event } of world.primary.log(callId)) {
          if (event.type !== 'tool.finished' || !event.outcome.ok) continue
          const isWrite = world.primary
            .ledger(callId)
            .some(
              ({ key, call }) =>
                key === event.key &&
                world.flow.tools.some(({ tool }) => tool.name === call.tool && tool.effect === 'write'),
            )
          if (isWrite && byKey.get(event.key) !== 1)
            world.fail('P3', 'The caller was told of a write that did not happen.')
        }
      }
    },
  }
}

function subjectOf({ callId, tool, input }: ToolRequest): string {
  return JSON.stringify([callId, tool, input])
}

function add(counts: Map<string, number>, what: string): number {
  const count = (counts.get(what) ?? 0) + 1
  counts.set(what, count)
  return count
}
