import { describe, expect, it } from 'vitest'
import { checkFlow } from '../../../engine/language/check.ts'

const head = `flow: demo
language: en-GB
timezone: Europe/London
start: start
slots:
  n: { type: integer }
  m: { type: integer }
  word: { type: text }
  given: { type: integer, default: 4 }
  phone: { type: phone, default: =call.from }
  line: { type: text, default: "=or(call.from, call.to)" }
  pick: { type: choice, from: options, label: at }
states:
`
const tail = `  spare: { tool: times, save: { options: result.times }, next: bye, outcomes: { error: bye } }
  read: { say: "{{ slots.n }}", next: bye }
  use: { say: "{{ size(options) }}", next: bye }
  pick: { gather: pick, prompt: "Which one?", next: bye }
  bye: { end: Goodbye }
`
/** What is wrong with these states, spare ones apart: each as code and message up to the first colon. */
const found = (states: string): string[] =>
  checkFlow(`${head}${states}${tail}`, 'demo.yaml')
    .diagnostics.filter(({ code }) => code !== 'unreachable-state')
    .map(({ code, message }) => `${code} ${message}`)

const ask = 'gather: n, prompt: "How many?"'
const unfilled = (way: string): string =>
  `unfilled-slot slots.n may not be filled when "read" is reached: by way of ${way}.`
const unsaved = (way: string): string =>
  `unfilled-slot "options" may not be saved when "use" is reached: by way of ${way}.`
const tool = 'tool: times, save: { options: result.times }'

describe('a slot that is read', () => {
  it.each<[string, string, string[]]>([
    ['after its gather is filled', `  start: { ${ask}, next: read }`, []],
    [
      'after one of two ways only is not',
      `  start: { decide: Which?, prompt: "Which?", options: { a: { means: a, next: ask }, b: { means: b, next: read } }, unsure: bye }\n  ask: { ${ask}, next: read }`,
      [unfilled('start → read')],
    ],
    [
      'after both ways is filled',
      `  start: { decide: Which?, prompt: "Which?", options: { a: { means: a, next: ask }, b: { means: b, set: { slots.n: 2 }, next: read } }, unsure: bye }\n  ask: { ${ask}, next: read }`,
      [],
    ],
    [
      'after nomatch of its gather is not',
      `  start: { ${ask}, nomatch: [{ to: read }], next: bye }`,
      [unfilled('start → read')],
    ],
    [
      'after noinput of its gather is not',
      `  start: { ${ask}, noinput: [{ to: read }], next: bye }`,
      [unfilled('start → read')],
    ],
    ['after clear is not', `  start: { ${ask}, clear: n, next: read }`, [unfilled('start → read')]],
    [
      'after clear of an option is not',
      `  start: { ${ask}, next: which }\n  which: { decide: Which?, prompt: "Which?", options: { a: { means: a, clear: [n], next: read } }, unsure: read }`,
      [unfilled('which → read')],
    ],
    ['after set is filled', '  start: { set: { slots.n: 3 }, next: read }', []],
    [
      'after set to nothing is not',
      `  start: { ${ask}, next: unset }\n  unset: { set: { slots.n: null }, next: read }`,
      [unfilled('unset → read')],
    ],
    ['behind a guard is filled', '  start: { branch: [{ when: filled(slots.n), to: read }, { else: bye }] }', []],
    [
      'behind the other way of a guard is not',
      '  start: { branch: [{ when: filled(slots.n), to: bye }, { else: read }] }',
      [unfilled('start → read')],
    ],
    [
      'behind a guard that failed first is filled',
      '  start: { branch: [{ when: "!filled(slots.n)", to: bye }, { else: read }] }',
      [],
    ],
    [
      'in the condition after a guard is filled',
      '  start: { branch: [{ when: "!filled(slots.n)", to: bye }, { when: slots.n > 3, to: bye }, { else: read }] }',
      [],
    ],
    [
      'in a loop back from its clear is filled, when asked anew',
      `  start: { ${ask}, next: check }\n  check: { confirm: "{{ slots.n }}?", confirmed: read, denied: again }\n  again: { say: Again., clear: n, next: start }`,
      [],
    ],
    [
      'after a denial that may correct it is filled',
      `  start: { ${ask}, next: check }\n  check: { confirm: "{{ slots.n }}?", confirmed: bye, denied: { correct: n, next: read } }`,
      [],
    ],
    ['with a default is filled', '  start: { say: "{{ slots.given }} {{ slots.line }}", next: bye }', []],
    [
      'with the number of the caller as its default may be withheld',
      '  start: { say: "{{ slots.phone | phone }}", next: bye }',
      [
        'unfilled-slot slots.phone may not be filled when "start" is reached. Its default is empty where the caller withholds their number.',
      ],
    ],
    [
      'with the number of the caller as its default is filled where that is asked for',
      '  start: { gather: phone, prompt: "Your number?", next: tell }\n  tell: { say: "{{ slots.phone | phone }}", next: bye }',
      [],
    ],
    [
      'and set to the number of the caller may be withheld',
      '  start: { set: { slots.word: =call.from }, next: tell }\n  tell: { say: "{{ slots.word }}", next: bye }',
      [unfilled('start → tell').replace('slots.n', 'slots.word').replace('"read"', '"tell"')],
    ],
    [
      'and set to the number of the caller behind a guard is filled',
      '  start: { branch: [{ when: filled(call.from), to: take }, { else: bye }] }\n  take: { set: { slots.word: =call.from }, next: tell }\n  tell: { say: "{{ slots.word }}", next: bye }',
      [],
    ],
    ['with the filter "or" needs nothing', `  start: { say: "{{ slots.n | or('some') }}", next: bye }`, []],
    ['by itself in its own refusal is filled', '  start: { gather: m, prompt: "How many?", next: bye }', []],
    [
      'in the narrow question of another is filled',
      '  start: { gather: [n, m], prompt: "How many?", prompts: { m: "And besides {{ slots.n }}?" }, next: bye }',
      [],
    ],
    [
      'in a brief is read too',
      '  start: { transfer: desk, mode: warm, brief: "{{ slots.n }}", outcomes: { error: bye } }',
      ['unfilled-slot slots.n may not be filled when "start" is reached.'],
    ],
    [
      'in what a tool is given is read too',
      '  start: { tool: times, with: { a: { b: [=slots.n] } }, next: bye, outcomes: { error: bye } }',
      ['unfilled-slot slots.n may not be filled when "start" is reached.'],
    ],
  ])('%s', (_, states, expected) => expect(found(`${states}\n`)).toEqual(expected))
})

