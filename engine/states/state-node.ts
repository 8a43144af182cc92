import type { Flow } from '../language/flow.ts'
import type { State } from '../language/state.ts'
import { demand } from '../machine/grants.ts'
import type { Node } from '../machine/node.ts'
import { confirm } from './confirm.ts'
import { decide } from './decide.ts'
import { end } from './end.ts'
import { gather } from './gather.ts'
import { record } from './record.ts'
import { gotoFlow, run } from './run.ts'
import { silent } from './silent.ts'
import { statement } from './statement.ts'
import { tool } from './tool.ts'
import { transfer } from './transfer.ts'
import { recorded } from './unrecorded.ts'
import { wait } from './wait.ts'

/** What each kind compiles to. What a state requires is asked for at its door, whatever led there. */
export function stateNode(state: State, flow: Flow, project: Flow = flow): Node {
  const plain = nodeOf(state, flow)
  const node = project.record === 'call' ? recorded(plain, state, flow) : plain
  const { requires } = state
  if (requires === undefined) return node
  return {
    ...node,
    entry: (scene) => {
      demand(scene.context, requires, `The state "${state.name}"`)
      node.entry?.(scene)
    },
  }
}

function nodeOf(state: State, flow: Flow): Node {
  switch (state.kind) {
    case 'greeting':
    case 'say':
      return statement(state, flow)
    case 'gather':
      return gather(state, flow)
    case 'confirm':
      return confirm(state, flow)
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
      return run(state)
    case 'goto_flow':
      return gotoFlow(state)
    case 'wait':
      return wait(state)
    case 'record':
      return record(state)
    default:
      return end(state)
  }
}
