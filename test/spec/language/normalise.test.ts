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
/** A state of a small flow, in its plain form. */
function stateOf(yaml: string, head = ''): State {
  const slots = 'slots: { n: { type: integer }, at: { type: time }, pick: { type: choice, options: [a, b] } }\n'
  const flow = flowOf(`flow: demo\ntimezone: Europe/London\n${head}start: it\n${slots}states:\n  it: ${yaml}\n${bye}`)
  const state = flow.states['it']
  if (state === undefined) throw new Error('no state')
  return state
}

const statement = {
  mode: 'speech',
  minWords: 1,
  minMs: 0,
  always: [],
  ignore: ['mhm', 'uh-huh', 'mm', 'hmm', 'okay', 'ok', 'yeah', 'right', 'sure'],
}
const question = { ...statement, ignore: ['mhm', 'uh-huh', 'mm', 'hmm'] }
const heardHere = { commands: true, interrupts: true, corrections: true, knowledge: true, outcomeGrants: {} }
const base = { name: 'it', bargein: statement, ...heardHere, next: [{ to: 'bye' }], outcomes: {}, set: {}, clear: [] }
const words = (text: string): unknown => ({ variants: [[text]] })

describe('a flow', () => {
  it('has its defaults written out', () => {
    expect(flowOf(`flow: demo\nstart: bye\nstates:\n${bye}`)).toEqual({
      flow: 'demo',
      language: 'en-US',
      languages: [],
      timezone: 'UTC',
      inputs: {},
      start: 'bye',
      silenceLimitMs: 2000,
      slots: {},
      hours: {},
      outputs: {},
      commands: {
        help: 'off',
        repeat: 'off',
        goback: 'off',
        wait: 'off',
        operator: 'off',
        cancel: 'off',
        slower: 'off',
        faster: 'off',
      },
      interrupts: {},
      knowledge: [],
      runs: expect.anything() as unknown,
      states: {
        bye: {
          kind: 'end',
          name: 'bye',
          bargein: statement,
          ...heardHere,
          next: [],
          outcomes: {},
          set: {},
          clear: [],
          prompt: words('Goodbye'),
          outcome: 'completed',
        },
      },
    })
  })

  it('has hours in minutes, cut at midnight', () => {
    const hours =
      '{ main: { mon-thu: "12:00-15:00, 18:00-22:30", fri-sun: 18:00-02:00, wed: closed }, day: { daily: 00:00-24:00 } }'
    expect(flowOf(`flow: demo\ntimezone: Europe/London\nhours: ${hours}\nstart: bye\nstates:\n${bye}`).hours).toEqual({
      main: [
        { days: [1, 2, 3, 4], fromMinute: 720, toMinute: 900 },
        { days: [1, 2, 3, 4], fromMinute: 1080, toMinute: 1350 },
        { days: [5, 6, 7], fromMinute: 1080, toMinute: 1440 },
        { days: [6, 7, 1], fromMinute: 0, toMinute: 120 },
      ],
      day: [{ days: [1, 2, 3, 4, 5, 6, 7], fromMinute: 0, toMinute: 1440 }],
    })
  })

  it('is JSON', () => {
    const flow = flowOf(
      `flow: demo\nstart: it\nslots: { n: { type: integer } }\nstates:\n  it: { gather: n, prompt: "How many?", next: bye }\n${bye}`,
    )
    expect(JSON.parse(JSON.stringify(flow))).toEqual(flow)
  })
})

describe('a slot', () => {
  const slot = (yaml: string): unknown =>
    flowOf(`flow: demo\ntimezone: Europe/London\nstart: bye\nslots: { it: ${yaml} }\nstates:\n${bye}`).slots['it']

  it.each([
    ['{ type: integer, min: 1, max: 20, hint: guests }', { type: 'integer', min: 1, max: 20, hint: 'guests' }],
    ['{ type: date }', { type: 'date', range: 'future' }],
    ['{ type: date, range: past }', { type: 'date', range: 'past' }],
    ['{ type: time, earliest: "08:00", latest: "17:30" }', { type: 'time', earliest: '08:00', latest: '17:30' }],
    [
      '{ type: digits, min_length: 6, max_length: 10, check: luhn }',
      { type: 'digits', minLength: 6, maxLength: 10, check: 'luhn' },
    ],
    [
      '{ type: phone, region: GB, sensitive: pii, default: =call.from }',
      { type: 'phone', region: 'GB', sensitive: 'pii', default: { expression: { cel: 'call.from' } } },
    ],
    ['{ type: text, default: Soho, confirm: never }', { type: 'text', default: { literal: 'Soho' }, confirm: 'never' }],
    [
      '{ type: choice, options: [front_desk, no] }',
      { type: 'choice', options: { front_desk: { synonyms: ['front desk'] }, no: { synonyms: ['no'] } } },
    ],
    [
      '{ type: choice, options: { small: [little], big: { synonyms: [large], key: 2 }, any: } }',
      {
        type: 'choice',
        options: {
          small: { synonyms: ['small', 'little'] },
          big: { synonyms: ['big', 'large'], key: '2' },
          any: { synonyms: ['any'] },
        },
      },
    ],
  ])('%s', (yaml, expected) => {
    expect(slot(yaml)).toEqual({ name: 'it', confirm: 'when_unsure', reject: [], ...expected })
  })

  it('has its refusals as conditions and prompts', () => {
    expect(
      slot('{ type: date, reject: [{ when: slots.it < today, say: [Too late., That has passed.] }] }'),
    ).toMatchObject({
      reject: [{ when: { cel: 'slots.it < today' }, say: { variants: [['Too late.'], ['That has passed.']] } }],
    })
  })
})

