import type { Finding, RuleContext } from './rule.ts'
import type { ShapeCode } from './shape-message.ts'
import { trapsOf } from './traps.ts'

/** The faults of shape with this code, except those that a trap of YAML explains. */
export function shapeFindings(code: ShapeCode): (context: RuleContext) => Iterable<Finding> {
  return function* (context) {
    const traps = trapsOf(context)
    for (const { code: found, ...finding } of context.shape) {
      const explained = traps.some(({ covers }) =>
        covers.some((path) => path.every((key, index) => finding.path[index] === key)),
      )
      if (found === code && !explained) yield finding
    }
  }
}
