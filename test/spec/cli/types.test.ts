import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contextsOf } from '../../../engine/language/check.ts'
import { findFlows } from '../../../src/cli/project/find-flows.ts'
import { flowTypes } from '../../../src/cli/types/flow-types.ts'
import { isSameCode } from '../../../src/cli/types/same-code.ts'

/** A flow that gives, reads and routes what can be disagreed about. */
const flow = `flow: table
description: "Books a table. */ for (;;) {}"
language: en-GB
timezone: Europe/London
start: ask
inputs: { branch: { type: text }, floor: { type: integer, default: 1 } }
outputs: { reference: =reference }
slots:
  guests: { type: integer, hint: number of guests }
  at: { type: datetime }
  area: { type: choice, options: { inside: [inside], outside: [outside] } }
  card: { type: digits, sensitive: pci }
  offer: { type: choice, from: found, label: at }
  who: { type: name, candidates: { tool: guests_known, from: names, label: full } }
  budget: { type: money }
states:
  ask: { gather: [guests, at, area, card, who, budget], prompt: How many?, next: find }
  find:
    tool: find_tables
    with: { guests: =slots.guests, at: =slots.at, area: =slots.area, kind: table }
    save: { found: result.tables }
    next: [{ when: "size(found) == 0 || !result.open", to: bye }, { else: choose }]
    outcomes: { error: bye }
  choose:
    gather: offer
    prompt: "There is {{ found | list('at') }}. Which one?"
    set: { slots.at: =slots.offer.at }
    next: [{ when: "slots.offer.seats > 4 && slots.offer.note == 'window'", to: book }, { else: book }]
  book:
    tool: book_table
    with: { at: =slots.at, budget: =slots.budget, options: { offer: =slots.offer.id, tags: [quiet] } }
    save: { reference: result.reference, mail: result.mail }
    dedupe_on: [at]
    next: paid
    outcomes: { full: bye, uncertain: bye, error: bye }
  paid: { wait: paid, prompt: Please pay., timeout: 60s, save: { sum: result.sum }, next: bye, outcomes: { timeout: bye } }
  bye: { end: "Reference {{ reference | or('none') }}, {{ filled(mail) ? mail : 'no mail' }}, {{ sum | number }}." }
`
const write = (text: string): string => flowTypes(contextsOf([{ file: 'table.yaml', text }]))

describe('the types of a flow', () => {
  it('are its slots, inputs, outputs and events, and what it asks of its tools', async () => {
    await expect(write(flow)).toMatchFileSnapshot('fixtures/table.types.ts.txt')
  })
  it('are the same bytes in whatever order the flows are named', async () => {
    const { flows } = await findFlows(['flows'])
    expect(flowTypes(contextsOf(flows.toReversed()))).toBe(flowTypes(contextsOf(flows)))
  })
  it('are the same code to --check after a formatter, and another after a change', () => {
    const formatted = write(flow).replaceAll("'", '"').replaceAll(/\n +/g, '\n\t').replaceAll(/\n$/gm, ';\n')
    expect(isSameCode(formatted, write(flow))).toBe(true)
    expect(isSameCode(write(flow.replace('kind: table', 'kind: bench')), write(flow))).toBe(false)
  })
  it('know more where a manifest tells what tools return', () => {
    const tables = { type: 'array', items: { type: 'object', properties: { at: { type: 'string' } } } }
    const output = { type: 'object', properties: { tables, open: { type: 'boolean' } } }
    const world = { tools: { find_tables: { output } } }
    const text = flow.replace("slots.offer.seats > 4 && slots.offer.note == 'window'", "slots.offer.at == ''")
    expect(flowTypes(contextsOf([{ file: 'table.yaml', text }], world))).toContain('readonly offer?: { at: string }')
  })
})

const start = `import { defineTool, ToolError } from 'callchart'
import { Type } from 'typebox'
`
/** A tool that holds to the flow: more than is asked of it is fine. */
const find = `export const find = defineTool({
  name: 'find_tables',
  description: 'Finds tables.',
  effect: 'read',
  input: Type.Object({
    guests: Type.Integer(), at: Type.String(), kind: Type.Optional(Type.String()),
    area: Type.Union([Type.Literal('inside'), Type.Literal('outside')]),
  }),
  output: Type.Object({
    open: Type.Boolean(),
    tables: Type.Array(Type.Object({ id: Type.Number(), at: Type.String(), seats: Type.Integer(), note: Type.String() })),
  }),
  handler({ guests, at, area }) {
    const place: 'inside' | 'outside' = area
    return { open: true, tables: [{ id: 1, at: at.trim() + place, seats: guests + 1, note: 'window' }] }
  },
})
`
const book = `export const book = defineTool({
  name: 'book_table',
  description: 'Books a table.',
  effect: 'write',
  input: Type.Object({
    at: Type.String(),
    budget: Type.Object({ amount: Type.Number(), currency: Type.String() }),
    options: Type.Object({ offer: Type.Number(), tags: Type.Array(Type.String()) }),
  }),
  output: Type.Object({ reference: Type.String(), mail: Type.Optional(Type.Union([Type.String(), Type.Null()])) }),
  errors: ['full', 'closed'],
  async handler({ budget }, { idempotencyKey }) {
    if (budget.amount < 0) throw new ToolError('full', 'There is no table.')
    return { reference: idempotencyKey }
  },
  reconcile: (key) => ({ reference: key }),
})
`
const other = `export const other = defineTool({
  name: 'no_flow_knows_it',
  description: 'Is not called.',
  effect: 'read',
  input: Type.Object({ x: Type.Number() }),
  output: Type.Object({}),
  handler: ({ x }) => ({ y: x }),
})
export const known = defineTool({
  name: 'guests_known',
  description: 'Guests by name.',
  effect: 'read',
  input: Type.Object({}),
  output: Type.Object({ names: Type.Array(Type.Object({ full: Type.String() })) }),
  handler: () => ({ names: [{ full: 'Anna Berger' }] }),
})
`

