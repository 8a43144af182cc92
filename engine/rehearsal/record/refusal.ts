import { ExpressionError } from '../../expressions/expression-error.ts'
import { compileExpression } from '../../expressions/expression.ts'
import type { Flow } from '../../language/flow.ts'
import type { Json } from '../../language/json.ts'
import type { Slot } from '../../language/slot.ts'
import type { CallFacts } from '../../machine/event.ts'

/** The first of a slot's `reject` that refuses a value, by its place; -1 where none does, or none can tell from the value alone. */
export function refusalOf(slot: Slot, value: Json, flow: Flow, call: CallFacts, nowMs: number): number {
  return slot.reject.findIndex(({ when }) => {
    try {
      return (
        compileExpression(when.cel).evaluate({
          slots: { [slot.name]: value },
          call: { ...call, language: flow.language },
          inputs: {},
          result: null,
          nowMs,
          timezone: flow.timezone,
          hours: flow.hours,
          attempts: { noinput: 0, nomatch: 0 },
          saved: {},
        }) === true
      )
    } catch (error) {
      if (error instanceof ExpressionError) return false
      throw error
    }
  })
}
