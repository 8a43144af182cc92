import { describe, expect, it } from 'vitest'
import { checkFlow } from '../../../engine/language/check.ts'

/** A sound flow that each mistake is made in, once. */
const flow = `flow: demo
language: en-GB
timezone: Europe/London
start: greet
slots:
  n: { type: integer, min: 1 }
  size: { type: choice, options: [small, large] }
states:
  greet:
    greeting: Hello
    next: ask
  ask:
    gather: n
    prompt: How many?
    noinput: [Are you there?, { to: bye }]
    next: check
  check:
    confirm: "{{ slots.n }}?"
    confirmed: bye
    denied: ask
  bye: { end: Goodbye }
`

interface Mistake {
  readonly what: string
  readonly write: readonly [string, string]
  /** Code, line and column of the one diagnostic. */
  readonly found: string
  readonly advice?: string
}

const mistakes: readonly Mistake[] = [
  { what: 'a start that is nowhere', write: ['start: greet', 'start: begin'], found: 'unknown-state 4:8' },
  { what: 'a route to nowhere', write: ['next: ask', 'next: yes'], found: 'unknown-state 11:11' },
  {
    what: 'a state written twice',
    write: ['bye: { end: Goodbye }', 'bye: { end: Goodbye }\n  check: { say: Well, next: check }'],
    found: 'duplicate-key 22:3',
  },
  {
    what: 'another word for where a "no" leads',
    write: ['denied: ask', 'denied: { correct: n, to: check }'],
    found: 'unknown-key 20:27',
    advice: 'Did you mean "next"?',
  },
  {
    what: 'a hash in a text within braces',
    write: ['bye: { end: Goodbye }', 'bye: { end: Press #1 now }\n  other: { end: Goodbye }'],
    found: 'hash-is-comment 21:21',
  },
  {
    what: 'a value without its equals sign',
    write: ['next: check', 'set: { m: slots.n }\n    next: check'],
    found: 'missing-equals 16:15',
    advice: 'Write =slots.n.',
  },
  {
    what: 'a misspelt option',
    write: ['prompt:', 'promt:'],
    found: 'unknown-key 14:5',
    advice: 'Did you mean "prompt"?',
  },
  {
    what: 'a misspelt kind',
    write: ['gather:', 'gahter:'],
    found: 'unknown-key 13:5',
    advice: 'Did you mean "gather"?',
  },
  { what: 'a misspelt head', write: ['states:', 'state:'], found: 'unknown-key 8:1', advice: 'Did you mean "states"?' },
  { what: 'misspelt slots', write: ['slots:', 'slot:'], found: 'unknown-key 5:1', advice: 'Did you mean "slots"?' },
  {
    what: 'an unknown state',
    write: ['next: check', 'next: chek'],
    found: 'unknown-state 16:11',
    advice: 'Did you mean "check"?',
  },
  {
    what: 'an unknown slot in a gather',
    write: ['gather: n', 'gather: m'],
    found: 'unknown-slot 13:13',
    advice: 'Did you mean "n"?',
  },
  {
    what: 'an unknown slot in a text',
    write: ['slots.n }}', 'slots.m }}'],
    found: 'unknown-slot 18:18',
    advice: 'Did you mean "n"?',
  },
  { what: 'a slot without its root', write: ['slots.n }}', 'n }}'], found: 'unknown-name 18:18' },
  { what: 'an unknown type', write: ['type: integer', 'type: int'], found: 'wrong-value 6:14' },
  { what: 'a slot without a type', write: ['type: integer, ', ''], found: 'missing-key 6:3' },
  { what: 'an option of another type', write: ['type: integer', 'type: text'], found: 'unknown-key 6:20' },
  { what: 'a choice without options', write: [', options: [small, large]', ''], found: 'missing-key 7:3' },
  {
    what: 'a slot read too early',
    write: ['greeting: Hello', 'greeting: "{{ slots.n }}"'],
    found: 'unfilled-slot 10:19',
  },
  { what: 'a ladder that ends nowhere', write: [', { to: bye }]', ']'], found: 'ladder-ends-nowhere 15:15' },
  {
    what: 'an unquoted yes',
    write: ['Are you there?', '{ repeat: yes }'],
    found: 'yes-is-text 15:25',
    advice: 'Write true.',
  },
  {
    what: 'a duplicate key',
    write: ['How many?\n', 'How many?\n    prompt: How many now?\n'],
    found: 'duplicate-key 15:5',
  },
  {
    what: 'a state of the same name',
    write: ['Goodbye }\n', 'Goodbye }\n  ask: { say: Hi, next: bye }\n'],
    found: 'duplicate-key 22:3',
  },
  {
    what: 'the body of a state beside its name',
    write: ['    greeting: Hello\n    next: ask', '  greeting: Hello\n  next: ask'],
    found: 'wrong-indentation 10:3',
  },
  { what: 'a state beside the states', write: ['  bye: {', 'bye: {'], found: 'unknown-key 21:1' },
  { what: 'a line too far in', write: ['    next: check', '      next: check'], found: 'yaml-syntax 16:1' },
  { what: 'a line one space too far in', write: ['    prompt:', '     prompt:'], found: 'yaml-syntax 13:13' },
  { what: 'a tab', write: ['    prompt:', '\tprompt:'], found: 'yaml-syntax 14:1' },
  { what: 'a quote that is not closed', write: ['}}?"', '}}?'], found: 'yaml-syntax 18:14' },
  { what: 'a colon in a text', write: ['How many?', 'Tell me: how many?'], found: 'yaml-syntax 14:13' },
  { what: 'a missing colon', write: ['prompt: How', 'prompt How'], found: 'yaml-syntax 14:5' },
  {
    what: 'a template without quotes',
    write: ['"{{ slots.n }}?"', '{{ slots.n }}?'],
    found: 'unquoted-template 18:14',
  },
  { what: 'a template that is not closed', write: ['}}?"', '}?"'], found: 'template-syntax 18:15' },
  { what: 'a state without a body', write: ['bye: { end: Goodbye }', 'bye:'], found: 'wrong-type 21:3' },
  { what: 'a question without words', write: ['prompt: How many?', 'prompt:'], found: 'wrong-type 14:5' },
  { what: 'a number as a name', write: ['gather: n', 'gather: 5'], found: 'wrong-type 13:13' },
  {
    what: 'a duration without a unit',
    write: ['noinput:', 'noinput_after: 6\n    noinput:'],
    found: 'wrong-type 15:20',
  },
  {
    what: 'a duration in words',
    write: ['noinput:', 'noinput_after: 6 seconds\n    noinput:'],
    found: 'wrong-value 15:20',
  },
  {
    what: 'conditions without else',
    write: ['next: check', 'next: [{ when: slots.n > 1, to: check }]'],
    found: 'missing-else 16:5',
  },
  {
    what: 'else before the end',
    write: ['next: check', 'next: [{ else: bye }, { when: slots.n > 1, to: check }]'],
    found: 'misplaced-else 16:14',
  },
  {
    what: "another language's if",
    write: ['next: check', 'next: [{ if: slots.n > 1, to: check }, { else: bye }]'],
    found: 'unknown-key 16:14',
    advice: 'Did you mean "when"?',
  },
  {
    what: "another language's goto",
    write: ['next: check', 'next: [{ when: slots.n > 1, goto: check }, { else: bye }]'],
    found: 'unknown-key 16:33',
    advice: 'Did you mean "to"?',
  },
  {
    what: 'an unquoted !',
    write: ['next: check', 'next: [{ when: !filled(slots.n), to: check }, { else: bye }]'],
    found: 'unquoted-not 16:20',
  },
  {
    what: 'a single =',
    write: ['next: check', 'next: [{ when: slots.n = 4, to: check }, { else: bye }]'],
    found: 'expression-syntax 16:28',
  },
  {
    what: 'text compared with a number',
    write: ['next: check', 'next: [{ when: slots.n == "4", to: check }, { else: bye }]'],
    found: 'expression-type 16:20',
  },
  { what: 'a comment as a value', write: ['language: en-GB', 'language: # English'], found: 'hash-is-comment 2:1' },
  { what: 'two documents', write: ['Goodbye }\n', 'Goodbye }\n---\nflow: two\n'], found: 'yaml-syntax 22:1' },
  {
    what: 'a list of states',
    write: [flow.slice(flow.indexOf('  greet:')), '  - { end: Goodbye }\n'],
    found: 'wrong-type 8:1',
  },
  { what: 'no states', write: [flow.slice(flow.indexOf('  greet:')), ''], found: 'wrong-type 8:1' },
  { what: 'no name', write: ['flow: demo\n', ''], found: 'missing-key 1:1' },
  { what: 'no start', write: ['start: greet\n', ''], found: 'missing-key 1:1' },
  { what: 'a language in words', write: ['en-GB', 'english'], found: 'wrong-value 2:11' },
  {
    what: 'a telephone number as a destination',
    write: ['{ end: Goodbye }', '{ transfer: "+4420", outcomes: { error: ask } }'],
    found: 'wrong-value 21:20',
  },
  {
    what: 'a slot named as a word of CEL',
    write: ['min: 1 }', 'min: 1 }\n  in: { type: text }'],
    found: 'reserved-name 7:3',
  },
]