/** What a developer may have got wrong: what is changed, and the part of the definition at which the compiler says so. */
const disagreements: Readonly<Record<string, readonly [from: string, to: string, part: string]>> = {
  'takes another type than it is given': ['guests: Type.Integer()', 'guests: Type.String()', 'input'],
  'wants an argument that nobody gives': [
    'at: Type.String(), kind',
    'at: Type.String(), to: Type.String(), kind',
    'input',
  ],
  'does not know one of the choices': [", Type.Literal('outside')", '', 'input'],
  'takes an amount as a number': [
    'Type.Object({ amount: Type.Number(), currency: Type.String() })',
    'Type.Number()',
    'input',
  ],
  'takes a list as a text': ['tags: Type.Array(Type.String())', 'tags: Type.String()', 'input'],
  'returns no list': ['tables: Type.Array(Type.Object(', 'table: Type.Array(Type.Object(', 'output'],
  'returns items without what is read of them': ['seats: Type.Integer()', 'places: Type.Integer()', 'output'],
  'returns text where a number is compared': ['seats: Type.Integer()', 'seats: Type.String()', 'output'],
  'returns text as the answer to a condition': ['open: Type.Boolean()', 'open: Type.String()', 'output'],
  'never ends in an error that is routed': ["errors: ['full', 'closed']", "errors: ['closed']", 'errors'],
  'says that it only reads': ["effect: 'write'", "effect: 'read'", 'effect'],
}

describe('a handler', () => {
  let folder = ''
  let said = ''
  beforeAll(async () => {
    // within node_modules, so that imports are resolved as they would be in a project
    folder = mkdtempSync(resolve('node_modules/.types-'))
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(configuration()))
    const { flows } = await findFlows(['flows'])
    writeFileSync(join(folder, 'flow-types.ts'), flowTypes(contextsOf([{ file: 'table.yaml', text: flow }, ...flows])))
    writeFileSync(join(folder, 'sound.ts'), start + find + book + other)
    for (const [index, [from, to]] of Object.values(disagreements).entries()) {
      const changed = (find + book).replace(from, to)
      expect(changed, from).not.toBe(find + book)
      // what the handler itself makes of it is not what is asked here
      writeFileSync(join(folder, `disagrees-${index}.ts`), start + withoutCode(changed))
    }
    writeFileSync(join(folder, 'handler.ts'), `${start}${find.replace('handler({ guests', 'handler({ gusts')}`)
    writeFileSync(join(folder, 'result.ts'), `${start}${find.replace('open: true', "open: 'yes'")}`)
    said = typecheck(folder)
  }, 120_000)
  afterAll(() => rmSync(folder, { recursive: true }))
  const saidOf = (file: string): readonly string[] =>
    said.split('\n').filter((line) => line.includes(`${file}(`) && line.includes('error TS'))

  it('that holds to the flow compiles, and so does one that no flow calls', () => {
    expect(saidOf('sound.ts')).toEqual([])
  })
  it.each(Object.entries(disagreements).map(([what, [, , part]], index) => ({ what, part, index })))(
    '$what: the compiler says so at its $part',
    ({ part, index }) => {
      const file = `disagrees-${index}.ts`
      const errors = saidOf(file)
      expect(errors, said).toHaveLength(1)
      const line = Number(/\((\d+),/.exec(errors[0] ?? '')?.[1])
      const lines = readFileSync(join(folder, file), 'utf8').split('\n')
      // the key stands on its line, or above it where the value goes on over several
      expect(lines[line - 1], errors[0]).toMatch(new RegExp(`^ {2}${part}:`))
    },
  )
  it('whose code is not of its own schemas does not compile either', () => {
    expect(saidOf('handler.ts')[0]).toContain('gusts')
    expect(saidOf('result.ts').length).toBeGreaterThan(0)
  })
  it('of each example agent holds to what the flows of that agent use', () => {
    expect(readdirSync('flows').filter((name) => said.includes(`flows/${name}/`))).toEqual([])
  })
})

/** The definitions with handlers that fit any schema. */
function withoutCode(tools: string): string {
  return tools
    .replaceAll(/(async )?handler\([\s\S]*?\n {2}\},\n/g, 'handler: (): never => { throw new Error() },\n')
    .replaceAll(/ {2}reconcile.*\n/g, '')
}

function configuration(): unknown {
  return {
    extends: resolve('tsconfig.json'),
    compilerOptions: {
      noUnusedLocals: false,
      paths: { callchart: [resolve('src/index.ts')] },
      typeRoots: [resolve('node_modules/@types')],
    },
    include: ['*.ts', resolve('flows/*/tools.ts')],
    exclude: [],
  }
}

/** What the compiler says; nothing where all is well. */
function typecheck(of: string): string {
  try {
    return execFileSync(process.execPath, [resolve('node_modules/typescript/bin/tsc'), '-p', of], { encoding: 'utf8' })
  } catch (error) {
    return (error as { readonly stdout?: string }).stdout ?? String(error)
  }
}
