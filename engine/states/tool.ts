import type { ToolState } from '../language/state.ts'
import type { Json } from '../language/json.ts'
import type { CallEvent, ToolOutcome } from '../machine/event.ts'
import { granting } from '../machine/grants.ts'
import type { Node } from '../machine/node.ts'
import { slotsBehind } from '../machine/origins.ts'
import { assign, routes, save } from '../machine/routes.ts'
import type { Scene } from '../machine/scene.ts'
import { placeOf } from '../machine/prompts.ts'
import { arm, disarm, rang } from '../machine/timers.ts'
import { toolKey } from '../machine/tool-key.ts'
import { expectationOf } from './expectation.ts'
import { outcomeRoutes } from './outcomes.ts'
import { enter } from './visit.ts'
import { finishing, waiting } from './waiting.ts'

type ToolFinished = Extract<CallEvent, { type: 'tool.finished' }>

/** How long after the runner's own time-out the machine gives up by itself: only a dead runner is that late. */
const graceMs = 500

/**
 * tool: calls a handler once, for the key that the commit before it holds. Its filler speaks while it is awaited; the answer
 * waits for the phrase's end. What it found is saved; every way it can fail is an outcome. An answer after the time-out is
 * recorded by the ledger and moves nothing here.
 */
export function tool(state: ToolState): Node {
  return {
    initial: 'calling',
    entry: enter,
    states: {
      calling: waiting({
        phase: 'calling',
        place: state.name,
        filler: state.filler,
        bargein: state.bargein,
        begin: (scene) => call(scene, state),
        expected: (scene) => expectationOf(state, scene),
        on: {
          'tool.finished': [
            {
              why: 'the tool answered',
              when: isAwaited,
              to: '.finishing',
              do: (scene) => settle(scene, state, scene.event.outcome),
            },
          ],
          'timer.fired': [
            {
              why: 'the tool took too long',
              when: rang('tool'),
              to: '.finishing',
              do: (scene) => settle(scene, state, { ok: false, error: 'timeout', message: '' }),
            },
          ],
        },
      }),
      finishing: finishing('.returned'),
      returned: {
        entry: (scene) => {
          if (scene.context.settled?.ok) assign(scene, state)
        },
        always: [
          ...granting(state, routes(state.next)).map((route) => ({
            ...route,
            when: (scene: Scene) => scene.context.settled?.ok === true && (route.when?.(scene) ?? true),
          })),
          ...outcomeRoutes(state),
        ],
      },
    },
  }
}

function call(scene: Scene, state: ToolState): void {
  const input = scene.value({ object: state.with })
  const { now } = scene.context
  const effect = {
    type: 'tool.call',
    key: keyOf(scene, state, input),
    tool: state.tool,
    input,
    deadline: now + state.timeoutMs,
    retry: state.retry,
  } as const
  scene.patch({ awaiting: effect })
  scene.emit(effect)
  arm(scene, 'tool', effect.deadline + graceMs)
}

/** What a finished write has used cannot be corrected any more, and nobody goes back behind it. */
function noteWrite(scene: Scene, state: ToolState): void {
  const used = slotsBehind(scene, Object.values(state.with))
  if (used.length > 0) scene.patch({ written: { ...scene.context.written, [state.name]: used } })
  if (scene.context.trail !== undefined) scene.patch({ trail: [] })
}

function isWrite({ effect, undo, dedupeOn }: ToolState): boolean {
  return effect === undefined ? undo !== undefined || dedupeOn !== undefined : effect === 'write'
}

/**
 * The seed is the call's own and known to nobody else: from a hash of the arguments alone a short one could be guessed.
 * The same values of `dedupe_on` are the same call, from whichever state and with whatever else beside them.
 */
function keyOf(scene: Scene, state: ToolState, input: Json): string {
  const { call, visit, slots, seed } = scene.context
  if (state.dedupeOn !== undefined) {
    const values = Object.fromEntries(state.dedupeOn.map((name) => [name, slots[name] ?? null]))
    return toolKey(call.id, `${seed} dedupe`, state.tool, values)
  }
  return toolKey(call.id, `${seed} ${state.again ? visit : placeOf(scene, state.name)}`, state.tool, input)
}

function isAwaited({ event, context }: Scene<ToolFinished>): boolean {
  return context.awaiting?.type === 'tool.call' && context.awaiting.key === event.key
}

function settle(scene: Scene, state: ToolState, outcome: ToolOutcome): void {
  disarm(scene, 'tool', 'filler')
  scene.patch({
    awaiting: null,
    settled: { ok: outcome.ok, code: outcome.ok ? 'ok' : outcome.error },
    result: outcome.ok ? outcome.result : null,
  })
  if (!outcome.ok) return
  save(scene, state.save, state.with)
  if (isWrite(state)) noteWrite(scene, state)
}
