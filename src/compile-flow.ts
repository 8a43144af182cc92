import { checkFlow } from '../engine/language/check.ts'
import type { Diagnostic } from '../engine/language/diagnostic.ts'
import { compileFlow as compile, type CompiledFlow } from '../engine/machine/compile.ts'

/** A flow that cannot be compiled. The message lists what is wrong and where; `diagnostics` are the same as values. */
export class FlowError extends Error {
  override readonly name = 'FlowError'
  readonly diagnostics: readonly Diagnostic[]
  constructor(diagnostics: readonly Diagnostic[]) {
    super(
      diagnostics
        .map(({ place, code, message }) => `${place.file}:${place.line}:${place.column} ${code}: ${message}`)
        .join('\n'),
    )
    this.diagnostics = diagnostics
  }
}

/**
 * Checks YAML and compiles it into a machine for `startCall` and `step`. `file` names it in messages.
 * Throws FlowError where the flow has an error; use `checkFlow` for the diagnostics as values.
 */
export function compileFlow(yaml: string, file = 'flow.yaml'): CompiledFlow {
  const { flow, diagnostics } = checkFlow(yaml, file)
  if (flow === null) throw new FlowError(diagnostics.filter(({ severity }) => severity === 'error'))
  return compile(flow)
}
