import type { Json } from './json.ts'

/** CEL source. `where` is the JSON path of its place, for diagnostics and for `explain`. */
export interface Expression {
  readonly cel: string
}

/** A value in YAML: itself, or an expression (`=slots.at`), in a tree of both. */
export type Value =
  | { readonly literal: Json }
  | { readonly expression: Expression }
  | { readonly object: Readonly<Record<string, Value>> }
  | { readonly list: readonly Value[] }

/** The last route has no `when`. */
export interface Route {
  readonly when?: Expression
  readonly to: string
}
