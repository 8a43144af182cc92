import { describe, expect, test } from 'vitest'
import type { Spoken } from '../../../src/cli/tests/aloud/spoken.ts'
import { runTests, type TestOptions, type TestWorld } from '../../../src/cli/tests/run-tests.ts'
import { progressBar, spokenProgress } from '../../../src/cli/tests/test-progress.ts'
import { htmlPages } from '../../../src/cli/tests/report/html.ts'
import { json } from '../../../src/cli/tests/report/json.ts'
import { lcov } from '../../../src/cli/tests/report/lcov.ts'
import type { TestResults } from '../../../src/cli/tests/report/results.ts'
import { drawShortfalls, shortfalls, thresholdsOf } from '../../../src/cli/tests/report/thresholds.ts'

const flow = `flow: shop
language: en-GB
start: ask
slots: { guests: { type: integer } }
states:
  ask:
    gather: guests
    prompt: [How many <guests>?, How many people?]
    noinput: [Hello?, { to: sorry }]
    nomatch: [Pardon?, { to: sorry }]
    next: book
  book: { tool: book, with: { guests: =slots.guests }, next: bye, outcomes: { full: sorry, error: sorry } }
  sorry: { end: Sorry., outcome: failed }
  bye: { end: Bye., outcome: completed }
`
const usual = '  books & <leaves>:\n    - says: four\n    - expect: { ended: completed }\n'

function run(tests: string, options: Partial<TestOptions> = {}, more: Partial<TestWorld> = {}): Promise<TestResults> {
  const text = `flow: shop\nstubs: { book: {} }\ntests:\n${tests}`
  const world = { flowsFor: () => [{ file: 'flows/shop.yaml', text: flow }], world: {}, realTool: null, ...more }
  return runTests([{ file: 'flows/shop.test.yaml', text }], world, { flow: null, coverage: true, ...options })
}

/** As geninfo(1) describes it: every record by its file, counts checked against what is counted. */
function readLcov(
  text: string,
): ReadonlyMap<string, { lines: Map<number, number>; functions: string[]; branches: string[] }> {
  const files = new Map<string, { lines: Map<number, number>; functions: string[]; branches: string[] }>()
  for (const record of text.split('end_of_record\n').filter((one) => one !== '')) {
    const fields = record
      .trimEnd()
      .split('\n')
      .map((line): [string, string] => {
        const [, name = '', value = ''] = /^([A-Z]+):(.*)$/.exec(line) ?? []
        if (name === '') throw new Error(`No line of LCOV: ${line}`)
        return [name, value]
      })
    const all = (name: string): string[] => fields.flatMap(([field, value]) => (field === name ? [value] : []))
    const lines = new Map(all('DA').map((value) => value.split(',').map(Number) as [number, number]))
    const hit = (values: readonly string[]): number =>
      values.filter((value) => !/(^0|,(0|-))$/.test(value.replace(/^0,.*/, '0'))).length
    expect(all('LF')).toEqual([String(lines.size)])
    expect(all('LH')).toEqual([String([...lines.values()].filter((hits) => hits > 0).length)])
    expect(all('FNF')).toEqual([String(all('FN').length)])
    expect(all('FNH')).toEqual([String(hit(all('FNDA')))])
    expect(all('BRF')).toEqual([String(all('BRDA').length)])
    expect(all('BRH')).toEqual([String(hit(all('BRDA')))])
    for (const value of all('BRDA')) expect(value).toMatch(/^\d+,0,\d+,(\d+|-)$/)
    files.set(all('SF')[0] ?? '', { lines, functions: all('FN'), branches: all('BRDA') })
  }
  return files
}

test('LCOV has the states as functions, and all else as branches of their lines', async () => {
  const { coverage } = await run(usual)
  const file = readLcov(lcov(coverage ?? [])).get('flows/shop.yaml')
  expect(file?.functions).toEqual(['6,ask', '12,book', '13,sorry', '14,bye'])
  expect([...(file?.lines ?? [])]).toEqual([
    [6, 1],
    [9, 0],
    [10, 0],
    [11, 1],
    [12, 1],
    [13, 0],
    [14, 1],
  ])
  expect(file?.branches).toContain('11,0,0,1')
  expect(file?.branches.filter((branch) => branch.startsWith('9,'))).toEqual(['9,0,0,-', '9,0,1,-', '9,0,2,-'])
})

