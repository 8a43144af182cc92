import type { BranchState, SetState } from '../language/state.ts'
import { granting } from '../machine/grants.ts'
import type { Node } from '../machine/node.ts'
import { assign, routes } from '../machine/routes.ts'
import { enter } from './visit.ts'

/** branch and set: nothing is said and nothing awaited. `set` assigns; both take the first route whose `when` holds. */
export function silent(state: BranchState | SetState): Node {
  return {
    entry: (scene) => {
      enter(scene)
      assign(scene, state)
    },
    always: granting(state, routes(state.next)),
  }
}
