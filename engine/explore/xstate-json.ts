import type { AnyStateMachine } from 'xstate'
import type { Json } from '../language/json.ts'

/**
 * The compiled machine as XState's own JSON, phases and all, for its tools: what a guard asks and an action does is code,
 * so a transition has its reason in `description`, and a guard is named by it.
 */
export function xstateJson(machine: AnyStateMachine): Json {
  return { id: machine.id, ...nodeJson(machine.config as Loose) }
}

type Loose = Readonly<Record<string, unknown>>

function nodeJson(node: Loose): { readonly [key: string]: Json } {
  const { id, type, initial, on, always, states } = node
  return {
    ...(typeof id === 'string' ? { id } : {}),
    ...(typeof type === 'string' ? { type } : {}),
    ...(typeof initial === 'string' ? { initial } : {}),
    ...(node['entry'] === undefined ? {} : { entry: [{ type: 'enter' }] }),
    ...(Array.isArray(always) ? { always: always.map(transitionJson) } : {}),
    ...(isObject(on) ? { on: mapped(on, (list) => (Array.isArray(list) ? list : [list]).map(transitionJson)) } : {}),
    ...(isObject(states) ? { states: mapped(states, (child) => nodeJson(child as Loose)) } : {}),
  }
}

function transitionJson(transition: unknown): Json {
  const { target, description, guard, reenter } = transition as Loose
  return {
    ...(typeof target === 'string' ? { target } : {}),
    ...(typeof description === 'string' ? { description } : {}),
    ...(guard === undefined ? {} : { guard: { type: typeof description === 'string' ? description : 'when' } }),
    ...(reenter === true ? { reenter } : {}),
  }
}

function mapped(object: Loose, map: (value: unknown) => Json): { readonly [key: string]: Json } {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]))
}

function isObject(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null
}
