import { describe, expect, test } from 'vitest'
import { stubOf } from '../../../engine/rehearsal/read-answers.ts'
import { runTests, type TestWorld } from '../../../src/cli/tests/run-tests.ts'
import { json } from '../../../src/cli/tests/report/json.ts'
import { junit } from '../../../src/cli/tests/report/junit.ts'
import { pretty } from '../../../src/cli/tests/report/pretty.ts'
import type { TestResults } from '../../../src/cli/tests/report/results.ts'

const flow = `flow: shop
language: en-GB
start: ask
slots: { guests: { type: integer } }
states:
  ask: { gather: guests, prompt: How many?, next: book }
  book: { tool: book, with: { guests: =slots.guests }, save: { id: result.id }, next: bye, outcomes: { error: sorry } }
  sorry: { end: Sorry., outcome: failed }
  bye: { end: Bye., outcome: completed }
`
const good = '  books:\n    - says: four\n    - expect: { ended: completed }\n'
const bad = '  fails & <falls>:\n    - says: four\n    - expect: { ended: failed }\n'

function run(
  tests: string,
  options: Partial<TestWorld> & { flow?: string; coverage?: boolean; text?: string } = {},
): Promise<TestResults> {
  const text = options.text ?? `flow: shop\nstubs: { book: { returns: { id: B1 } } }\ntests:\n${tests}`
  const world: TestWorld = {
    flowsFor: () => [{ file: 'shop.yaml', text: flow }],
    world: {},
    realTool: null,
    ...options,
  }
  return runTests([{ file: 'shop.test.yaml', text }], world, {
    flow: options.flow ?? null,
    coverage: options.coverage ?? false,
  })
}

test('a test that fails is drawn at its line, with the call so far', async () => {
  const text = pretty(await run(good + bad), { colours: false })
  expect(text).toContain('✓ books (a call of')
  expect(text).toContain('✗ fails & <falls> (a call of')
  expect(text).toContain(
    [
      'error[test-failed]: The call should have ended as "failed"; it ended as "completed".',
      '  --> shop.test.yaml:9:24',
      '9 |     - expect: { ended: failed }',
      '  |                        ^^^^^^',
    ].join('\n'),
  )
  expect(text).toContain('What acted: the state "bye", shop.yaml:9, because: ')
  expect(text).toContain('0:00.5          ask → book: the answer was understood, all is known')
  expect(text).toMatch(/1 test passed, 1 failed, in \d+ ms\.$/)
})

test('the same for programs, and for CI', async () => {
  const results = await run(good + bad)
  expect(JSON.parse(json(results))).toMatchObject({
    version: 1,
    passed: 1,
    failed: 1,
    tests: [
      { name: 'books', passed: true, line: 4 },
      { passed: false, failure: { place: { line: 9 }, state: '$ended' } },
    ],
  })
  const xml = junit(results)
  expect(xml).toContain('<testsuites tests="2" failures="1" errors="0">')
  expect(xml).toContain('<testcase classname="shop" name="fails &amp; &lt;falls&gt;"')
})

test('coverage names what was not reached, by file and line', async () => {
  const text = pretty(await run(good, { coverage: true }), { colours: false })
  expect(text).toContain(
    'Coverage of shop: states 3/4, transitions 2/3, rungs 0/0, options 0/0, outcomes 0/1, repairs 0/0.',
  )
  expect(text).toContain('    shop.yaml:8  state sorry')
})

test('real tools answer where there is no stub, and a stub stands before them', async () => {
  const calls: string[] = []
  const realTool = async (call: { readonly tool: string }) => {
    calls.push(call.tool)
    return stubOf({ fails: 'down' })
  }
  const text = `flow: shop\ntools: real\ntests:\n  real:\n    - says: four\n    - expect: { ended: failed }\n  stub:\n    - stub: { name: book, returns: { id: B1 } }\n    - says: four\n    - expect: { ended: completed }\n`
  const { tests } = await run('', { realTool, text })
  expect(tests.map(({ failure }) => failure)).toEqual([null, null])
  expect(calls).toEqual(['book'])
})

describe('what keeps tests from being run', () => {
  test.each<[string, Parameters<typeof run>[1], readonly string[]]>([
    ['a flow that is not there', { text: 'flow: shp\ntests: { it: [{ says: hi }] }' }, ['unknown-flow 1:7']],
    [
      'a mistake in the flow',
      { flowsFor: () => [{ file: 'shop.yaml', text: flow.replace('next: bye', 'next: by') }] },
      ['unknown-state 7:87'],
    ],
    ['a mistake in the test', { text: 'flow: shop\ntests: { it: [{ say: hi }] }' }, ['unknown-key 2:17']],
    [
      'real tools that are not there',
      { text: 'flow: shop\ntools: real\ntests: { it: [{ hears: many }] }' },
      ['no-tools 2:8'],
    ],
    ['a tool that nothing is said of', { text: 'flow: shop\ntests: { it: [{ hears: many }] }' }, ['no-stub 1:7']],
  ])('%s', async (_, options, expected) => {
    const { diagnostics } = await run(good, options)
    expect(diagnostics.map(({ code, place }) => `${code} ${place.line}:${place.column}`)).toEqual(expected)
  })
})

test('only the tests of one flow', async () => {
  expect((await run(good, { flow: 'other' })).tests).toEqual([])
  expect((await run(good, { flow: 'shop' })).tests).toHaveLength(1)
})
