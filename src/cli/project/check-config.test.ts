import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import schema from '../../../schemas/config.schema.json' with { type: 'json' }
import { checkConfig } from './check-config.ts'

describe('a configuration', () => {
  it.each([
    ['that is empty', {}],
    ['with everything', schema.examples[0]],
    ['with inputs bound by the number', { numbers: { '+442079460000': { flow: 'book', inputs: { branch: 'Soho' } } } }],
    ['with a retention', { retention: '30d' }],
    [
      'with calls of ours',
      { outbound: { from: '+442079460000', flows: ['a'], to: { '+44': 'Europe/London', '+1': true, '+449': false } } },
    ],
    ['with a SIP destination', { destinations: { desk: 'sip:desk@example.org' } }],
  ])('%s is sound', (_, config) => {
    expect(checkConfig(config)).toEqual([])
  })

  it.each<[string, unknown, string, string]>([
    ['a misspelt key', { number: {} }, '', 'There is no "number". Did you mean "numbers"?'],
    ['a number not in E.164', { numbers: { '020 7946': 'book' } }, 'numbers', '"020 7946" cannot stand here.'],
    ['a binding without a flow', { numbers: { '*': {} } }, 'numbers["*"]', '"flow" is missing.'],
    ['a flow that is a file', { numbers: { '*': 'book.yaml' } }, 'numbers["*"]', '"book.yaml" cannot stand here.'],
    ['a destination by a local number', { destinations: { desk: '123' } }, 'destinations.desk', '"123" cannot stand'],
    ['a folder that is no text', { flows: 3 }, 'flows', 'This must be string.'],
    ['a retention without a unit', { retention: '30' }, 'retention', '"30" cannot stand here.'],
    [
      'a time zone that there is not',
      { outbound: { from: '+442079460000', flows: ['a'], to: { '+44': 'Europe/Lodnon' } } },
      'outbound.to["+44"]',
      'There is no time zone "Europe/Lodnon".',
    ],
    ['nobody who may be called', { outbound: { from: '+442079460000', flows: ['a'] } }, 'outbound', '"to" is missing.'],
    ['a list', [], '', 'This must be object.'],
  ])('with %s is told what and where', (_, config, where, message) => {
    const problems = checkConfig(config)
    expect(problems).toHaveLength(1)
    expect(problems[0]?.where).toBe(where)
    expect(problems[0]?.message).toContain(message)
  })

  it('has a schema whose every field is explained, with an example that it accepts', () => {
    const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true })
    const fields = Object.entries({ ...schema.properties, ...schema.$defs, ...schema.$defs.binding.properties })
    expect(fields.length).toBeGreaterThan(11)
    for (const [name, field] of fields) {
      const check = ajv.compile({ ...field, $defs: schema.$defs })
      expect(field.description, name).toMatch(/\.$/)
      for (const example of field.examples)
        expect(check(example), `${name}: ${ajv.errorsText(check.errors)}`).toBe(true)
      if ('default' in field) expect(check(field.default), name).toBe(true)
    }
  })
})

/** Each object of the schema, by its name in the manual. */
const objects = Object.entries({ config: schema, ...schema.$defs }).flatMap(([name, part]) =>
  'properties' in part ? [[name, Object.keys(part.properties ?? {})] as const] : [],
)

it.each(objects)('the manual explains each key of "%s" in a table', (name, keys) => {
  const manual = readFileSync('flows/manual/configuration.md', 'utf8')
  const table = new RegExp(`<!-- keys of config${name === 'config' ? '' : `/${name}`}: ([^>]*) -->`, 'u').exec(manual)
  expect(table?.[1]?.split(' ').toSorted()).toEqual([...keys].toSorted())
})

it('README has every first key in an example, with what it is for', () => {
  const readme = readFileSync('README.md', 'utf8')
  const examples = [...readme.matchAll(/defineConfig\(\{\n([\s\S]*?)\n\}\)/gu)].map(([, body = '']) => body).join('\n')
  const missing = Object.keys(schema.properties).filter((key) => !new RegExp(`^ {2}${key}:`, 'mu').test(examples))
  expect(missing).toEqual([])
})

it.each([
  ['CallchartConfig', Object.keys(schema.properties)],
  ['OutboundConfig', Object.keys(schema.$defs.outbound.properties)],
  ['NumberBinding', Object.keys(schema.$defs.binding.properties)],
  ['VersionShare', Object.keys(schema.$defs.version.properties)],
])('the type %s has the keys of its schema', (type, keys) => {
  const source = readFileSync('src/define-config.ts', 'utf8')
  const body = new RegExp(`export interface ${type} \\{\\n([\\s\\S]*?)\\n\\}`, 'u').exec(source)?.[1] ?? ''
  const names = [...body.matchAll(/^ {2}readonly (\w+)\??:/gmu)].map(([, key = '']) => key)
  expect(names.toSorted()).toEqual(keys.toSorted())
})
