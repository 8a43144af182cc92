import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'

/**
 * Modules as a project may have them, loaded by Node itself in one process of its own: Vitest would compile them its own
 * way, and say other things about those that are broken.
 */
const at = (path: string): string => pathToFileURL(join(import.meta.dirname, '../../..', path)).href
const imports = `
  import { Type } from '${at('node_modules/typebox/build/index.mjs')}'
  import { defineTool } from '${at('src/tools/define-tool.ts')}'
`
const tool = (name: string): string =>
  `defineTool({ name: '${name}', description: 'x', effect: 'read', input: Type.Object({}), output: Type.Void(), handler() {} })`

const modules = {
  'several.ts': `${imports}
    export const one: unknown = ${tool('one')}
    export const again = one
    export const list = [${tool('two')}, ${tool('three')}]
    export const byName = { four: ${tool('four')} }
    export default ${tool('five')}
    export const unrelated = { a: 1 }, nothing = null`,
  'plain.mjs': `${imports} export const one = ${tool('one')}`,
  'empty.ts': 'export {}',
  'other.ts': 'export const answer = 42, question = "?"',
  'unmade.ts': 'export const book = { name: "book", handler() {} }',
  'twice.ts': `${imports} export const a = ${tool('book')}; export const b = ${tool('book')}`,
  'syntax.ts': 'export const a = {\nexport const b = 1',
  'import.ts': "import { x } from './not-there.ts'\nexport const a = x",
  'throws.ts': "throw new Error('no DATABASE_URL')",
  'faulty.ts': `${imports} export const book = defineTool({ name: 'book' })`,
  'notes.txt': 'not a module',
}

let folder: string
let loaded: Record<string, string>
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'callchart-tools-'))
  for (const [name, text] of Object.entries(modules)) writeFileSync(join(folder, name), text)
  const names = [...Object.keys(modules), 'missing.ts', '.']
  const script = `
    import { loadTools } from '${at('src/tools/load-tools.ts')}'
    const loaded = {}
    for (const name of ${JSON.stringify(names)}) {
      loaded[name] = await loadTools(name).then(
        (tools) => tools.map((tool) => tool.name).join(' '),
        (error) => error.name + ': ' + error.message,
      )
    }
    console.log(JSON.stringify(loaded))`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { cwd: folder })
  loaded = JSON.parse(stdout) as Record<string, string>
})
afterAll(() => rmSync(folder, { recursive: true }))

test('gives every tool that a module exports, by itself, in a list or by name, once', () => {
  expect(loaded['several.ts']?.split(' ').toSorted()).toEqual(['five', 'four', 'one', 'three', 'two'])
  expect(loaded['plain.mjs']).toBe('one')
})

test.each([
  ['missing.ts', /There is no file: missing\.ts/],
  ['.', /That is no file: \./],
  ['empty.ts', /empty\.ts exports nothing\. Write: export const book = defineTool/],
  ['other.ts', /other\.ts exports no tool \(only answer, question\)/],
  ['unmade.ts', /"book" looks like a tool, but was not made by defineTool/],
  ['twice.ts', /twice\.ts: Two tools are called "book"/],
  ['syntax.ts', /syntax\.ts cannot be read: /],
  ['import.ts', /import\.ts imports what is not there: .*not-there\.ts/],
  ['throws.ts', /throws\.ts failed while it was loaded: no DATABASE_URL/],
  ['faulty.ts', /faulty\.ts defines no proper tool\. The tool "book" cannot be defined:[^]*handler:/],
  ['notes.txt', /notes\.txt is no module that Node runs: use \.ts/],
])('%s: says what is wrong and how to mend it', (name, message) => {
  expect(loaded[name]).toMatch(/^ToolLoadError: /)
  expect(loaded[name]).toMatch(message)
})
