import type { Expression } from './value.ts'
import type { Path, Source } from './source.ts'
import type { Writer } from './writer.ts'

/** Where a piece of an expression stands in the file; where quotes hide that, the whole value. */
export function expressionPlace(
  expression: Expression,
  span: { readonly start: number; readonly end: number },
  source: Source,
  writer: Writer,
): { readonly path: Path; readonly start?: number; readonly end?: number } {
  const origin = writer.origins.get(expression)
  if (origin === undefined) return { path: [] }
  const node = source.node(origin.path)
  if (node === null || node.scalar === null) return { path: origin.path }
  const at = node.scalar.source.indexOf(expression.cel, origin.offset)
  if (at < 0) return { path: origin.path }
  const start = node.start + at + span.start
  return { path: origin.path, start, end: Math.max(node.start + at + span.end, start + 1) }
}