describe('a state', () => {
  it.each<[string, unknown]>([
    [
      '{ greeting: [Hello, Good day], next: bye }',
      { kind: 'greeting', ...base, prompt: { variants: [['Hello'], ['Good day']] } },
    ],
    ['{ say: { variants: [Hello] }, next: bye }', { kind: 'say', ...base, prompt: words('Hello') }],
    [
      '{ branch: [{ when: open("x"), to: bye }, { else: bye }] }',
      { kind: 'branch', ...base, next: [{ when: { cel: 'open("x")' }, to: 'bye' }, { to: 'bye' }] },
    ],
    [
      '{ set: { slots.n: =1 + 1, name: plain, deep: { a: [=now, 2] } }, next: bye }',
      {
        kind: 'set',
        ...base,
        set: {
          'slots.n': { expression: { cel: '1 + 1' } },
          name: { literal: 'plain' },
          deep: { object: { a: { list: [{ expression: { cel: 'now' } }, { literal: 2 }] } } },
        },
      },
    ],
    ['{ end: "", outcome: full }', { kind: 'end', ...base, next: [], outcome: 'full' }],
    [
      '{ transfer: desk, say: One moment., mode: warm, brief: Wants a table., ring: 1m, outcomes: { error: bye } }',
      {
        kind: 'transfer',
        ...base,
        next: [],
        destination: 'desk',
        mode: 'warm',
        brief: ['Wants a table.'],
        say: words('One moment.'),
        ringMs: 60_000,
        outcomes: { error: 'bye' },
      },
    ],
    [
      '{ transfer: desk, outcomes: { error: bye } }',
      {
        kind: 'transfer',
        ...base,
        next: [],
        destination: 'desk',
        mode: 'cold',
        ringMs: 20_000,
        outcomes: { error: 'bye' },
      },
    ],
  ])('%s', (yaml, expected) => {
    expect(stateOf(yaml, 'hours: { x: { daily: 09:00-17:00 } }\n')).toEqual(expected)
  })

  it('gather: with ladders, keypad and endpoint', () => {
    const yaml = `
    gather: [n, at]
    prompt: For how many, and when?
    prompts: { n: For how many? }
    none_of_these: bye
    keypad: { slot: n, max: 2, between: 2.5s }
    endpoint: 900ms
    noinput_after: 4s
    noinput: [Still there?, { repeat: true }, { say: Bye., to: bye }]
    nomatch: [{ say: [Sorry?, Pardon?] }, { to: bye }]
    clear: pick
    next: bye`
    expect(stateOf(yaml)).toEqual({
      kind: 'gather',
      confidence: 0.7,
      budgetMs: 1200,
      context: { turns: 0, slots: [] },
      confirm: { n: 'when_unsure', at: 'when_unsure' },
      ...base,
      bargein: question,
      slots: ['n', 'at'],
      prompt: words('For how many, and when?'),
      prompts: { n: words('For how many?') },
      noneOfThese: 'bye',
      keypad: { slot: 'n', max: 2, terminator: '#', interDigitMs: 2500 },
      endpointMs: 900,
      noinputAfterMs: 4000,
      noinput: [{ say: words('Still there?') }, { repeat: true }, { say: words('Bye.'), to: 'bye' }],
      nomatch: [{ say: { variants: [['Sorry?'], ['Pardon?']] } }, { to: 'bye' }],
      clear: ['pick'],
    })
  })

  it('confirm: what "no" may correct', () => {
    const yaml =
      '{ confirm: Right?, confirmed: bye, denied: { correct: n, next: bye }, noinput: [{ to: bye }], nomatch: [{ to: bye }] }'
    expect(stateOf(yaml)).toEqual({
      kind: 'confirm',
      confidence: 0.7,
      budgetMs: 1200,
      context: { turns: 0, slots: [] },
      ...base,
      bargein: question,
      next: [],
      prompt: words('Right?'),
      confirmed: 'bye',
      denied: { to: 'bye', correct: ['n'] },
      noinputAfterMs: 6000,
      noinput: [{ to: 'bye' }],
      nomatch: [{ to: 'bye' }],
    })
    expect(stateOf('{ confirm: Right?, confirmed: bye, denied: bye }')).toMatchObject({
      denied: { to: 'bye', correct: [] },
    })
  })

  it('decide: with its options', () => {
    const yaml = `
    decide: Again, or not?
    prompt: Again?
    options:
      again: { means: wants it again, examples: [yes], key: 1, clear: [n], next: bye }
      not: { means: does not, set: { slots.n: 2 }, next: [{ when: filled(slots.at), to: it }, { else: bye }] }
    unsure: bye
    budget: 900ms
    instructions: Be careful.
    context: { turns: 2, slots: [n] }
    noinput: [{ to: bye }]
    nomatch: [{ to: bye }]`
    expect(stateOf(yaml)).toEqual({
      kind: 'decide',
      ...base,
      bargein: question,
      next: [],
      question: 'Again, or not?',
      prompt: words('Again?'),
      options: {
        again: {
          means: 'wants it again',
          examples: ['yes'],
          key: '1',
          set: {},
          clear: ['n'],
          slots: [],
          next: [{ to: 'bye' }],
        },
        not: {
          means: 'does not',
          examples: [],
          set: { 'slots.n': { literal: 2 } },
          clear: [],
          slots: [],
          next: [{ when: { cel: 'filled(slots.at)' }, to: 'it' }, { to: 'bye' }],
        },
      },
      unsure: 'bye',
      confidence: 0.7,
      budgetMs: 900,
      instructions: 'Be careful.',
      context: { turns: 2, slots: ['n'] },
      noinputAfterMs: 6000,
      noinput: [{ to: 'bye' }],
      nomatch: [{ to: 'bye' }],
    })
  })

  it('decide: a filler where the model may take longer than the silence that is allowed', () => {
    const decide = (budget: string): State =>
      stateOf(
        `{ decide: Which?, prompt: "Which?", options: { a: { means: a, next: bye } }, unsure: bye, budget: ${budget} }`,
      )
    expect(decide('1900ms')).not.toHaveProperty('filler')
    expect(decide('2s')).toMatchObject({ filler: { afterMs: 800, everyMs: 1500 } })
  })

  it('tool: with everything', () => {
    const yaml = `
    tool: times
    with: { guests: 2, who: { name: =call.from }, tags: [a, b] }
    save: { options: result.times }
    filler: { after: 700ms, say: [One moment., Still checking.], every: 1s }
    timeout: 8s
    retry: { max: 1, errors: [timeout] }
    again: true
    outcomes: { closed: bye, error: bye }
    next: bye`
    expect(stateOf(yaml)).toEqual({
      kind: 'tool',
      ...base,
      tool: 'times',
      with: {
        guests: { literal: 2 },
        who: { object: { name: { expression: { cel: 'call.from' } } } },
        tags: { literal: ['a', 'b'] },
      },
      save: { options: { cel: 'result.times' } },
      filler: { afterMs: 700, say: [words('One moment.'), words('Still checking.')], everyMs: 1000 },
      timeoutMs: 8000,
      retry: { max: 1, errors: ['timeout'] },
      again: true,
      outcomes: { closed: 'bye', error: 'bye' },
    })
  })

  it('tool: with nothing said, a filler all the same, in the language of the flow', () => {
    expect(stateOf('{ tool: times, next: bye, outcomes: { error: bye } }', 'language: de-DE\n')).toMatchObject({
      with: {},
      save: {},
      timeoutMs: 6000,
      retry: { max: 0, errors: ['timeout', 'unavailable'] },
      again: false,
      filler: { afterMs: 800, everyMs: 1500, say: [words('Einen Moment, bitte.'), words('Ich bin noch dabei.')] },
    })
  })
})

