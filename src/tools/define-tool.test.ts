import { Type } from 'typebox'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { defineTool, isTool, ToolDefinitionError } from './define-tool.ts'
import { manifestOf } from './manifest.ts'
import { createRegistry } from './registry.ts'

const whole = {
  name: 'book',
  description: 'Books a table.',
  effect: 'write',
  input: Type.Object({ guests: Type.Integer({ minimum: 1 }), note: Type.Optional(Type.String()) }),
  output: Type.Object({ id: Type.String() }),
  handler: () => ({ id: 'B1' }),
} as const

test('types the handler by its schemas', () => {
  const tool = defineTool({
    ...whole,
    handler: async (input, context) => {
      expectTypeOf(input).toEqualTypeOf<{ guests: number; note?: string }>()
      expectTypeOf(context.signal).toEqualTypeOf<AbortSignal>()
      return { id: `${input.guests}` }
    },
    // @ts-expect-error a result that does not fit the output does not compile
    reconcile: () => ({ id: 7 }),
  })
  expect(isTool(tool)).toBe(true)
  expect(isTool({ ...tool })).toBe(false)
  expect(createRegistry([tool]).get('book')?.tool).toBe(tool)
})

describe('a definition that cannot be a tool says why', () => {
  test.each<[string, Record<string, unknown>, RegExp]>([
    ['no name', { name: undefined }, /without a name[^]*name: a lower-case letter/],
    ['a name that no flow can write', { name: 'Book-Table' }, /"Book-Table"[^]*name: a lower-case letter/],
    ['no description', { description: ' ' }, /description: one sentence/],
    ['an unknown effect', { effect: 'wirte' }, /effect: "read" if/],
    ['input by position', { input: Type.Array(Type.String()) }, /input: a Type.Object/],
    ['no input', { input: undefined }, /input: a TypeBox schema/],
    [
      'a type that JSON does not have',
      { output: Type.Object({ at: Type.BigInt() }) },
      /output\.at: bigint is no type of JSON/,
    ],
    [
      'one deep inside',
      { output: Type.Array(Type.Object({ f: Type.Union([Type.String(), Type.Symbol()]) })) },
      /output\.f: symbol/,
    ],
    ['an error that no outcome can name', { errors: ['Not found'] }, /errors: a list of codes/],
    ['no handler', { handler: 'book' }, /handler: a function/],
    ['a reconcile for a read', { effect: 'read', reconcile: () => null }, /reconcile: only a write/],
    ['a part that it does not know', { reconsile: () => null }, /reconsile: no part of a tool\. Its parts are name,/],
  ])('%s', (_, changes, message) => {
    expect(() => defineTool({ ...whole, ...changes })).toThrow(ToolDefinitionError)
    expect(() => defineTool({ ...whole, ...changes })).toThrow(message)
  })

  test('all faults at once', () => {
    expect(() => defineTool({} as never)).toThrow(/name:[^]*description:[^]*effect:[^]*input:[^]*output:[^]*handler:/)
    expect(() => defineTool(undefined as never)).toThrow(ToolDefinitionError)
  })

  test('two tools of one name', () => {
    expect(() => createRegistry([defineTool(whole), defineTool(whole)])).toThrow(/Two tools are called "book"/)
    const tool = defineTool(whole)
    expect(createRegistry([tool, tool]).tools).toEqual([tool])
  })
})

test('the manifest is JSON Schema that a checker can read without the code', () => {
  const list = defineTool({
    ...whole,
    name: 'a_list',
    effect: 'read',
    input: Type.Object({}),
    output: Type.Void(),
    handler() {},
  })
  const book = defineTool({ ...whole, errors: ['conflict'], reconcile: () => null })
  expect(JSON.parse(JSON.stringify(manifestOf([book, list])))).toEqual({
    a_list: {
      description: 'Books a table.',
      effect: 'read',
      reconciles: false,
      input: { type: 'object', properties: {} },
      output: { type: 'null' },
      errors: [],
    },
    book: {
      description: 'Books a table.',
      effect: 'write',
      reconciles: true,
      input: {
        type: 'object',
        required: ['guests'],
        properties: { guests: { type: 'integer', minimum: 1 }, note: { type: 'string' } },
      },
      output: { type: 'object', required: ['id'], properties: { id: { type: 'string' } } },
      errors: ['conflict'],
    },
  })
})
