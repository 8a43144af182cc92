import { describe, expect, test } from 'vitest'
import { parseYaml } from '../../../engine/language/parse.ts'
import { fixturesOf } from '../../../engine/rehearsal/fixtures.ts'
import { readTestFile } from '../../../engine/rehearsal/test-file.ts'
import { checkTestNames } from '../../../engine/rehearsal/test-names.ts'
import { compileFlow } from '../../../src/compile-flow.ts'
import type { Manifest } from '../../../engine/language/world.ts'

/** Code, line and column, and how to mend it, of everything that is wrong. */
function mistakes(text: string): readonly string[] {
  return readTestFile(text, 'a.test.yaml').diagnostics.map(
    ({ code, place, message, advice = '' }) => `${code} ${place.line}:${place.column} ${message} ${advice}`,
  )
}

const steps = (text: string): string => `flow: shop\ntests:\n  it:\n    ${text}\n`

describe('a mistake in a test file is one diagnostic at its place', () => {
  test.each([
    [
      'flow: shop\ntest: {}\ntests: { it: [{ says: hi }] }',
      ['unknown-key 2:1 There is no "test" at the head of a test file. Did you mean "tests"?'],
    ],
    [steps('- say: hello'), ['unknown-key 4:7 There is no step "say". Did you mean "says"?']],
    [
      steps('- says: hello\n      hears: hi'),
      ['two-steps 5:7 A step is one thing, and this is 2: says and hears. Begin a new step: - hears: …'],
    ],
    [steps('- presses: 1'), ['wrong-type 4:16 Keys are text, and this is a number. Put it in quotes: presses: "1".']],
    [steps('- presses: "1a"'), ['wrong-value 4:16 These are not all keys of a telephone. Keys are 0 to 9, * and #.']],
    [steps('- silence: 6 seconds'), ['wrong-value 4:16 This is no length of time. For example: 6s, 800ms.']],
    [
      steps('- expect: { ended: true }'),
      ['wrong-value 4:24 "ended" is a name, or false. Write the outcome: ended: completed.'],
    ],
    [steps('- transfers: bsy'), ['wrong-value 4:18 bsy is not known as "transfers". Did you mean "busy"?']],
    [
      `clock: 2026-13-40T25:00:00Z\n${steps('- says: hi')}`,
      ['wrong-value 1:8 There is no such moment. Look at the day and the hour.'],
    ],
    [
      `clock: tomorrow\n${steps('- says: hi')}`,
      ['wrong-value 1:8 This is no moment: a date, a time and a zone. For example: clock: 2026-10-08T13:00:00+01:00'],
    ],
    ['tests: { it: [{ says: hi }] }', ['missing-key 1:1 The test file has no "flow". Add "flow".']],
  ])('%j', (text, expected) => {
    expect(mistakes(text)).toEqual(expected)
  })

  test.each(['', '- a', 'x', '\0', 'flow: [', 'flow: shop\ntests: {}', '{}', 'tests:\n  it: says'])(
    '%j is refused, and nothing is thrown',
    (text) => {
      const { file, diagnostics } = readTestFile(text, 'a.test.yaml')
      expect(file).toBeNull()
      expect(diagnostics.length).toBeGreaterThan(0)
    },
  )
})

const flow = compileFlow(`
flow: shop
language: en-GB
start: ask
slots: { guests: { type: integer } }
states:
  ask: { gather: guests, prompt: How many?, next: book }
  book: { tool: book, with: { guests: =slots.guests }, save: { id: result.id }, next: bye, outcomes: { error: desk } }
  desk: { transfer: front_desk, outcomes: { busy: bye, noanswer: bye, declined: bye, failed: bye } }
  bye: { end: Bye. }
`).flow

function unknown(text: string, tools?: Manifest): readonly string[] {
  const { file, diagnostics } = readTestFile(text, 'a.test.yaml')
  if (file === null) throw new Error(diagnostics.map(({ message }) => message).join('\n'))
  return checkTestNames(file, flow, tools).map(
    ({ code, place, advice = '' }) => `${code} ${place.line}:${place.column} ${advice}`,
  )
}

