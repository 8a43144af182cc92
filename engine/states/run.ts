import type { GotoFlowState, RunState } from '../language/state.ts'
import type { JsonObject } from '../language/json.ts'
import { granting } from '../machine/grants.ts'
import type { Node } from '../machine/node.ts'
import { assign, routes, save } from '../machine/routes.ts'
import type { Scene } from '../machine/scene.ts'
import { outcomeRoute, outcomeRoutes } from './outcomes.ts'
import { enter } from './visit.ts'

/**
 * run: another flow, with slots of its own, from its beginning to its `end`; then on from here. What it gives is saved, and
 * how it ended is the outcome: one that `outcomes` does not name is `next`. A flow that cannot be run is the outcome `error`.
 */
export function run(state: RunState): Node {
  const { error, ...named } = state.outcomes
  const ended = (code: string) => (scene: Scene) => scene.context.settled?.code === code
  return {
    initial: 'away',
    entry: (scene) => {
      enter(scene)
      scene.wish({ type: 'run', flow: state.flow, inputs: given(scene, state.with), resume: 'outcome' })
    },
    states: {
      away: {
        on: {
          'run.finished': [
            {
              why: 'it came back',
              to: '.returned',
              do: (scene) => {
                const { outcome, outputs } = scene.event
                scene.patch({ settled: { ok: outcome !== 'error', code: outcome }, result: outputs })
                if (outcome !== 'error') save(scene, state.save, state.with)
              },
            },
          ],
        },
      },
      returned: {
        entry: (scene) => {
          if (scene.context.settled?.ok === true) assign(scene, state)
        },
        always: [
          ...Object.entries(named).flatMap(([code, to]) => outcomeRoute(state, { why: code, when: ended(code), to })),
          ...outcomeRoutes(state, error === undefined ? {} : { error }).map((route) => ({
            ...route,
            when: ended('error'),
          })),
          ...granting(state, routes(state.next)),
        ],
      },
    },
  }
}

/** goto_flow: another flow takes the call over, with what both know by the same name and type; this one is not come back to. */
export function gotoFlow(state: GotoFlowState): Node {
  return {
    entry: (scene) => {
      enter(scene)
      assign(scene, state)
      scene.wish({ type: 'goto', flow: state.flow, inputs: given(scene, state.with) })
    },
  }
}

function given(scene: Scene, values: RunState['with']): JsonObject {
  return scene.value({ object: values }) as JsonObject
}
