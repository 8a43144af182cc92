import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path/posix'
import { describe, expect, it } from 'vitest'
import { rules } from '../../../engine/language/rules/registry.ts'
import { runTests } from '../../../src/cli/tests/run-tests.ts'
import { diagnosticsPage } from './diagnostics-page.ts'
import { definitionOf, keysExplained, propertiesOf } from './key-tables.ts'
import { isFlow, isTest, manualPages, readPage, type Block, type Page } from './page.ts'
import { checkOnPage, flowsAbove } from './page-flows.ts'
import { wholeOf } from './pieces.ts'
import { refreshed } from './refreshed.ts'

const manual = manualPages()
const pages: readonly Page[] = [readPage('README.md'), ...manual]
const place = ({ file }: Page, { line }: Block): string => `${file}:${line}`

describe('the YAML of the manual', () => {
  for (const page of pages) {
    for (const block of page.blocks) {
      const whole = isTest(block) ? null : wholeOf(block)
      if (whole === null) continue
      const { text, code } = whole
      it(`${place(page, block)} ${code === null ? 'has no fault' : `has the fault ${code} and nothing else`}`, () => {
        const { diagnostics } = checkOnPage(text, page)
        const found = diagnostics.filter((one) => code !== null || !isOfThePiece(one.code, block))
        expect(
          found.map((one) => one.code),
          found.map(({ message, place: { line } }) => `${line}: ${message}`).join('\n'),
        ).toEqual(code === null ? [] : [code])
      })
    }
  }

  it('of every kind is named behind its fence', () => {
    const kinds = new Set(['', 'state', 'slot', 'head', 'bad', 'example', 'file'])
    for (const page of pages)
      for (const block of page.blocks)
        if (block.info[0] === 'yaml') {
          expect(kinds, place(page, block)).toContain(block.info[1] ?? '')
          if (block.info.length === 1) expect(isFlow(block) || isTest(block), place(page, block)).toBe(true)
          if (block.info[1] === 'bad') expect(rules.map(({ code }) => code)).toContain(block.info[2])
          if (block.info[1] === 'example') expect(page.file).toBe('flows/manual/diagnostics.md')
        }
  })
})

/** A piece stands alone: that nothing else leads to its states, or away, is no fault of it. */
function isOfThePiece(code: string, { info }: Block): boolean {
  return info[1] !== undefined && ['unreachable-state', 'tool-without-failure'].includes(code)
}

describe('the conversation tests of the manual', () => {
  for (const page of pages) {
    for (const block of page.blocks) {
      if (block.info[0] !== 'yaml' || !isTest(block)) continue
      it(`${place(page, block)} holds for the flow above it`, async () => {
        const results = await runTests(
          [{ file: place(page, block), text: block.text }],
          { flowsFor: () => flowsAbove(page, block), world: {}, realTool: null },
          { flow: null, coverage: false },
        )
        expect(results.diagnostics.map(({ message }) => message)).toEqual([])
        expect(results.tests.length).toBeGreaterThan(0)
        for (const { name, failure } of results.tests)
          expect(failure?.diagnostic.message ?? null, `${name}\n${JSON.stringify(failure?.notes, null, 1)}`).toBeNull()
      })
    }
  }
})

// After a change of the schema or of the checks: vitest run test/spec/manual -u
describe('what is written from the source', () => {
  for (const page of manual) {
    if (page.file === 'flows/manual/diagnostics.md') continue
    it(`${page.file}: tables, transcripts and drawings are as they would be written today`, async () => {
      await expect(refreshed(page)).toMatchFileSnapshot(`../../../${page.file}`)
    })
  }

  it('flows/manual/diagnostics.md has every check, as it is', async () => {
    await expect(diagnosticsPage()).toMatchFileSnapshot('../../../flows/manual/diagnostics.md')
  })
})

describe('the pages of the manual', () => {
  it('explain every key that a designer can write', () => {
    const explained = new Set(manual.flatMap(({ text }) => keysExplained(text)).map(([of, key]) => `${of}.${key}`))
    const missing = parts.flatMap((of) =>
      Object.keys(propertiesOf(definitionOf(of)[1]))
        .map((key) => `${of}.${key}`)
        .filter((name) => !explained.has(name) && !unwritten.has(name)),
    )
    expect(missing).toEqual([])
    expect([...unwritten].filter((name) => explained.has(name))).toEqual([])
  })

  for (const page of pages) {
    it(`${page.file}: every link leads somewhere`, () => {
      for (const [, target = ''] of page.text.matchAll(/\]\(([^)\s]+)\)/g)) {
        if (/^[a-z]+:/.test(target)) continue
        const [path = '', anchor] = target.split('#')
        const file = path === '' ? page.file : join(dirname(page.file), path)
        expect(existsSync(file), `${page.file} → ${target}`).toBe(true)
        if (anchor !== undefined) expect(anchorsOf(readPage(file).text), `${page.file} → ${target}`).toContain(anchor)
      }
    })
  }

  it('are all reached from the front page', () => {
    const front = manual[0]?.text ?? ''
    for (const { file } of manual.slice(1)) expect(front).toContain(`(${file.replace('flows/', '')})`)
  })
})

/** As GitHub makes them of headings. */
function anchorsOf(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

/** Parts of the schemas whose keys the manual explains. */
const parts: readonly string[] = [
  'flow',
  'greeting',
  'say',
  'gather',
  'confirm',
  'decide',
  'option',
  'tool',
  'branch',
  'assign',
  'transfer',
  'end',
  'run',
  'goto_flow',
  'wait',
  'record',
  'slot',
  'input',
  'bargein',
  'keypad',
  'filler',
  'retry',
  'prompt',
  'rung',
  'defaults',
  'test',
  'test/step',
  'flow/commands',
  'flow/limits',
  'interrupt',
  'knowledge_entry',
  'config',
  'config/binding',
  'config/outbound',
  'config/speech',
  'eval',
  'eval/state',
  'eval/thresholds',
]

/** What the manual leaves out until it works in a call. */
const unwritten: ReadonlySet<string> = new Set<string>([
  // not said
  'flow.persona',
])