describe('a designer’s typical mistake', () => {
  it('is not in the flow to begin with', () => {
    expect(checkFlow(flow, 'demo.yaml').diagnostics).toEqual([])
  })
  for (const { what, write, found, advice } of mistakes) {
    it(`${what}: one diagnostic, at its place`, () => {
      const text = flow.replace(write[0], write[1])
      expect(text).not.toBe(flow)
      const { flow: checked, diagnostics } = checkFlow(text, 'demo.yaml')
      expect(diagnostics.map(({ code, place }) => `${code} ${place.line}:${place.column}`)).toEqual([found])
      expect(checked).toBeNull()
      if (advice !== undefined) expect(diagnostics[0]?.advice).toBe(advice)
    })
  }

  it('several of them are all told at once, in the order of the file', () => {
    const text = flow.replace('prompt:', 'promt:').replace('confirmed: bye', 'confirmed: by').replace('integer', 'int')
    expect(checkFlow(text, 'demo.yaml').diagnostics.map(({ code }) => code)).toEqual([
      'wrong-value',
      'unknown-key',
      'unknown-state',
    ])
  })
})

describe('a callchart-ignore comment', () => {
  const spare = '  spare: { end: Goodbye }\n'
  const codes = (text: string): string[] =>
    checkFlow(text, 'demo.yaml').diagnostics.map(({ code, place }) => `${code} ${place.line}`)

  it.each([
    ['silences on its own line', `${flow}${spare.trimEnd()} # callchart-ignore unreachable-state: for later\n`, []],
    ['silences the line below it', `${flow}  # callchart-ignore unreachable-state: for later\n\n${spare}`, []],
    ['must say why', `${flow}  # callchart-ignore unreachable-state\n${spare}`, ['unused-ignore 22']],
    [
      'is reported when it silences nothing',
      `${flow}  # callchart-ignore unreachable-state: for later\n`,
      ['unused-ignore 22'],
    ],
    [
      'silences only its own code',
      `${flow}  # callchart-ignore missing-else: for later\n${spare}`,
      ['unused-ignore 22', 'unreachable-state 23'],
    ],
    [
      'cannot silence what a call would not survive',
      flow.replace('denied: ask', 'denied: aks # callchart-ignore unknown-state: no'),
      ['unknown-state 20', 'unused-ignore 20'],
    ],
  ])('%s', (_, text, found) => {
    expect(codes(text)).toEqual(found)
  })
})
