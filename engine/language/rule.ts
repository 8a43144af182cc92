import type { Place } from './diagnostic.ts'
import type { Flow } from './flow.ts'
import type { Imported } from './imports.ts'
import type { ShapeFault } from './shape.ts'
import type { SourceFile } from './source-library.ts'
import type { Path, Source } from './source.ts'
import type { World } from './world.ts'
import type { Writer } from './writer.ts'

/** Something that a rule found. Without `start` and `end` the key or value at the path is underlined. */
export interface Finding {
  readonly path: Path
  readonly part?: 'key' | 'value'
  readonly start?: number
  readonly end?: number
  /** Where it stands, when that is not in the flow as it was put together. */
  readonly place?: Place
  readonly message: string
  readonly advice?: string
}

/** The names that a flow declares, broken ones too, so that a fault in one is not a fault in all that use it. */
export interface Names {
  readonly states: readonly string[]
  readonly slots: readonly string[]
  readonly inputs: readonly string[]
  readonly hours: readonly string[]
  readonly prompts: readonly string[]
  /** What `save` and `set` name. */
  readonly saved: readonly string[]
}

/** All that a rule may look at. */
export interface RuleContext {
  readonly source: Source
  readonly shape: readonly ShapeFault[]
  /** Whether what was left out of the flow, being broken, can have routed the call. */
  readonly routesAreKnown: boolean
  readonly flow: Flow
  readonly writer: Writer
  readonly names: Names
  readonly world: World
  /** How what the flow brings in from other files came in. */
  readonly imported: Omit<Imported, 'source'>
  /** Every flow that is checked with this one, by name, itself included: the first of a name. */
  readonly flows: ReadonlyMap<string, RuleContext>
  /** The version that calls in progress run on, where the check is against one. */
  readonly base: Flow | null
}

/**
 * One check. `bad` and `good` are whole flows: they are its tests and its page in the manual.
 * - needs `source`: runs on the text alone
 * - needs `flow`: runs on what could be read of the flow
 * - needs `graph`: runs only when nothing that was left out can have routed the call
 */
export interface Rule {
  readonly code: string
  readonly severity: 'error' | 'warning'
  /** What it looks for, in one line. */
  readonly about: string
  /** What would happen in a call. */
  readonly why: string
  readonly needs: 'source' | 'flow' | 'graph'
  readonly bad: string
  readonly good: string
  /** What the flow is checked against in its examples. */
  readonly world?: World
  /** Files that are checked with its examples, which stand in "flow.yaml". */
  readonly files?: readonly SourceFile[]
  /** The older version that its examples are checked against. */
  readonly base?: string
  readonly check: (context: RuleContext) => Iterable<Finding>
}
