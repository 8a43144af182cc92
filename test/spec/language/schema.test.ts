import { Ajv2020 } from 'ajv/dist/2020.js'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { slotTypes } from '../../../engine/language/slot.ts'
import { rules } from '../../../engine/language/rules/registry.ts'

type Schema = { readonly [key: string]: unknown }
const schema = JSON.parse(readFileSync('schemas/flow.schema.json', 'utf8')) as Schema
const definitions = schema['$defs'] as Readonly<Record<string, Schema>>

/** As a designer's own CI would: ajv as it comes, all errors. */
const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true })
const validate = ajv.compile(schema)
const errors = (data: unknown): string[] =>
  validate(data) ? [] : (validate.errors ?? []).map(({ instancePath, keyword }) => `${instancePath} ${keyword}`)
const withState = (state: unknown): unknown => ({ flow: 'demo', start: 'a', states: { a: state } })

/** A field, with what its `$ref` brings. */
function resolved(field: Schema): Schema {
  const name = typeof field['$ref'] === 'string' ? field['$ref'].replace('#/$defs/', '') : undefined
  return name === undefined ? field : { ...definitions[name], ...field }
}

/** Every field that a designer can write, by where it stands. */
function fields(of: Schema, path: string): [string, Schema][] {
  const nested = [
    ...Object.entries((of['properties'] ?? {}) as Record<string, Schema>),
    ...['items', 'additionalProperties'].flatMap((key) =>
      typeof of[key] === 'object' ? [[key, of[key]] as [string, Schema]] : [],
    ),
  ]
  return nested.flatMap(([key, field]): [string, Schema][] => {
    const own: [string, Schema] = [`${path}.${key}`, field]
    return typeof field['$ref'] === 'string' ? [own] : [own, ...fields(field, own[0])]
  })
}
const all = [
  ...fields(schema, 'flow'),
  ...Object.entries(definitions).flatMap(([name, definition]) => [
    [name, definition] as [string, Schema],
    ...fields(definition, name),
  ]),
]

describe('the schema of flows', () => {
  it('is one that plain ajv compiles under draft 2020-12', () => {
    expect(schema['$schema']).toBe('https://json-schema.org/draft/2020-12/schema')
    expect(ajv.validateSchema(schema)).toBe(true)
  })

  it('explains every field, with an example that it accepts itself', () => {
    expect(all.length).toBeGreaterThan(150)
    for (const [path, field] of all) {
      const { description, examples } = resolved(field) as { description?: string; examples?: unknown[] }
      expect(description, path).toMatch(/\.$/)
      expect(examples?.length, path).toBeGreaterThan(0)
      const check = ajv.compile({ ...field, $defs: definitions })
      for (const example of examples ?? [])
        expect(check(example), `${path}: ${JSON.stringify(example)} ${ajv.errorsText(check.errors)}`).toBe(true)
    }
  })

  it('accepts every default that it names', () => {
    const defaults = all.filter(([, field]) => 'default' in field)
    expect(defaults.length).toBeGreaterThan(25)
    for (const [path, field] of defaults) {
      const check = ajv.compile({ ...field, $defs: definitions })
      // `repeat` is only ever written as true: its default is that it is not there
      if (!path.endsWith('.repeat')) expect(check(field['default']), path).toBe(true)
    }
  })

  it('knows the slot types that the machine knows', () => {
    expect(definitions['slot_type']?.['enum']).toEqual(slotTypes)
  })
})

describe('plain ajv', () => {
  const shapeCodes = ['unknown-key', 'missing-key', 'wrong-type', 'wrong-value', 'bad-name', 'two-kinds', 'no-kind']
  for (const { code, bad, good } of rules) {
    if (['yaml-syntax', 'duplicate-key', 'file-too-large'].includes(code)) continue
    it(`${code}: accepts the good example${shapeCodes.includes(code) ? ' and rejects the bad one' : ''}`, () => {
      expect(errors(parse(good))).toEqual([])
      if (shapeCodes.includes(code)) expect(errors(parse(bad))).not.toEqual([])
    })
  }

  it.each([
    ['a misspelt option', { say: 'Hello', nxet: 'b' }, ['required', 'additionalProperties']],
    ['a wrong type', { say: 'Hello', next: 3 }, ['type']],
    ['two kinds', { say: 'Hello', end: 'Bye' }, ['not']],
    ['no kind', { next: 'b' }, ['not']],
    ['an empty state', null, ['type']],
    ['a route with else and to', { say: 'Hello', next: [{ else: 'b', to: 'c' }] }, ['maxProperties']],
    [
      'a rung that speaks and repeats',
      { gather: 'a', prompt: 'A?', next: 'b', noinput: [{ say: 'Hm', repeat: true }] },
      ['not'],
    ],
  ])('%s: few errors, and none of other kinds', (_, state, keywords) => {
    validate(withState(state))
    const found = (validate.errors ?? []).map(({ keyword }) => keyword).filter((keyword) => keyword !== 'if')
    expect([...new Set(found)]).toEqual(keywords)
    expect(validate.errors?.length).toBeLessThan(6)
  })

  it.each([
    ['min of a text', { type: 'text', min: 1 }],
    ['a choice of nothing', { type: 'choice' }],
    ['a choice of both', { type: 'choice', from: 'a', options: ['b'] }],
    ['a region of a date', { type: 'date', region: 'GB' }],
    ['a length of a number', { type: 'number', length: 3 }],
    ['an unknown type', { type: 'chioce' }],
  ])('rejects %s', (_, slot) => {
    expect(errors({ flow: 'demo', start: 'a', slots: { it: slot }, states: { a: { end: 'Bye' } } })).not.toEqual([])
  })
})