describe('texts', () => {
  const template = (text: string): unknown => {
    const state = stateOf(`{ say: ${JSON.stringify(text)}, next: bye }`)
    return 'prompt' in state ? state.prompt?.variants[0] : undefined
  }
  const value = (cel: string, ...filters: unknown[]): unknown => ({ expression: { cel }, filters })

  it.each<[string, unknown[]]>([
    ['Hello', ['Hello']],
    ['{{ call.to }}', [value('call.to')]],
    [
      'From {{ call.to }}, at {{now | time}}.',
      ['From ', value('call.to'), ', at ', value('now', { name: 'time', args: [] }), '.'],
    ],
    [
      "{{ slots.n | or('some') | number }}",
      [value('slots.n', { name: 'or', args: ['some'] }, { name: 'number', args: [] })],
    ],
    ['{{ [now] | list(\'at\', "and") }}', [value('[now]', { name: 'list', args: ['at', 'and'] })]],
    [
      "{{ call.to == 'a' || call.to == '|' ? '}}' : \"{{\" }}",
      [value("call.to == 'a' || call.to == '|' ? '}}' : \"{{\"")],
    ],
    ['{{ {"a": {"b": 1}}.a.b }}!', [value('{"a": {"b": 1}}.a.b'), '!']],
    ['a } b { c }} d', ['a } b { c }} d']],
  ])('%s', (text, parts) => expect(template(text)).toEqual(parts))
})

