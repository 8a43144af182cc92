import { ExpressionError } from '../expressions/expression-error.ts'
import type { Slot } from '../language/slot.ts'
import type { Json } from '../language/json.ts'
import type { LookUp } from '../machine/effect.ts'
import type { Scene } from '../machine/scene.ts'
import { toolKey } from '../machine/tool-key.ts'

/** Nobody waits for it: what comes later than this is of no use to the answer. */
const withinMs = 10_000

/** What is looked up for the slots that have known values: each by what it is asked with, so that the same question is the same list. */
export function lookUps(
  slots: readonly Slot[],
  scene: Scene,
): readonly { readonly slot: string; readonly lookUp: LookUp }[] {
  return slots.flatMap(({ name, candidates }) => {
    if (candidates === undefined) return []
    const { tool, with: given, from, label } = candidates
    const input = inputOf(scene, given)
    if (input === null) return []
    const key = toolKey(scene.context.call.id, `candidates ${from} ${label ?? ''}`, tool, input)
    const deadline = scene.context.now + withinMs
    const lookUp = {
      type: 'look.up',
      key,
      tool,
      input,
      deadline,
      from,
      ...(label === undefined ? {} : { label }),
    } as const
    return [{ slot: name, lookUp }]
  })
}

/** Null where something that it is asked with is not known yet: then nothing is looked up, and any value may be meant. */
function inputOf(scene: Scene, given: NonNullable<Slot['candidates']>['with']): Json {
  try {
    return scene.value({ object: given })
  } catch (error) {
    if (error instanceof ExpressionError) return null
    throw error
  }
}
