import type { Json } from '../language/json.ts'
import { toEvaluator } from './evaluate.ts'
import { ExpressionError } from './expression-error.ts'
import type { Scope } from './scope.ts'
import { parseExpression } from './syntax.ts'
import { Budget, toJson } from './value.ts'

export { ExpressionError } from './expression-error.ts'
export type { Scope } from './scope.ts'

/** An expression ready to run: parsed once, a few hundred nanoseconds a run. */
export interface CompiledExpression {
  readonly cel: string
  /** Plain JSON. Throws `ExpressionError`: `unfilled`, `type`, `unknown` or `limit`. */
  readonly evaluate: (scope: Scope) => Json
}

/**
 * Compiles CEL. The library reads the text; what it means is here, because a flow's values are JSON: there is one kind
 * of number (CEL's own integers are BigInt, which JSON cannot carry, and which no arithmetic mixes with a price),
 * dates are text compared by what they mean in the flow's zone, and every run has a bounded amount of work, which
 * nested macros of the library have not. The same source is compiled once. Throws `ExpressionError` with `syntax`,
 * `unknown` or `limit` on a source that `checkExpression` would have refused.
 */
export function compileExpression(cel: string): CompiledExpression {
  const known = compiled.get(cel)
  if (known !== undefined) return known
  const parsed = parseExpression(cel)
  if (!parsed.ok) throw new ExpressionError(parsed.code, parsed.message, cel)
  const evaluator = withSource(cel, () => toEvaluator(parsed.node, []))
  const expression: CompiledExpression = {
    cel,
    evaluate: (scope) => withSource(cel, () => run(evaluator, scope)),
  }
  if (compiled.size >= maxCompiled) compiled.clear()
  compiled.set(cel, expression)
  return expression
}

/** Enough for a hundred large flows; beyond it the cache starts anew rather than grow for ever. */
const maxCompiled = 10_000
const compiled = new Map<string, CompiledExpression>()

function run(evaluator: ReturnType<typeof toEvaluator>, scope: Scope): Json {
  const budget = new Budget()
  return toJson(evaluator({ scope, budget, locals: [] }), scope.timezone, budget)
}

function withSource<T>(cel: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof ExpressionError && error.cel === '') throw new ExpressionError(error.code, error.message, cel)
    throw error
  }
}
