import { describe, expect, test } from 'vitest'
import type { DecideState } from '../../../engine/language/state.ts'
import { compileFlow } from '../../../engine/machine/compile.ts'
import type { DecisionOutcome } from '../../../engine/machine/event.ts'
import { Conversation, type Stub, type Stubs } from '../conversation.ts'
import { aCall } from './a-call.ts'

const flow = (more = '', slots = 'n: { type: integer, default: 1 }'): string => `
start: ask
slots:
  ${slots}
  card: { type: digits, sensitive: pci, default: "4111" }
states:
  ask:
    decide: Another day, or give up?
    prompt: Shall we look at another day?
    options:
      again: { means: wants another day, examples: ["yes", "let's try saturday"], key: 1, set: { picked: again }, next: more }
      stop: { means: gives up, examples: ["no thanks", leave it], key: 2, clear: [n], next: bye }
    unsure: someone
    nomatch: ["Another day, or shall we leave it?", { to: someone }]
    budget: 1200ms
    ${more}
  more: { end: "Which day?" }
  someone: { end: "I will get someone." }
  bye: { end: Bye. }
`
const sure = (option: string | null, confidence = 0.9, takesMs: number | null = 100): Stub<DecisionOutcome> => ({
  takesMs,
  answer: { option, confidence, why: 'model' },
})
const asked = (stubs: Stubs = {}, more?: string): ReturnType<typeof aCall> => aCall(flow(more), stubs)

describe('a decision, cheapest first', () => {
  test('a key', () => {
    const call = asked()
    call.did()
    call.presses('2')
    expect(call.did()).toEqual(['clear', 'deafen', 'goodbye "Bye."'])
    expect(asked().presses('1').snapshot.context.saved).toEqual({ picked: 'again' })
  })

  test.each([
    ['yes', 'Which day?'],
    ["let's try saturday", 'Which day?'],
    ['no thanks', 'Bye.'],
    ['please leave it', 'Bye.'],
  ])('exact words and examples, without a model: "%s"', (said, then) => {
    const call = asked().says(said)
    expect(call.last).toBe(then)
    expect(call.decisions).toEqual([])
  })

  test('the model, within the budget, shown what is declared and the words', () => {
    const call = asked({ decides: sure('stop') }, 'context: { turns: 4, slots: [n] }')
    call.rest()
    call.did()
    call.speaks('my cousin is coming to town')
    expect(call.did()).toEqual([
      'timer noinput off',
      'listen again stop',
      'decide on "my cousin is coming to town"',
      'timer decision in 1200',
    ])
    expect(call.decisions[0]).toMatchObject({ slots: { n: 1 }, turns: 4, deadline: call.now + 1200 })
    expect(call.rest().last).toBe('Bye.')
  })

  test('the model never sees a card, even where a flow that was not checked shows it', () => {
    const { flow: checked } = asked().compiled
    const ask = { ...checked.states['ask'], context: { turns: 0, slots: ['n', 'card'] } } as DecideState
    const call = new Conversation(compileFlow({ ...checked, states: { ...checked.states, ask } }), {
      decides: sure('stop'),
    })
    call.says('hm my cousin')
    expect(call.decisions[0]?.slots).toEqual({ n: 1 })
    expect(JSON.stringify(call.snapshot.context.awaiting)).not.toContain('4111')
  })

  test('then it is asked again, naming the options, and then it is unsure', () => {
    const call = asked({ decides: sure(null) }).says('my cousin')
    expect(call.rest().last).toBe('Another day, or shall we leave it?')
    expect(call.says('your cousin').rest().last).toBe('I will get someone.')
  })

  test('words in the second try decide too', () => {
    expect(
      asked({ decides: sure(null) })
        .says('my cousin')
        .says('leave it').last,
    ).toBe('Bye.')
  })
})

