import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCommand } from 'citty'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { typesCommand } from '../../../src/cli/types.ts'
import { validateCommand } from '../../../src/cli/validate.ts'
import * as tools from './fixtures/tables/tools.ts'

const fixture = join(import.meta.dirname, 'fixtures/tables')

/** What a designer, or a developer, may have changed; the code of what is found, and the line of the flow. */
const disagreements: Readonly<Record<string, readonly [from: string, to: string, code: string, line: number]>> = {
  'an argument is missing': ['guests: =slots.guests, ', '', 'tool-input', 15],
  'an argument is of another type': ['guests: =slots.guests', 'guests: =slots.at', 'tool-input', 15],
  'an argument has a value that the tool does not know': [
    'inside: [inside],',
    'inside: [inside], bar: [bar],',
    'tool-input',
    15,
  ],
  'an argument may be any text where the tool takes two': ['area: =slots.area', 'area: =slots.who', 'tool-input', 15],
  'an argument is written as a value that is not taken': ['area: =slots.area', 'area: terrace', 'tool-input', 15],
  'an argument is one that the tool does not have': ['guests: =slots.guests', 'guets: =slots.guests', 'tool-input', 15],
  'a field within an argument is of another type': ['a: 1, b: x', 'a: =slots.at, b: x', 'tool-input', 15],
  'a field within an argument is missing': ['a: 1, b: x', 'a: =slots.guests', 'tool-input', 15],
  'a field of the result is not there': ['result.tables', 'result.tabels', 'unknown-field', 16],
  'a field of the result is read in a condition and not there': ['!result.open', '!result.opne', 'unknown-field', 17],
  'a field of an item is listed and not there': ["list('at')", "list('time')", 'unknown-field', 21],
  'a field of an item names a choice and is not there': ['label: at', 'label: time', 'unknown-field', 9],
  'a field of a chosen item is not there': ['slots.offer.seats', 'slots.offer.chairs', 'unknown-field', 23],
  'a field is of another type than it is compared with': [
    'slots.offer.seats > 4',
    "slots.offer.seats == 'four'",
    'expression-type',
    23,
  ],
  'a field is of another type than the slot that it fills': [
    'slots.at: =slots.offer.at',
    'slots.at: =slots.offer.seats',
    'value-type',
    22,
  ],
  'known values are not in the result': ['from: names', 'from: nmaes', 'candidates-nowhere', 10],
  'known values have no such name': ['label: full', 'label: name', 'candidates-nowhere', 10],
  'known values are looked up without an argument': ['with: { q: all }, ', '', 'tool-input', 10],
  'known values are looked up by a tool that writes': [
    'tool: known, with: { q: all }',
    'tool: book_table, with: { at: now }',
    'candidates-write',
    10,
  ],
  'an outcome is routed that the tool never has': ['{ full: bye,', '{ fully: bye,', 'unknown-outcome', 30],
  'an outcome is routed of a tool that has none of its own': [
    'outcomes: { error: bye }',
    'outcomes: { full: bye, error: bye }',
    'unknown-outcome',
    18,
  ],
  'an error is tried again that the tool never has': [
    'outcomes: { error: bye }',
    'outcomes: { error: bye }\n    retry: { max: 1, errors: [full] }',
    'unknown-outcome',
    19,
  ],
  'a read is made again as if it were a write': [
    'outcomes: { error: bye }',
    'outcomes: { error: bye }\n    again: true',
    'write-of-read',
    19,
  ],
  'a read is to be undone': [
    'outcomes: { error: bye }',
    'outcomes: { error: bye }\n    undo: bye',
    'write-of-read',
    19,
  ],
  'a read is made once for some values': [
    'outcomes: { error: bye }',
    'outcomes: { error: bye }\n    dedupe_on: [at]',
    'write-of-read',
    19,
  ],
  'a read is routed as uncertain': [
    'outcomes: { error: bye }',
    'outcomes: { uncertain: bye, error: bye }',
    'write-of-read',
    18,
  ],
  'there is no such tool': ['tool: find_tables', 'tool: find_table', 'unknown-tool', 14],
}

describe('validate --tools', () => {
  let folder = ''
  let flow = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'callchart-disagree-'))
    flow = await readFile(join(fixture, 'table.yaml'), 'utf8')
    for (const { name } of Object.values(tools)) expect(flow).toContain(`tool: ${name}`)
    const { result } = await runCommand(typesCommand, {
      rawArgs: ['--manifest', '--tools', join(fixture, 'tools.ts'), '--out', join(folder, 'manifest.json')],
    })
    expect(result).toBe(0)
  })
  afterAll(() => rm(folder, { recursive: true }))

  const validated = async (text: string, tools: string): Promise<{ exitCode: unknown; found: readonly string[] }> => {
    const file = join(folder, 'table.yaml')
    await writeFile(file, text)
    const said: string[] = []
    const log = vi.spyOn(console, 'log').mockImplementation((line: string) => void said.push(line))
    try {
      const { result } = await runCommand(validateCommand, { rawArgs: [file, '--tools', tools, '--format', 'json'] })
      const { diagnostics } = JSON.parse(said.join('\n')) as {
        readonly diagnostics: readonly { readonly code: string; readonly place: { readonly line: number } }[]
      }
      return { exitCode: result, found: diagnostics.map(({ code, place }) => `${code} ${place.line}`) }
    } finally {
      log.mockRestore()
    }
  }

  for (const [what, module] of [
    ['the module', join(fixture, 'tools.ts')],
    ['a manifest', 'manifest.json'],
  ] as const) {
    const named = (): string => (what === 'the module' ? module : join(folder, module))
    it(`with ${what} has nothing to say of a flow that agrees with its tools`, async () => {
      expect(await validated(flow, named())).toEqual({ exitCode: 0, found: [] })
    })
    it.each(Object.entries(disagreements))(`with ${what} exits with 1 and names the line where %s`, async (_, one) => {
      const [from, to, code, line] = one
      expect(flow).toContain(from)
      const { exitCode, found } = await validated(flow.replace(from, to), named())
      expect(exitCode).toBe(1)
      expect(found).toContain(`${code} ${line}`)
    })
  }

  it('with a module that is not there exits with 2', async () => {
    const error = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const { result } = await runCommand(validateCommand, { rawArgs: [folder, '--tools', 'nowhere.ts'] })
    expect(result).toBe(2)
    expect(error.mock.calls.flat().join()).toContain('There is no file: nowhere.ts')
    error.mockRestore()
  })
})
