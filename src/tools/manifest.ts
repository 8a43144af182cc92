import type { Json } from '../../engine/language/json.ts'
import type { Tool } from './tool.ts'
import { jsonSchemaOf } from './tool-schema.ts'

/** What a checker of flows needs to know of tools, without their code: JSON, so that it can be kept in a file. */
export type ToolManifest = Readonly<Record<string, ToolFacts>>

export interface ToolFacts {
  readonly description: string
  readonly effect: 'read' | 'write'
  /** Whether it can tell after a crash if a write has happened. */
  readonly reconciles: boolean
  /** JSON Schema 2020-12. */
  readonly input: Json
  readonly output: Json
  /** Codes of its own. A tool that names none has none: a flow that routes one would wait for it in vain. */
  readonly errors: readonly string[]
}

/** The manifest of these tools, by name in alphabetical order, so that the same tools make the same bytes. */
export function manifestOf(tools: readonly Tool[]): ToolManifest {
  const sorted = tools.toSorted((x, y) => (x.name < y.name ? -1 : 1))
  return Object.fromEntries(
    sorted.map((tool): [string, ToolFacts] => [
      tool.name,
      {
        description: tool.description,
        effect: tool.effect,
        reconciles: tool.reconcile !== undefined,
        input: jsonSchemaOf(tool.input),
        output: jsonSchemaOf(tool.output),
        errors: tool.errors ?? [],
      },
    ]),
  )
}