describe('a saved name that is read', () => {
  it.each<[string, string, string[]]>([
    ['after its tool has succeeded is there', `  start: { ${tool}, next: use, outcomes: { error: bye } }`, []],
    [
      'after its tool has failed is not',
      `  start: { ${tool}, next: bye, outcomes: { error: use } }`,
      [unsaved('start → use')],
    ],
    [
      'in the routes of its tool is there',
      `  start: { ${tool}, next: [{ when: size(options) > 3, to: use }, { else: bye }], outcomes: { error: bye } }`,
      [],
    ],
    [
      'behind a guard is there',
      `  start: { branch: [{ when: filled(options), to: use }, { else: find }] }\n  find: { ${tool}, next: bye, outcomes: { error: bye } }`,
      [],
    ],
  ])('%s', (_, states, expected) => expect(found(`${states}\n`)).toEqual(expected))
})

describe('the result of a tool', () => {
  it.each<[string, string, string[]]>([
    [
      'is there in its routes',
      `  start: { ${tool}, next: [{ when: result.full, to: bye }, { else: use }], outcomes: { error: bye } }`,
      [],
    ],
    [
      'is there in what it sets',
      `  start: { ${tool}, set: { slots.n: =result.count }, next: read, outcomes: { error: bye } }`,
      [],
    ],
    [
      'is not there afterwards',
      `  start: { ${tool}, next: after, outcomes: { error: bye } }\n  after: { say: "{{ result.count }}", next: bye }`,
      ['unfilled-slot "result" is there only in the state of its tool.'],
    ],
  ])('%s', (_, states, expected) => expect(found(`${states}\n`)).toEqual(expected))
})

describe('a choice from a list', () => {
  const maybe = (way: string): string[] => [
    `empty-choice "options" may be empty here by way of ${way}: there would be nothing to choose.`,
  ]
  it.each<[string, string, string[]]>([
    [
      'that may be empty is a fault',
      `  start: { ${tool}, next: pick, outcomes: { error: bye } }`,
      maybe('start → pick'),
    ],
    [
      'behind a test of its size is none',
      `  start: { ${tool}, next: [{ when: size(options) == 0, to: bye }, { else: pick }], outcomes: { error: bye } }`,
      [],
    ],
    [
      'behind a test that it has some is none',
      `  start: { ${tool}, next: [{ when: size(options) > 0, to: pick }, { else: bye }], outcomes: { error: bye } }`,
      [],
    ],
    [
      'found anew must be tested anew',
      `  start: { ${tool}, next: [{ when: size(options) == 0, to: bye }, { else: again }], outcomes: { error: bye } }\n  again: { ${tool}, next: pick, outcomes: { error: bye } }`,
      maybe('again → pick'),
    ],
    [
      'not found at all is a fault',
      `  start: { say: Hello, next: pick }\n  find: { ${tool}, next: bye, outcomes: { error: bye } }`,
      maybe('start → pick'),
    ],
  ])('%s', (_, states, expected) => expect(found(`${states}\n`)).toEqual(expected))
})

describe('the number of a caller who withholds it', () => {
  const empty =
    'unfilled-slot Where the caller withholds their number, "call.from" is empty, and nothing would be said for it.'
  it.each<[string, string, string[]]>([
    ['is not spoken', '  start: { say: "You call from {{ call.from | phone }}.", next: bye }', [empty]],
    ['is spoken as something else', `  start: { say: "You call from {{ call.from | or('afar') }}.", next: bye }`, []],
    [
      'is spoken behind a guard',
      '  start: { branch: [{ when: call.from == "", to: bye }, { else: tell }] }\n  tell: { say: "You call from {{ call.from | phone }}.", next: bye }',
      [],
    ],
    [
      'may be given to a tool',
      '  start: { tool: times, with: { n: =call.from }, next: bye, outcomes: { error: bye } }',
      [],
    ],
  ])('%s', (_, states, expected) => expect(found(`${states}\n`)).toEqual(expected))

  it('a default that reads what is not there yet is a fault where it stands', () => {
    const { diagnostics } = checkFlow(
      head.replace('default: 4', 'default: "=slots.n + 1"') +
        '  start: { gather: n, prompt: "How many?", next: bye }\n' +
        tail,
      'demo.yaml',
    )
    expect(
      diagnostics.filter(({ code }) => code !== 'unreachable-state').map(({ code, place }) => [code, place.line]),
    ).toEqual([['unfilled-slot', 9]])
  })
})
