import { describe, expect, it } from 'vitest'
import { checkFlow } from '../../../engine/language/check.ts'
import type { Json } from '../../../engine/language/json.ts'

const text = { type: 'string' }
const item: Json = { type: 'object', required: ['at'], properties: { at: text, note: text } }
const output: Json = {
  type: 'object',
  required: ['name', 'times'],
  properties: {
    name: { anyOf: [text, { type: 'null' }] },
    note: text,
    place: { type: 'object', required: ['street'], properties: { street: text, door: text } },
    times: { type: 'array', items: item },
  },
}

const head = `flow: demo
language: en-GB
start: look
slots:
  pick: { type: choice, from: times, label: at }
states:
  look:
    tool: look
    next: next
    outcomes: { error: bye }
`
/** What is wrong where the tool's result is read like this: each as the first words of its message. */
function found(save: string, next = '{ when: "now > now", to: bye }, { else: bye }', more = ''): readonly string[] {
  const flow = `${head.replace('next: next', `save: { ${save} }\n    next: [${next}]`)}${more}  bye: { end: Goodbye }\n`
  const { diagnostics } = checkFlow(flow, 'demo.yaml', { tools: { look: { effect: 'read', output } } })
  return diagnostics
    .filter(({ code }) => code === 'unfilled-slot')
    .map(({ message }) => message.replace(/(: its result|when "| is reached).*/, ''))
}

const to = '{ else: tell }'
const tell = (words: string): string => `  tell: { say: "${words}", next: bye }\n`

describe('a field that the tool may leave out', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ['is a fault where it is saved', found('note: result.note'), ['The tool may leave out result.note']],
    ['may be saved with something in its place', found(`note: "or(result.note, 'none')"`), []],
    [
      'is a fault in a condition',
      found('n: result.name', `{ when: "result.note == 'x'", to: bye }, { else: bye }`),
      ['The tool may leave out result.note'],
    ],
    [
      'is read behind a guard',
      found('n: result.name', `{ when: "filled(result.note) && result.note == 'x'", to: bye }, { else: bye }`),
      [],
    ],
    [
      'is sure no more in another state',
      found(
        'p: "or(result.place, null)"',
        `{ when: "filled(p) && filled(p.door)", to: tell }, { else: bye }`,
        '  tell: { say: "{{ p.door }}", next: two }\n  two: { tool: look, save: { p: "or(result.place, null)" }, next: three, outcomes: { error: bye } }\n  three: { say: "{{ p.door }}", next: bye }\n',
      ),
      ['"p" may not be saved '],
    ],
    [
      'is told once, where what holds it is told',
      found('d: result.place.door'),
      ['The tool may leave out result.place'],
    ],
    [
      'is a fault of an item',
      found('times: result.times', to, tell('{{ times[0].at }} {{ times[0].note }}')),
      ['The tool may leave out times[0].note'],
    ],
    [
      'may be left out of a text with a filter',
      found('times: result.times', to, tell("{{ times[0].note | or('none') }}")),
      [],
    ],
    [
      'is a fault in a list that is gone over',
      found('times: result.times', `{ when: "times.exists(t, t.note == 'x')", to: bye }, { else: bye }`),
      ['The tool may leave out t.note'],
    ],
    [
      'is read in a list behind a guard',
      found(
        'times: result.times',
        `{ when: "times.exists(t, filled(t.note) && t.note == 'x')", to: bye }, { else: bye }`,
      ),
      [],
    ],
  ])('%s', (_, faults, expected) => expect(faults).toEqual(expected))

  it('is a fault of what a caller has chosen, until it is looked at', () => {
    const asked = '{ when: "size(times) == 0", to: bye }, { else: ask }'
    const choose = '  ask: { gather: pick, prompt: "Which?", nomatch: [{ to: bye }], next: NEXT }\n'
    expect(found('times: result.times', asked, choose.replace('NEXT', 'tell') + tell('{{ slots.pick.note }}'))).toEqual(
      ['The tool may leave out slots.pick.note'],
    )
    const guarded = '[{ when: filled(slots.pick.note), to: tell }, { else: bye }]'
    expect(
      found('times: result.times', asked, choose.replace('NEXT', guarded) + tell('{{ slots.pick.note }}')),
    ).toEqual([])
    const again = `${choose.replace('NEXT', guarded)}  tell: { gather: pick, prompt: "Which one else?", nomatch: [{ to: bye }], next: then }\n  then: { say: "{{ slots.pick.note }}", clear: pick, next: ask }\n`
    expect(found('times: result.times', asked, again)).toEqual(['The tool may leave out slots.pick.note'])
  })
})

describe('a field that may be null', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ['may be compared', found('n: result.times', '{ when: "result.name == null", to: bye }, { else: bye }'), []],
    ['may be saved', found('name: result.name'), []],
    ['is not sure then', found('name: result.name', to, tell('{{ name }}')), ['"name" may not be saved ']],
    [
      'is sure behind a guard',
      found('name: result.name', '{ when: filled(name), to: tell }, { else: bye }', tell('{{ name }}')),
      [],
    ],
    ['is a fault where a text is needed', found('n: size(result.name)'), ['The tool may give null for result.name']],
    [
      'or(…, null) is as little sure',
      found('note: "or(result.note, null)"', to, tell('{{ note }}')),
      ['"note" may not be saved '],
    ],
  ])('%s', (_, faults, expected) => expect(faults).toEqual(expected))
})
