import type { Static, TSchema } from 'typebox'
import type { AsFlowsUseIt } from './flow-tools.ts'
import type { Tool, ToolContext } from './tool.ts'
import { isErrorCode } from './error-code.ts'
import { schemaFaults } from './tool-schema.ts'

/** What a tool is made of; see `Tool` for the meaning of each part. */
export interface ToolDefinition<
  I extends TSchema,
  O extends TSchema,
  N extends string = string,
  E extends readonly string[] = readonly string[],
  F extends 'read' | 'write' = 'read' | 'write',
> {
  readonly name: N
  readonly description: string
  readonly effect: F
  /** A `Type.Object`: a flow gives arguments by name. */
  readonly input: I
  readonly output: O
  readonly errors?: E
  readonly handler: (input: Static<I>, context: ToolContext) => Promise<Static<O>> | Static<O>
  readonly reconcile?: (
    key: string,
    input: Static<I>,
    context: ToolContext,
  ) => Promise<Static<O> | null> | Static<O> | null
}

/** A definition that cannot be a tool; `message` names every fault at once. */
export class ToolDefinitionError extends Error {
  override readonly name = 'ToolDefinitionError'
}

/**
 * Makes a tool of a handler. The handler's input and result are typed by the schemas, and checked against them at every
 * call. Where `callchart types` has written what flows ask of a tool of this name, another definition is a type error.
 * Throws ToolDefinitionError where the definition cannot be one, also for what TypeScript would have found.
 *
 *     export const availability = defineTool({
 *       name: 'availability',
 *       description: 'Finds free tables.',
 *       effect: 'read',
 *       input: Type.Object({ guests: Type.Integer({ minimum: 1 }), at: Type.String() }),
 *       output: Type.Object({ times: Type.Array(Type.Object({ at: Type.String() })) }),
 *       handler: async ({ guests, at }, { signal }) => ({ times: await freeTables(guests, at, signal) }),
 *     })
 */
export function defineTool<
  I extends TSchema,
  O extends TSchema,
  const N extends string = string,
  const E extends readonly string[] = readonly string[],
  const F extends 'read' | 'write' = 'read' | 'write',
>(definition: ToolDefinition<I, O, N, E, F> & AsFlowsUseIt<N, I, O, E, F>): Tool<I, O> {
  const faults = faultsOf(definition)
  if (faults.length > 0) {
    const { name } = (definition ?? {}) as { name?: unknown }
    throw new ToolDefinitionError(
      `The tool ${typeof name === 'string' ? `"${name}"` : 'without a name'} cannot be defined:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`,
    )
  }
  const tool: Tool<I, O> = { ...definition }
  Object.defineProperty(tool, mark, { value: true })
  return Object.freeze(tool)
}

/** Registered globally: a tool stays one when its module and the server load Callchart from two places. */
const mark = Symbol.for('callchart.tool')

/** Whether a module's export was made by `defineTool`. */
export function isTool(value: unknown): value is Tool {
  return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[mark] === true
}

const parts = new Set(['name', 'description', 'effect', 'input', 'output', 'errors', 'handler', 'reconcile'])

function faultsOf(definition: unknown): readonly string[] {
  if (typeof definition !== 'object' || definition === null) return ['it must be an object with name, effect, input …']
  const { name, description, effect, input, output, errors, handler, reconcile } = definition as Record<string, unknown>
  const faults: string[] = []
  if (typeof name !== 'string' || !/^[a-z][a-zA-Z0-9_]{0,63}$/.test(name)) {
    faults.push('name: a lower-case letter, then letters, digits or _, as flows write it: "book_table".')
  }
  if (typeof description !== 'string' || description.trim() === '') {
    faults.push('description: one sentence for the designer who uses it.')
  }
  if (effect !== 'read' && effect !== 'write') {
    faults.push('effect: "read" if it may be made again, "write" if it changes something.')
  }
  faults.push(...schemaFaults('input', input), ...schemaFaults('output', output))
  if ((input as { type?: unknown } | undefined)?.type !== 'object') {
    faults.push('input: a Type.Object, since a flow gives arguments by name; Type.Object({}) where it needs none.')
  }
  if (errors !== undefined && !(Array.isArray(errors) && errors.every(isErrorCode))) {
    faults.push("errors: a list of codes in lower case, as outcomes name them: ['conflict', 'closed'].")
  }
  if (typeof handler !== 'function') faults.push('handler: a function of (input, context).')
  if (reconcile !== undefined && typeof reconcile !== 'function') {
    faults.push('reconcile: a function of (key, input, context), or leave it out.')
  }
  if (reconcile !== undefined && effect === 'read') {
    faults.push('reconcile: only a write needs it; a read is simply made again.')
  }
  for (const key of Object.keys(definition)) {
    if (!parts.has(key)) faults.push(`${key}: no part of a tool. Its parts are ${[...parts].join(', ')}.`)
  }
  return faults
}
