import type { Flow, State } from '../language/flow.ts'
import type { Node } from '../machine/node.ts'
import { confirm } from './confirm.ts'
import { decide } from './decide.ts'
import { end } from './end.ts'
import { gather } from './gather.ts'
import { silent } from './silent.ts'
import { statement } from './statement.ts'
import { tool } from './tool.ts'
import { transfer } from './transfer.ts'

/** What each kind compiles to. */
export function stateNode(state: State, flow: Flow): Node {
  switch (state.kind) {
    case 'greeting':
    case 'say':
      return statement(state, flow)
    case 'gather':
      return gather(state)
    case 'confirm':
      return confirm(state)
    case 'decide':
      return decide(state)
    case 'tool':
      return tool(state)
    case 'branch':
    case 'set':
      return silent(state)
    case 'transfer':
      return transfer(state)
    case 'run':
    case 'goto_flow':
    case 'wait':
    case 'record':
      // the check refuses them until they are compiled
      throw new Error(`A state of the kind ${state.kind} cannot be compiled.`)
    default:
      return end(state)
  }
}
