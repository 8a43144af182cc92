import { describe, expect, it } from 'vitest'
import { checkFlow } from '../../../engine/language/check.ts'
import type { Flow } from '../../../engine/language/flow.ts'
import type { State } from '../../../engine/language/state.ts'

function flowOf(text: string): Flow {
  const { flow, diagnostics } = checkFlow(text, 'flow.yaml')
  if (flow === null) throw new Error(diagnostics.map(({ code, message }) => `${code}: ${message}`).join('\n'))
  return flow
}
const bye = '  bye: { end: Goodbye }\n'
const slots = 'slots: { n: { type: integer }, at: { type: text } }\n'
const withHead = (head: string): Flow =>
  flowOf(`flow: demo\n${head}\nstart: it\n${slots}states:\n  it: { gather: n, prompt: "How many?", next: bye }\n${bye}`)
const stateOf = (yaml: string, head = ''): State =>
  flowOf(`flow: demo\n${head}start: it\n${slots}states:\n  it: ${yaml}\n${bye}`).states['it'] as State

describe('the head of a flow', () => {
  it.each<[string, keyof Flow, unknown]>([
    ['persona: You are kind.', 'persona', 'You are kind.'],
    ['outputs: { n: slots.n }', 'outputs', { n: { cel: 'slots.n' } }],
    ['requires: verified', 'requires', 'verified'],
    ['silence_limit: 3s', 'silenceLimitMs', 3000],
    [
      'commands: true',
      'commands',
      Object.fromEntries(
        ['help', 'repeat', 'goback', 'wait', 'operator', 'cancel', 'slower', 'faster'].map((name) => [
          name,
          { pattern: `pattern_${name}` },
        ]),
      ),
    ],
    [
      'commands: { operator: bye, cancel: true, help: false }',
      'commands',
      {
        help: 'off',
        repeat: 'off',
        goback: 'off',
        wait: 'off',
        operator: { to: 'bye' },
        cancel: { pattern: 'pattern_cancel' },
        slower: 'off',
        faster: 'off',
      },
    ],
    [
      'knowledge: [{ questions: "Is it far?", answer: [No., Not at all.] }, { id: q2, questions: [a, b], answer: c }]',
      'knowledge',
      [
        { id: 'is-it-far', questions: ['Is it far?'], answer: { variants: [['No.'], ['Not at all.']] } },
        { id: 'q2', questions: ['a', 'b'], answer: { variants: [['c']] } },
      ],
    ],
    [
      'hours: { main: { mon: 09:00-17:00, holidays: { "12-24": 09:00-12:00, "2026-12-25": closed } } }\ntimezone: UTC',
      'hours',
      {
        main: [
          { days: [1], fromMinute: 540, toMinute: 1020 },
          { days: [], dates: ['12-24'], fromMinute: 540, toMinute: 720 },
          { days: [], dates: ['2026-12-25'], fromMinute: 0, toMinute: 0 },
        ],
      },
    ],
  ])('%s', (yaml, key, expected) => {
    expect(withHead(yaml)[key]).toEqual(expected)
  })
})

describe('a state', () => {
  it.each<[string, unknown]>([
    [
      '{ wait: paid, prompt: I will wait., timeout: 3m, save: { id: result.id }, next: bye, outcomes: { timeout: bye } }',
      {
        kind: 'wait',
        event: 'paid',
        timeoutMs: 180_000,
        save: { id: { cel: 'result.id' } },
        outcomes: { timeout: 'bye' },
      },
    ],
    [
      '{ record: Speak., max: 90s, silence: 5s, terminator: "*", beep: false, save: message, next: bye, outcomes: { noinput: bye } }',
      { kind: 'record', maxMs: 90_000, silenceMs: 5000, terminator: '*', beep: false, save: 'message' },
    ],
    ['{ record: Speak., next: bye }', { maxMs: 60_000, silenceMs: 3000, terminator: '#', beep: true }],
    [
      '{ tool: book, dedupe_on: [at], undo: bye, grants: booked, next: bye, outcomes: { error: { to: bye, grants: known } } }',
      {
        dedupeOn: ['at'],
        undo: 'bye',
        grants: 'booked',
        outcomes: { error: 'bye' },
        outcomeGrants: { error: 'known' },
      },
    ],
    [
      '{ gather: [n, at], prompt: "Which?", read_back: { at: always }, modal: true, commands: true, next: bye }',
      {
        confirm: { n: 'when_unsure', at: 'always' },
        commands: true,
        interrupts: false,
        corrections: false,
        knowledge: false,
      },
    ],
    [
      '{ decide: Which?, prompt: Which?, options: { a: { means: a, slots: [n], next: bye } }, unsure: bye }',
      { options: { a: { means: 'a', examples: [], slots: ['n'], next: [{ to: 'bye' }], set: {}, clear: [] } } },
    ],
    [
      '{ gather: n, prompt: "How many?", nomatch: [{ text: Sorry?, bargein: false }, { to: bye }], next: bye }',
      { nomatch: [{ say: { variants: [['Sorry?']], bargein: { mode: 'off' } } }, { to: 'bye' }] },
    ],
  ])('%s', (yaml, expected) => {
    expect(stateOf(yaml)).toMatchObject(expected as object)
  })
})

