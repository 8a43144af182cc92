import { expect, it } from 'vitest'
import { strictFault } from '../../stand-ins/strict-schema.ts'

const inner = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'], additionalProperties: false }
const around = (schema: object): object => ({
  type: 'object',
  properties: { it: { anyOf: [schema, { type: 'null' }] } },
  required: ['it'],
  additionalProperties: false,
})

it('takes a schema whose objects demand all of their properties and allow no other', () => {
  expect(strictFault(around(inner))).toBeNull()
})

it.each([
  ['an object that allows others', { ...inner, additionalProperties: true }, 'additionalProperties'],
  ['an object that does not say', { type: 'object', properties: inner.properties, required: ['a'] }, 'additionalProp'],
  ['a property that may be left out', { ...inner, required: [] }, "'required'"],
  ['one that is required and is not there', { ...inner, required: ['a', 'b'] }, "'required'"],
  ['a key that strict mode does not know', { ...inner, minProperties: 1 }, 'minProperties'],
  ['oneOf', { oneOf: [inner] }, 'oneOf'],
  ['no type', {}, "'type'"],
] as const)('refuses %s', (_, schema, why) => {
  expect(strictFault(around(schema))).toContain(why)
})

it('refuses a root that is no object', () => {
  expect(strictFault({ anyOf: [inner] })).toContain('object')
})