test('the HTML report has each line of the flow, what reached it, and in words what was missed', async () => {
  const { coverage, texts } = await run(usual)
  const [index, page, ...others] = htmlPages(coverage ?? [], texts)
  expect(others).toEqual([])
  expect([index?.name, page?.name]).toEqual(['index.html', 'shop.yaml.html'])
  expect(index?.html).toContain('<a href="shop.yaml.html">shop</a>')
  for (const { html } of [index, page].flatMap((one) => one ?? [])) {
    expect(html).toMatch(/^<!doctype html>\n<html lang="en">/)
    for (const part of ['<main>', '<h1>', '<caption>', 'scope="col"', 'scope="row"', 'name="viewport"'])
      expect(html).toContain(part)
    expect(html).not.toMatch(/<script|<link|src=|https?:|url\(/)
    const opened = [...html.matchAll(/<(table|tr|td|th|ul|li|details|p|code|main|body|html)[ >]/g)].length
    expect([...html.matchAll(/<\/(table|tr|td|th|ul|li|details|p|code|main|body|html)>/g)]).toHaveLength(opened)
  }
  expect(page?.html.match(/<tr id="L\d+"/g)).toHaveLength(14)
  expect(page?.html).toContain('<code>    prompt: [How many &lt;guests&gt;?, How many people?]</code>')
  expect(page?.html).toMatch(/id="L14" class="reached".*flows\/shop\.test\.yaml: books &amp; &lt;leaves&gt;/)
  expect(page?.html).toMatch(/id="L13" class="missed".*<strong>not reached:<\/strong> state sorry/)
  expect(page?.html).toContain('<a href="#L13">Line 13</a>: state sorry')
})

test('JSON has the shares of each flow', async () => {
  const { flows } = JSON.parse(json(await run(usual))) as { flows: readonly { flow: string; coverage: unknown }[] }
  expect(flows.map(({ flow: name, coverage }) => ({ flow: name, coverage }))).toEqual([
    {
      flow: 'shop',
      coverage: {
        states: { covered: 3, total: 4, percent: 75 },
        transitions: { covered: 2, total: 6, percent: 33.3 },
        rungs: { covered: 0, total: 4, percent: 0 },
        options: { covered: 0, total: 0, percent: 100 },
        outcomes: { covered: 0, total: 2, percent: 0 },
        repairs: { covered: 0, total: 0, percent: 100 },
      },
    },
  ])
})

describe('a threshold', () => {
  test('names what is missing of which flow, by file and line', async () => {
    const { coverage } = await run(usual)
    const least = thresholdsOf('states=80,options=100')
    if (typeof least === 'string') throw new Error(least)
    expect(drawShortfalls(shortfalls(coverage ?? [], () => least))).toBe(
      'Tests of shop reach 75 % of its states, and must reach 80 %. Not reached:\n  flows/shop.yaml:13  sorry',
    )
  })

  test.each([
    ['90', { transitions: 90, repairs: 90 }],
    ['transitions=90, states=99.5', { transitions: 90, states: 99.5 }],
  ])('%s is read', (text, expected) => {
    expect(thresholdsOf(text)).toMatchObject(expected)
  })

  test.each(['101', 'transition=90', 'states', '', 'states=-1'])('%j is told how it is written', (text) => {
    expect(thresholdsOf(text)).toMatch(/^--threshold cannot be ".*"\. Write --threshold 90/)
  })
})

test('what holds for one variant only fails when it is repeated, and the seed is told', async () => {
  const one = '  hears:\n    - hears: How many people\n'
  const other = '  hears:\n    - hears: How many guests\n'
  const once = [await run(one), await run(other)].map(({ tests }) => tests[0]?.failure)
  expect(once.filter((failure) => failure === null)).toHaveLength(1)
  const held = once[0] === null ? one : other
  const { tests } = await run(held, { repeat: 10 })
  expect(tests[0]?.failure?.diagnostic.message).toMatch(/seed \d+, in run \d+/)
})

test('what holds for the usual timing only fails when it is repeated', async () => {
  const quick = '  books:\n    - says: four\n    - expect: { longest_silence: 110ms }\n'
  expect((await run(quick)).tests[0]?.failure).toBeNull()
  expect((await run(quick, { repeat: 10 })).tests[0]?.failure?.diagnostic.message).toContain('heard nothing for 0.')
})

test('a time that a test says holds in every run, also where it is the usual one', async () => {
  const quick =
    '  books:\n    - stub: { name: book, returns: { id: B1 }, takes: 100ms }\n    - says: four\n    - expect: { longest_silence: 110ms }\n'
  expect((await run(quick, { repeat: 10 })).tests[0]?.failure).toBeNull()
})

test('what is spoken tells how long it will take, and each test as it ends', async () => {
  const lines: string[] = []
  const { onPlan, onResult } = spokenProgress(
    () => {},
    (line) => lines.push(line),
  )
  const two = '  books:\n    - says: four\n  crashes:\n    - crash: {}\n'
  const aloud = (): Promise<Spoken> =>
    Promise.resolve({ failure: null, notes: [], state: 'bye', phase: 'bye', callMs: 12_345 })
  await run(two, { onPlan, onResult }, { aloud })
  expect(lines).toEqual([expect.stringMatching(/^1 test is spoken: that takes about 0:0\d /), '  ✓ books (0:12.3)'])
})

describe('the bar', () => {
  const stream = (isTTY: boolean): { written: string[]; stream: NodeJS.WriteStream } => {
    const written: string[] = []
    const write = (text: string): boolean => written.push(text) > 0
    return { written, stream: { isTTY, columns: 60, write } as unknown as NodeJS.WriteStream }
  }

  test('is drawn over itself on a terminal, a few times a second, and taken away', () => {
    const { written, stream: terminal } = stream(true)
    let now = 0
    const bar = progressBar(terminal, () => now)
    bar.show(0, 4, 'first')
    bar.show(1, 4, 'second')
    now = 60
    bar.show(2, 4, 'a \u001B[2Jthird one with a long, long name that does not fit')
    bar.clear()
    expect(written).toHaveLength(3)
    expect(written[1]).toContain(`\r\u001B[K${'█'.repeat(12)}${'░'.repeat(12)} 2/4 a `)
    expect(written[1]?.slice(4)).not.toContain('\u001B')
    expect(written[1]?.length).toBeLessThan(66)
    expect(written[2]).toBe('\r\u001B[K')
  })

  test('is not there where nobody watches', () => {
    const { written, stream: file } = stream(false)
    const bar = progressBar(file)
    bar.show(0, 4, 'first')
    bar.clear()
    expect(written).toEqual([])
  })
})
