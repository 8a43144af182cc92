import { ToolDefinitionError } from './define-tool.ts'
import type { Tool } from './tool.ts'
import { type Check, checkOf } from './tool-schema.ts'

/** A tool and its checks, compiled once. */
export interface RegisteredTool {
  readonly tool: Tool
  readonly checkInput: Check
  readonly checkOutput: Check
}

/** The tools that this server can call, by name. */
export interface ToolRegistry {
  get(name: string): RegisteredTool | undefined
  readonly tools: readonly Tool[]
}

/** Throws ToolDefinitionError where two tools have one name. */
export function createRegistry(tools: readonly Tool[]): ToolRegistry {
  const byName = new Map<string, RegisteredTool>()
  for (const tool of tools) {
    const known = byName.get(tool.name)?.tool
    if (known === tool) continue
    if (known !== undefined) {
      throw new ToolDefinitionError(
        `Two tools are called "${tool.name}". A flow could not tell them apart: rename one.`,
      )
    }
    byName.set(tool.name, { tool, checkInput: checkOf(tool.input), checkOutput: checkOf(tool.output) })
  }
  return { get: (name) => byName.get(name), tools: [...byName.values()].map(({ tool }) => tool) }
}
