import type { State } from './state.ts'
import type { Path } from './source.ts'

export interface SlotName {
  readonly name: string
  readonly path: Path
  readonly part?: 'key'
}

/** Where a state names slots outside expressions. */
export function slotNames(state: State): readonly SlotName[] {
  const at: Path = ['states', state.name]
  const names: SlotName[] = [
    ...listed(state.clear, [...at, 'clear']),
    ...assigned(Object.keys(state.set), [...at, 'set']),
  ]
  if ('keypad' in state && state.keypad?.slot !== undefined)
    names.push({ name: state.keypad.slot, path: [...at, 'keypad', 'slot'] })
  switch (state.kind) {
    case 'gather':
      names.push(...listed(state.slots, [...at, 'gather']))
      names.push(
        ...Object.keys(state.prompts).map((name): SlotName => ({ name, path: [...at, 'prompts', name], part: 'key' })),
      )
      break
    case 'tool':
      names.push(...listed(state.dedupeOn ?? [], [...at, 'dedupe_on']))
      break
    case 'confirm':
      names.push(...listed(state.denied.correct, [...at, 'denied', 'correct']))
      break
    case 'decide':
      for (const [option, { set, clear, slots }] of Object.entries(state.options)) {
        names.push(
          ...listed(slots, [...at, 'options', option, 'slots']),
          ...listed(clear, [...at, 'options', option, 'clear']),
          ...assigned(Object.keys(set), [...at, 'options', option, 'set']),
        )
      }
      break
    default:
      break
  }
  if ('context' in state) names.push(...listed(state.context.slots, [...at, 'context', 'slots']))
  return names
}

function listed(names: readonly string[], path: Path): SlotName[] {
  return names.map((name, index) => ({ name, path: [...path, index] }))
}

function assigned(targets: readonly string[], path: Path): SlotName[] {
  return targets
    .filter((target) => target.startsWith('slots.'))
    .map((target) => ({ name: target.slice('slots.'.length), path: [...path, target], part: 'key' }))
}
