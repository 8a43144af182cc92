import { checkFlows } from '../../../engine/language/check.ts'
import type { Diagnostic } from '../../../engine/language/diagnostic.ts'
import type { Rule } from '../../../engine/language/rule.ts'
import type { SourceFile } from '../../../engine/language/source-library.ts'

/** An example of a rule: its files, the flow itself last, and what is found in them. */
export interface RuleExample {
  readonly files: readonly SourceFile[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Checks a rule's example as it is meant: with its other files, against its world and its older version. */
export function checkExample({ world = {}, files = [], base }: Rule, text: string): RuleExample {
  const old = base === undefined ? [] : checkFlows([{ file: 'flow.yaml', text: base }], world).results
  const bases = new Map(old.flatMap(({ flow }) => (flow === null ? [] : [[flow.flow, flow] as const])))
  const all = [...files, { file: 'flow.yaml', text }]
  return { files: all, diagnostics: checkFlows(all, world, bases).diagnostics }
}
