import { readFileSync } from 'node:fs'

export type Schema = { readonly [key: string]: unknown }
type Schemas = Readonly<Record<'flow' | 'test' | 'config' | 'eval', Schema>>

const schemas: Schemas = {
  flow: JSON.parse(readFileSync('schemas/flow.schema.json', 'utf8')) as Schema,
  test: JSON.parse(readFileSync('schemas/test.schema.json', 'utf8')) as Schema,
  config: JSON.parse(readFileSync('schemas/config.schema.json', 'utf8')) as Schema,
  eval: JSON.parse(readFileSync('schemas/eval.schema.json', 'utf8')) as Schema,
}

const table = /^<!-- keys of (\S+): (.*?) -->\n[^]*?^<!-- end -->$/gm

/**
 * The page with its tables of keys written from the schema, in the schema's own words:
 * `<!-- keys of gather: prompt prompts -->` … `<!-- end -->`. "flow" alone is the head; "test/step" is a step of a test.
 */
export function withKeyTables(text: string): string {
  return text.replaceAll(table, (_, of: string, keys: string) => {
    const [root, definition] = definitionOf(of)
    const rows = keys.split(/\s+/).map((key) => row(root, definition, key, of))
    const head = '| key | meaning | value | default |\n|---|---|---|---|'
    return `<!-- keys of ${of}: ${keys} -->\n${[head, ...rows].join('\n')}\n<!-- end -->`
  })
}

/** Which keys of which part of the schema the tables of a text explain. */
export function keysExplained(text: string): readonly (readonly [of: string, key: string])[] {
  return [...text.matchAll(table)].flatMap(({ 1: of = '', 2: keys = '' }) =>
    keys.split(/\s+/).map((key) => [of, key] as const),
  )
}

/** A part of a schema by its name here, and the whole that its references are read in. */
export function definitionOf(of: string): readonly [root: Schema, definition: Schema] {
  const [, schema = 'flow', part = ''] = /^(flow|test|config|eval)(?:\/(.*))?$/.exec(of) ?? ['', 'flow', of]
  const root = schemas[schema as keyof Schemas]
  const path = part.split('.').filter((step) => step !== '')
  const definitions = root['$defs'] as Readonly<Record<string, Schema>>
  const found = path.reduce<Schema | undefined>(
    (at, part, index) =>
      index === 0
        ? (definitions[part] ?? resolved(root, propertiesOf(root)[part] ?? {}))
        : resolved(root, propertiesOf(at ?? {})[part] ?? {}),
    root,
  )
  if (found === undefined) throw new Error(`The schema has no "${of}".`)
  return [root, found]
}

export function propertiesOf(definition: Schema): Readonly<Record<string, Schema>> {
  return (definition['properties'] ?? {}) as Readonly<Record<string, Schema>>
}

function row(root: Schema, definition: Schema, key: string, of: string): string {
  const property = propertiesOf(definition)[key]
  if (property === undefined) throw new Error(`The schema has no "${key}" in "${of}".`)
  const field = resolved(root, property)
  const required = ((definition['required'] ?? []) as readonly string[]).includes(key)
  const missing = field['default'] === undefined ? '' : `\`${written(field['default'])}\``
  const cells = [
    `\`${key}\``,
    typeof field['description'] === 'string' ? field['description'] : '',
    kindOf(property, field),
    required ? 'required' : missing,
  ]
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}

/** A field with what its `$ref` brings; its own words go before. */
function resolved(root: Schema, field: Schema): Schema {
  const name = nameOf(field)
  if (name === undefined) return field
  const definitions = root['$defs'] as Readonly<Record<string, Schema>>
  return { ...resolved(root, definitions[name] ?? {}), ...field }
}

function nameOf(field: Schema): string | undefined {
  const reference = field['$ref']
  return typeof reference === 'string' ? reference.replace('#/$defs/', '') : undefined
}

function written(value: unknown): string {
  return typeof value === 'string' ? (value === '' ? '""' : value) : JSON.stringify(value)
}

/** Kinds of value that have a page, or a name that says more than their type. */
const known: Readonly<Record<string, string>> = {
  prompt: '[prompt](prompts.md)',
  prompt_or_none: '[prompt](prompts.md), or `false`',
  text: 'text, with [`{{ }}`](prompts.md#values-in-a-text)',
  next: '[next](next.md)',
  state_name: 'a state',
  slot_name: 'a slot',
  slot_type: '[a type](slots.md)',
  name: 'a name',
  expression: '[expression](expressions.md)',
  value: '[value](expressions.md#values)',
  duration: 'a time',
  noinput: '[ladder](ladders.md)',
  nomatch: '[ladder](ladders.md)',
  bargein: '[barge-in](barge-in.md)',
  keypad: '[keypad](keypad.md)',
  filler: '[filler](silence.md)',
  set: 'names to [values](expressions.md#values)',
  with: 'names to [values](expressions.md#values)',
  save: 'names to [expressions](expressions.md)',
  clear: 'a slot, or a list of slots',
  outcomes: 'outcomes to states',
  outcome: 'a state',
  words: 'a list of words',
}

function kindOf(property: Schema, field: Schema): string {
  const name = nameOf(property)
  const own = name === undefined ? undefined : known[name]
  if (own !== undefined) return own
  const { type, pattern } = field
  const choices = field['enum'] as readonly unknown[] | undefined
  if (choices !== undefined) return choices.map((one) => `\`${written(one)}\``).join(', ')
  if (typeof pattern === 'string' && pattern.includes('(ms|s|m|h)')) return 'a time'
  const types = (Array.isArray(type) ? type : [type]) as readonly string[]
  if (name === 'key') return 'a key: 0 to 9, `"*"` or `"#"`'
  return types.map((one) => names[one] ?? one).join(', or ')
}

const names: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: '`true` or `false`',
  array: 'a list',
  object: 'a map',
  null: 'nothing',
}