describe('ladders that nobody wrote', () => {
  const flow = flowOf(
    `flow: demo\nlanguage: en-GB\nstart: it\nslots: { n: { type: integer } }\nstates:\n  it: { gather: n, prompt: ["How many {{ call.to }}?", "For how many?"], next: bye }\n${bye}`,
  )

  it('say that nothing was understood, ask again, twice, and lead to an end', () => {
    expect(flow.states['it']).toMatchObject({
      nomatch: [
        {
          say: {
            variants: [
              ["Sorry, I didn't understand that. ", 'How many ', { expression: { cel: 'call.to' }, filters: [] }, '?'],
              ["Sorry, I didn't understand that. ", 'For how many?'],
            ],
          },
        },
        { say: { variants: [expect.any(Array), ['I am sorry, I still did not understand. ', 'For how many?']] } },
        { to: 'not_understood' },
      ],
      noinput: [{ say: expect.anything() as unknown }, { say: expect.anything() as unknown }, { to: 'unheard' }],
    })
    expect(flow.states['not_understood']).toMatchObject({ kind: 'end', outcome: 'not_understood' })
    expect(flow.states['unheard']).toMatchObject({ kind: 'end', outcome: 'unheard' })
  })

  it('lead to the flow’s own states by those names', () => {
    const own = flowOf(
      `flow: demo\nstart: it\nslots: { n: { type: integer } }\nstates:\n  it: { gather: n, prompt: "How many?", next: bye }\n  unheard: { end: Call again., outcome: silent }\n${bye}`,
    )
    expect(own.states['unheard']).toMatchObject({ outcome: 'silent' })
  })

  it('add no state where every ladder is written', () => {
    const written = flowOf(
      `flow: demo\nstart: it\nslots: { n: { type: integer } }\nstates:\n  it: { gather: n, prompt: "How many?", noinput: [{ to: bye }], nomatch: [{ to: bye }], next: bye }\n${bye}`,
    )
    expect(Object.keys(written.states)).toEqual(['it', 'bye'])
  })
})

describe('defaults', () => {
  const head = `defaults:
  bargein: { min_words: 2, ignore: [hm], always: [stop] }
  noinput_after: 9s
  noinput: [{ to: bye }]
  gather: { noinput_after: 4s, bargein: { min_ms: 300 } }
  tool: { timeout: 3s, filler: { say: Hold on. } }
  decide: { confidence: 0.9 }
  transfer: { ring: 30s, mode: warm }
`
  it('of the kind come before those of all, and a state’s own before both', () => {
    expect(stateOf('{ gather: n, prompt: "How many?", next: bye }', head)).toMatchObject({
      noinputAfterMs: 4000,
      noinput: [{ to: 'bye' }],
      bargein: { mode: 'speech', minWords: 2, minMs: 300, ignore: ['hm'], always: ['stop'] },
    })
    expect(stateOf('{ gather: n, prompt: "How many?", noinput_after: 2s, next: bye }', head)).toMatchObject({
      noinputAfterMs: 2000,
    })
    expect(stateOf('{ confirm: Right?, confirmed: bye, denied: bye }', head)).toMatchObject({ noinputAfterMs: 9000 })
  })
  it('change only what they say', () => {
    expect(stateOf('{ say: Hello, bargein: { mode: hotword }, next: bye }', head)).toMatchObject({
      bargein: { mode: 'hotword', minWords: 2, minMs: 0, ignore: ['hm'], always: ['stop'] },
    })
    expect(stateOf('{ say: A legal line., bargein: false, next: bye }', head)).toMatchObject({
      bargein: { mode: 'off' },
    })
  })
  it('reach tools, decisions and transfers', () => {
    expect(stateOf('{ tool: times, next: bye, outcomes: { error: bye } }', head)).toMatchObject({
      timeoutMs: 3000,
      filler: { afterMs: 800, say: [words('Hold on.')] },
    })
    expect(
      stateOf('{ decide: Which?, prompt: "Which?", options: { a: { means: a, next: bye } }, unsure: bye }', head),
    ).toMatchObject({ confidence: 0.9 })
    expect(stateOf('{ transfer: desk, outcomes: { error: bye } }', head)).toMatchObject({
      mode: 'warm',
      ringMs: 30_000,
    })
  })
})
