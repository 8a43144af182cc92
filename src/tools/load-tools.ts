import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { isTool } from './define-tool.ts'
import { createRegistry } from './registry.ts'
import type { Tool } from './tool.ts'

/** A tools module that cannot be used; `message` says which, why, and how to mend it. */
export class ToolLoadError extends Error {
  override readonly name = 'ToolLoadError'
}

/**
 * Imports a module and gives every tool that it exports: by itself, in an array, or in an object of tools. TypeScript runs
 * as it is. Rejects with ToolLoadError where there is no such file, it does not compile or run, exports no tool, or two of
 * one name.
 */
export async function loadTools(modulePath: string): Promise<readonly Tool[]> {
  const path = resolve(modulePath)
  const found = await stat(path).catch(() => null)
  if (found === null || !found.isFile()) {
    const what = found === null ? 'There is no file' : 'That is no file'
    throw new ToolLoadError(`${what}: ${modulePath}. Name the module that exports your tools, such as tools.ts.`)
  }
  const exported = await importModule(path, modulePath)
  const tools = [...new Set(Object.values(exported).flatMap(toolsIn))]
  if (tools.length === 0) throw new ToolLoadError(nothingIn(modulePath, exported))
  try {
    createRegistry(tools)
  } catch (cause) {
    throw new ToolLoadError(`${modulePath}: ${(cause as Error).message}`, { cause })
  }
  return tools
}

async function importModule(path: string, modulePath: string): Promise<Record<string, unknown>> {
  try {
    return (await import(/* @vite-ignore */ pathToFileURL(path).href)) as Record<string, unknown>
  } catch (cause) {
    throw new ToolLoadError(`${modulePath} ${whyNot(cause)}`, { cause })
  }
}

function whyNot(error: unknown): string {
  const { code, message, name } = error instanceof Error ? (error as NodeJS.ErrnoException) : { message: String(error) }
  if (code === 'ERR_MODULE_NOT_FOUND') return `imports what is not there: ${message}`
  if (code === 'ERR_UNKNOWN_FILE_EXTENSION') return 'is no module that Node runs: use .ts, .mts, .js or .mjs.'
  if (code === 'ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING') {
    return 'is TypeScript under node_modules, which Node refuses: publish it as JavaScript.'
  }
  if (name === 'SyntaxError') return `cannot be read: ${message}`
  if (name === 'ToolDefinitionError') return `defines no proper tool. ${message}`
  return `failed while it was loaded: ${message}`
}

function toolsIn(value: unknown): readonly Tool[] {
  if (isTool(value)) return [value]
  if (Array.isArray(value)) return value.filter(isTool)
  // Object.values of a class instance could run getters: only plain objects are looked into.
  if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.values(value).filter(isTool)
  }
  return []
}

function nothingIn(modulePath: string, exported: Record<string, unknown>): string {
  const names = Object.keys(exported)
  const unmade = names.find((name) => typeof (exported[name] as { handler?: unknown } | null)?.handler === 'function')
  if (unmade !== undefined)
    return `${modulePath}: "${unmade}" looks like a tool, but was not made by defineTool({ … }).`
  const what = names.length === 0 ? 'exports nothing' : `exports no tool (only ${names.join(', ')})`
  return `${modulePath} ${what}. Write: export const book = defineTool({ name: 'book', … }).`
}