describe('a prompt', () => {
  const prompt = (yaml: string, head = ''): unknown => {
    const state = stateOf(`{ say: ${yaml}, next: bye }`, head)
    return 'prompt' in state ? state.prompt : undefined
  }
  it.each<[string, unknown]>([
    ['{ text: Hello. }', { variants: [['Hello.']] }],
    ['{ ssml: "<speak>Hello.</speak>" }', { variants: [['<speak>Hello.</speak>']], ssml: true }],
    ['{ audio: hello.wav, text: Hello. }', { variants: [['Hello.']], audio: 'hello.wav' }],
    [
      '{ languages: { en: [Hello., Hi.], de-DE: Hallo. } }',
      { variants: [['Hello.'], ['Hi.']], languages: { 'de-DE': [['Hallo.']] } },
    ],
    [
      '{ text: Legal., bargein: { min_words: 3 } }',
      { variants: [['Legal.']], bargein: expect.objectContaining({ mode: 'speech', minWords: 3 }) as unknown },
    ],
  ])('%s', (yaml, expected) => {
    expect(prompt(yaml)).toEqual(expected)
  })

  it('by a name is what the flow has under it', () => {
    expect(prompt('{ use: hi }', 'prompts: { hi: [Hello., "Hi, {{ call.to }}."] }\n')).toEqual({
      variants: [['Hello.'], ['Hi, ', { expression: { cel: 'call.to' }, filters: [] }, '.']],
    })
  })

  it('built in is there in every language of the flow', () => {
    const flow = flowOf(
      `flow: demo\nlanguage: en-GB\nlanguages: [de-DE]\nstart: it\n${slots}states:\n  it: { gather: n, prompt: { text: "How many?", languages: { de-DE: "Wie viele?" } }, next: bye }\n  bye: { end: "" }\n`,
    )
    const state = flow.states['it']
    expect(state?.kind === 'gather' ? state.nomatch[0]?.say : null).toEqual({
      variants: [["Sorry, I didn't understand that. ", 'How many?']],
      languages: { 'de-DE': [['Entschuldigung, das habe ich nicht verstanden. ', 'Wie viele?']] },
    })
  })

  it.each([
    ['nothing but a policy', '{ bargein: false }'],
    ['two texts', '{ text: a, ssml: b }'],
    ['a name and a text', '{ use: a, text: b }'],
  ])('with %s is a fault of shape', (_, yaml) => {
    const text = `flow: demo\nstart: it\nprompts: { a: b }\nstates:\n  it: { say: ${yaml}, next: bye }\n${bye}`
    expect(checkFlow(text, 'f').diagnostics.map(({ code }) => code)).toEqual(['wrong-value'])
  })
})

describe('a slot', () => {
  const slot = (yaml: string): unknown =>
    flowOf(`flow: demo\nstart: bye\nslots: { it: ${yaml} }\nstates:\n${bye}`).slots['it']
  it('that is a list of objects has its fields, each with its question', () => {
    expect(
      slot(
        '{ type: list, min: 1, max: 5, of: { thing: { type: text, ask: What? }, worth: { type: money, currency: GBP, ask: How much? } } }',
      ),
    ).toMatchObject({
      type: 'list',
      minItems: 1,
      maxItems: 5,
      more: { variants: [['Anything else?']] },
      of: {
        thing: { name: 'thing', type: 'text', ask: { variants: [['What?']] } },
        worth: { type: 'money', currency: 'GBP' },
      },
    })
    expect(slot('{ type: list, more: And what else? }')).toMatchObject({ more: { variants: [['And what else?']] } })
  })
  it('has its candidates', () => {
    expect(slot('{ type: name, candidates: { tool: customers, with: { of: =call.to }, from: names } }')).toMatchObject({
      candidates: { tool: 'customers', with: { of: { expression: { cel: 'call.to' } } }, from: 'names' },
    })
  })
  it.each([
    ['a question in a slot that is no field', '{ type: text, ask: What? }', 'unknown-key'],
    ['a field without a question', '{ type: list, of: { thing: { type: text } } }', 'missing-key'],
    ['a currency of a text', '{ type: text, currency: GBP }', 'unknown-key'],
    ['fields of a text', '{ type: text, of: { a: { type: text, ask: a } } }', 'unknown-key'],
  ])('%s is a fault of shape', (_, yaml, code) => {
    const text = `flow: demo\nstart: bye\nslots: { it: ${yaml} }\nstates:\n${bye}`
    expect(checkFlow(text, 'f').diagnostics.map((found) => found.code)).toEqual([code])
  })
})

describe('what a list, a recording and a flow that was run give', () => {
  const codes = (text: string): readonly string[] => checkFlow(text, 'f').diagnostics.map(({ code }) => code)
  it('is known to expressions', () => {
    const flow = (cel: string): string =>
      `flow: demo\nstart: ask\nslots: { things: { type: list, min: 1, of: { what: { type: text, ask: What? } } } }\nstates:\n  ask: { gather: things, prompt: What was damaged?, next: say }\n  say: { record: Speak., save: note, next: tell }\n  tell: { say: "{{ ${cel} }}", next: bye }\n${bye}`
    expect(codes(flow('slots.things[0].what'))).toEqual([])
    expect(codes(flow('note.ref'))).toEqual([])
    expect(codes(flow('note.length'))).toEqual(['unknown-field'])
  })
})
