import type { Finding, RuleContext } from './rule.ts'
import type { ShapeCode } from './shape-message.ts'
import { asWord } from './reading.ts'
import { trapsOf } from './traps.ts'

/** The faults of shape with this code, except those that a trap of YAML explains. */
export function shapeFindings(code: ShapeCode): (context: RuleContext) => Iterable<Finding> {
  return function* (context) {
    const traps = trapsOf(context)
    // what is said of a name where it is given is not said again wherever it is used
    const badNames: readonly unknown[] = context.shape.flatMap((fault) =>
      fault.code === 'bad-name' ? [fault.path.at(-1)] : [],
    )
    for (const { code: found, ...finding } of context.shape) {
      const explained = traps.some(({ covers }) =>
        covers.some((path) => path.every((key, index) => finding.path[index] === key)),
      )
      const isTold = found === 'wrong-value' && badNames.includes(asWord(context.source.node(finding.path)?.data))
      if (found === code && !explained && !isTold) yield finding
    }
  }
}