describe('what a test names must be there in its flow', () => {
  test.each([
    ['- stub: { name: boook }', ['unknown-tool 4:21 Did you mean "book"?']],
    ['- stub: { name: book }', ['stub-shape 4:7 Add it: returns: { id: … }.']],
    ['- expect: { called: { bok: 1 } }', ['unknown-tool 4:27 Did you mean "book"?']],
    ['- expect: { state: aks }', ['unknown-state 4:24 Did you mean "ask"?']],
    ['- expect: { state: ask.listening }', []],
    ['- expect: { slots: { guest: 1 } }', ['unknown-slot 4:26 Did you mean "guests"?']],
    ['- expect: { transferred: frontdesk }', ['unknown-destination 4:30 Did you mean "front_desk"?']],
    ['- decides: { option: yes }', ['unknown-option 4:26 It has unsure.']],
    ['- decides: { option: "command:operator" }', []],
    ['- decides: { option: "interrupt:menu" }', ['unknown-option 4:26 It has unsure.']],
    ['- decides: { slots: { guest: 1 } }', ['unknown-slot 4:27 Did you mean "guests"?']],
    ['- stub: { name: book, returns: { id: B1 }, fails: full }', ['two-answers 4:48 Leave one of them out.']],
    ['- stub: { name: book, returns: { idd: B1 } }', ['stub-shape 4:27 Write "id" for "idd".']],
  ])('%s', (step, expected) => {
    expect(unknown(steps(step))).toEqual(expected)
  })

  test('a stub returns what its tool can return, where that is known', () => {
    const tools = {
      book: { output: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] }, errors: ['full'] },
    }
    expect(unknown(steps('- stub: { name: book, returns: { id: 7 } }'), tools)).toEqual(['stub-shape 4:27 '])
    expect(unknown(steps('- stub: { name: book, fails: ful }'), tools)).toEqual([
      'unknown-error 4:34 Did you mean "full"?',
    ])
    expect(unknown(steps('- stub: { name: book, fails: timeout }'), tools)).toEqual([])
  })
})

describe('fixtures', () => {
  const shop = (rest: string): string =>
    `flow: shop\nfixtures:\n  lunch: { clock: 2026-10-08T12:30:00+01:00, stubs: { book: { returns: { id: L1 } } } }\n  four: { use: lunch, steps: [{ says: four }] }\n  loop: { use: loop }\n${rest}`

  test('bring a head and steps where they are used, and what the file says itself goes before', () => {
    const { file } = readTestFile(
      shop('from: "+442079460009"\nuse: four\ntests: { it: [{ hears: bye }] }'),
      'a.test.yaml',
    )
    const [it] = file?.tests ?? []
    expect(it?.setting).toMatchObject({ clock: Date.parse('2026-10-08T12:30:00+01:00'), from: '+442079460009' })
    expect(it?.setting.stubs['book']?.[0]?.stub.outcome).toEqual({ ok: true, result: { id: 'L1' } })
    expect(it?.steps.map(({ step, within }) => [Object.values(step)[0], within?.line])).toEqual([
      ['says', 4],
      ['hears', undefined],
    ])
  })

  test('are those of the folder, too, and a file may have nothing else', () => {
    const shared = parseYaml('fixtures: { late: { clock: 2026-10-08T23:00:00+01:00 } }', 'shared.test.yaml').source
    if (shared === null) throw new Error('It can be read.')
    expect(readTestFile(shared.text, 'shared.test.yaml')).toMatchObject({ file: { tests: [] }, diagnostics: [] })
    const text = 'flow: shop\ntests:\n  it: [{ use: late }, { says: four }]\n  other: [{ says: four }]'
    const { file } = readTestFile(text, 'a.test.yaml', fixturesOf(shared))
    expect(file?.tests.map(({ setting }) => new Date(setting.clock).toISOString())).toEqual([
      '2026-10-08T22:00:00.000Z',
      '2026-10-08T12:00:00.000Z',
    ])
  })

  test('in the middle of a call set the world anew', () => {
    const { file } = readTestFile(
      'flow: shop\nfixtures: { full: { stubs: { book: { fails: full } } } }\ntests: { it: [{ says: four }, { use: full }] }',
      'a.test.yaml',
    )
    expect(file?.tests[0]?.steps[1]?.step).toMatchObject({ change: 'stub', name: 'book' })
  })

  test.each([
    ['use: lnch\ntests: { it: [{ says: four }] }', ['unknown-fixture 6:6 Did you mean "lunch"?']],
    ['tests: { it: [{ use: loop }] }', ['fixture-loop 6:22 Take one "use" out.']],
    ['tests: { it: [{ says: four }, { use: lunch }] }', ['late-start 6:38 Make it the first step of the test.']],
    [
      'tests: { it: [{ says: four }, { clock: 2026-10-08T12:30:00Z }] }',
      ['late-start 6:33 Make it the first step of the test.'],
    ],
  ])('%s is one mistake', (rest, expected) => {
    expect(unknown(shop(rest))).toEqual(expected)
  })

  test('are checked against the flow that uses them, at their own line; stubs of tools of other flows are left alone', () => {
    const text = 'flow: shop\nfixtures:\n  a: { stubs: { pay: {} }, steps: [{ expect: { state: asc } }] }\n'
    expect(unknown(`${text}use: a\ntests: { it: [{ says: four }] }`)).toEqual([
      'unknown-state 3:55 Did you mean "ask"?',
    ])
  })
})

test('what is listened for must make sense', () => {
  expect(mistakes(steps('- hears: { pattern: "(" }'))).toEqual([
    'wrong-value 4:25 This is no regular expression. A "(", "[", "?", "+" or "*" that is meant as itself has a \\ before it.',
  ])
  expect(unknown(steps('- not_hears: [{ variant_of: ask.noinput.9 }]'))).toEqual([
    'unknown-prompt 4:33 Write a state that speaks, or a part of one: "ask.noinput.1", "ask.prompts.at", "find.filler.1".',
  ])
})