describe('the model', () => {
  test.each<[string, Stub<DecisionOutcome>]>([
    ['is late', sure('stop', 0.99, 1500)],
    ['never answers', sure('stop', 0.99, null)],
    ['refuses', { answer: { option: null, confidence: 0, why: 'refused' } }],
    ['fails', { answer: { option: null, confidence: 0, why: 'failed' } }],
    ['is not sure enough', sure('stop', 0.69)],
    ['names an option that there is not', sure('buy_now')],
    ['names a thing that every object has', sure('constructor')],
  ])('that %s is unsure: asked again', (_, decides) => {
    const call = asked({ decides }).says('my cousin')
    call.rest()
    expect(call.transcript).toEqual(['Shall we look at another day?', 'Another day, or shall we leave it?'])
    expect(call.attempts.nomatch).toBe(1)
  })

  test('that is late changes nothing any more', () => {
    const call = asked({ decides: sure('stop', 0.99, 1300) }).says('my cousin')
    call.wait(1250)
    const { value, context } = call.snapshot
    expect(call.phase).toBe('ask.nomatch_1')
    call.wait(100)
    expect(call.events.at(-1)).toMatchObject({ type: 'decision.finished' })
    expect(call.snapshot).toMatchObject({ value, context: { ...context, now: call.snapshot.context.now } })
  })

  test('is asked anew when the caller says more meanwhile, and its answer to less is not used', () => {
    const call = asked({ decides: (decide) => (decide.utterance === 'my cousin' ? sure('stop') : sure('again')) })
    call.rest().speaks('my cousin').wait(50)
    call.speaks('she would like sunday')
    expect(call.decisions.map(({ utterance }) => utterance)).toEqual(['my cousin', 'she would like sunday'])
    call.wait(60)
    expect(call.phase).toBe('ask.deciding.quiet')
    expect(call.rest().last).toBe('Which day?')
  })

  test('is not waited for when the caller says an option meanwhile', () => {
    const call = asked({ decides: sure('again') })
    call.rest().speaks('my cousin').wait(50)
    expect(call.speaks('no thanks').last).toBe('Bye.')
  })

  test('is covered by a filler, whose phrase is said to its end before the answer is', () => {
    const call = asked(
      { decides: sure('stop', 0.9, 700) },
      'filler: { after: 300ms, say: Let me think about that., every: 1s }',
    )
    call.rest().speaks('my cousin').wait(299)
    expect(call.last).toBe('Shall we look at another day?')
    call.wait(1)
    expect(call.last).toBe('Let me think about that.')
    call.wait(500)
    expect(call.phase).toBe('ask.finishing')
    call.wait('Let me think about that.'.length * 60)
    expect(call.last).toBe('Bye.')
  })
})

describe('without a prompt', () => {
  const silent = (stub: Stub<DecisionOutcome>): ReturnType<typeof aCall> =>
    aCall(
      `
start: open
slots: { n: { type: integer } }
states:
  open: { gather: n, prompt: What can I do for you?, nomatch: [{ to: sort }], next: bye }
  sort:
    decide: What is it about?
    options:
      book: { means: wants a visit, examples: [book a visit], next: book }
      bill: { means: asks about a bill, examples: [my bill], next: bill }
    unsure: someone
  book: { end: "A visit, then." }
  bill: { end: "A bill, then." }
  someone: { end: "I will get someone." }
  bye: { end: Bye. }
`,
      { decides: stub },
    )

  test('it decides on what was said last', () => {
    const call = silent(sure('bill')).says('what do I owe you')
    expect(call.decisions[0]).toMatchObject({ utterance: 'what do I owe you' })
    expect(call.rest().last).toBe('A bill, then.')
  })

  test('unsure is unsure: there is no question to ask again', () => {
    expect(silent(sure(null)).says('what do I owe you').rest().transcript).toEqual([
      'What can I do for you?',
      'I will get someone.',
    ])
  })
})

test('without a prompt it waits for a caller who has broken into the statement before it', () => {
  const call = aCall(
    `
start: hello
slots: {}
states:
  hello: { say: How can I help you?, next: sort }
  sort:
    decide: What is it about?
    options:
      book: { means: wants a visit, examples: [book a visit], next: book }
      bill: { means: asks about a bill, examples: [my bill], next: bye }
    unsure: bye
  book: { end: "A visit, then." }
  bye: { end: Bye. }
`,
  )
  expect(call.interrupts('How can').phase).toBe('sort.yielding')
  expect(call.speaks('book a visit').last).toBe('A visit, then.')
})

test('when a ladder of its own is used up, the decide is unsure', () => {
  const call = aCall(`
start: ask
states:
  ask:
    decide: Book, or cancel?
    prompt: What can I do?
    options: { book: { means: to book, next: bye }, cancel: { means: to cancel, next: bye } }
    nomatch: ["To book, or to cancel?", { repeat: true }]
    unsure: sorry
  sorry: { end: I will get someone., outcome: unsure }
  bye: { end: Bye. }
`)
  call.says('my cousin').says('my uncle').says('my aunt').rest()
  expect(call.transcript).toEqual(['What can I do?', 'To book, or to cancel?', 'What can I do?', 'I will get someone.'])
  expect(call.hungUp).toBe('unsure')
})
