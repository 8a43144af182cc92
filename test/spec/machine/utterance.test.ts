import { describe, expect, test } from 'vitest'
import type { Decide } from '../../../engine/machine/effect.ts'
import type { Conversation, Stubs } from '../conversation.ts'
import { answers } from './a-call.ts'
import { aProject } from './project.ts'

const table = `
start: ask
commands: { help: true, repeat: true, goback: true, wait: true, operator: someone, cancel: true, slower: true }
interrupts:
  directions: { means: asks how to get here, examples: [where are you, how do I find you, how do I get to you], run: directions, resume: restate }
  menu: { means: asks what there is to eat, examples: [what is on the menu, do you have vegetarian dishes], run: menu, resume: silent, cooldown: 1m }
knowledge:
  - { id: closing, questions: ["what time do you close", "what time do you close on friday", "when do you close"], answer: We close at eleven. }
  - { id: parking, questions: ["do you have parking", "where can I park"], answer: "Yes, behind the house." }
defaults: { bargein: { always: [operator] } }
slots:
  guests: { type: integer, min: 1, max: 20, hint: guests, reject: [{ when: "slots.guests > 12", say: Twelve at most. }] }
  at: { type: datetime }
  note: { type: text }
states:
  ask: { gather: [guests], prompt: How many of you?, next: when }
  when: { gather: [at], prompt: "For what day and time?", nomatch: [Sorry?, { to: bye }], next: check }
  check: { tool: look, with: { guests: =slots.guests, at: =slots.at }, save: { tables: result.tables }, next: sure, outcomes: { error: bye } }
  sure: { confirm: "{{ slots.guests }} guests. Right?", confirmed: note, denied: { correct: [at], next: check } }
  note: { gather: note, prompt: Anything we should know?, next: bye }
  someone: { end: I will get someone., outcome: operator }
  bye: { end: Bye. }
`
const directions =
  'start: tell\nslots: {}\nstates:\n  tell: { say: We are at the station., next: done }\n  done: { end: "" }\n'
const menu = 'start: tell\nslots: {}\nstates:\n  tell: { say: Pasta and pizza., next: done }\n  done: { end: "" }\n'

const called = (decides?: Stubs['decides']): Conversation =>
  aProject(
    { table, directions, menu },
    { tools: { look: answers({ tables: 2 }) }, ...(decides === undefined ? {} : { decides }) },
  ).rest()
const atWhen = (decides?: Stubs['decides']): Conversation => called(decides).says('four of us').rest()
const atSure = (): Conversation => atWhen().says('tomorrow at seven pm').rest()

describe('who gets an utterance: each before the next', () => {
  test('a word that interrupts at once, before a closed answer', () => {
    const call = atSure().says('yes').rest()
    expect(call.state).toBe('note')
    expect(call.says('operator').rest().hungUp).toBe('operator')
    expect(atSure().says('yes operator').rest().hungUp).toBe('operator')
  })

  test('a closed answer, before a correction', () => {
    const call = atWhen().says('no sorry for tomorrow at seven pm for five')
    expect(call.slots['at']).toBeDefined()
    expect(call.slots['guests']).toBe(4)
  })

  test('a correction, before a command and an open answer: five, and not five o’clock', () => {
    const call = atWhen().says('no wait five guests').rest()
    expect(call.slots).toMatchObject({ guests: 5 })
    expect(call.slots['at']).toBeUndefined()
    expect(call.transcript.slice(-2)).toEqual(['Okay, I have changed that.', 'For what day and time?'])
  })

  test('a command, before an interrupt: repeat where you are', () => {
    const call = atWhen().says('can you say that again')
    expect(call.rest().transcript.slice(-2)).toEqual(['For what day and time?', 'For what day and time?'])
    expect(call.why).not.toContain('nomatch 1')
  })

  test('an interrupt, before the knowledge', () => {
    const call = atWhen().says('where are you')
    expect(call.rest().transcript.slice(-3)).toEqual([
      'We are at the station.',
      'So, where were we.',
      'For what day and time?',
    ])
  })

  test('the knowledge, before an open answer: what time do you close on Friday?', () => {
    const call = atWhen().says('what time do you close on friday')
    expect(call.rest().transcript.slice(-2)).toEqual(['We close at eleven.', 'For what day and time?'])
    expect(call.slots['at']).toBeUndefined()
    expect(call.attempts).toEqual({ noinput: 0, nomatch: 0 })
  })

  test('an open answer, before the model', () => {
    const call = atSure().says('yes').rest()
    call.says('my cousin sits in a wheelchair').rest()
    expect(call.decisions).toEqual([])
    expect(call.slots['note']).toBe('my cousin sits in a wheelchair')
  })

  test('the model, over everything that is possible here, in one call, before nobody', () => {
    const call = atWhen({ answer: { option: 'interrupt:directions', confidence: 0.9, why: 'model' } })
    call.says('my taxi driver is lost').rest()
    expect(call.transcript).toContain('We are at the station.')
    expect(call.decisions).toHaveLength(1)
    const options = Object.keys(call.decisions[0]?.options ?? {})
    expect(options).toEqual(
      expect.arrayContaining(['command:operator', 'interrupt:directions', 'interrupt:menu', 'question:other']),
    )
    // So few answers are all shown, whatever was found among them.
    expect(options.filter((option) => option.startsWith('knowledge:')).toSorted()).toEqual([
      'knowledge:closing',
      'knowledge:parking',
    ])
    expect(call.decisions[0]?.slots).toEqual({})
  })

  test('an open answer of a closed type, before a model that would have it otherwise', () => {
    const call = atWhen({ answer: { option: 'interrupt:directions', confidence: 0.99, why: 'model' } })
    call.says('tomorrow at seven').rest()
    expect(call.decisions).toEqual([])
    expect(call.transcript).not.toContain('We are at the station.')
  })

  test('the knowledge where it is sure, before the model', () => {
    const call = atWhen({ answer: { option: 'question:other', confidence: 0.99, why: 'model' } })
    call.says('do you have parking').rest()
    expect(call.decisions).toEqual([])
    expect(call.transcript).toContain('Yes, behind the house.')
  })

  test('the model: its one call is over the open slots, the commands, the interrupts and the knowledge together', () => {
    const asked: Decide[] = []
    const call = atWhen((decide) => {
      asked.push(decide)
      const values = { at: { quote: 'as soon as the shops shut', value: '2026-10-09T18:00' } }
      return { answer: { option: null, confidence: 0.9, why: 'model', values } }
    })
    call.says('as soon as the shops shut where the cars go').rest()
    expect(asked).toHaveLength(1)
    expect(asked[0]?.fills?.slots.map(({ name }) => name)).toEqual(['at'])
    const options = Object.keys(asked[0]?.options ?? {})
    expect(options).toEqual(expect.arrayContaining(['command:operator', 'interrupt:menu', 'question:other']))
    expect(call.last).toContain('the 9th of October')
    expect(call.says('yes').rest().slots['at']).toBe('2026-10-09T18:00:00+01:00')
  })

  test('the model, before nobody: a request of its choosing leaves the question open, and counts nothing', () => {
    const values = { at: { quote: 'my taxi driver', value: '2026-10-09T18:00' } }
    const call = atWhen({ answer: { option: 'interrupt:directions', confidence: 0.9, why: 'model', values } })
    call.says('my taxi driver is lost').rest()
    expect(call.slots['at']).toBeUndefined()
    expect(call.last).toBe('For what day and time?')
    expect(call.attempts.nomatch).toBe(0)
  })

  test('nobody: the ladder', () => {
    const call = atWhen({ answer: { option: null, confidence: 0, why: 'model' } })
      .says('my taxi driver is lost')
      .rest()
    expect(call.last).toBe('Sorry?')
    expect(call.attempts.nomatch).toBe(1)
  })
})

test('a question that the knowledge has no answer to is told so, and the call goes on', () => {
  const call = atWhen({ answer: { option: 'question:other', confidence: 0.9, why: 'model' } })
  call.says('is your cook a member of a union').rest()
  expect(call.transcript.slice(-3)).toEqual([
    'I am sorry, I do not know that. You can say operator at any time, to speak to someone.',
    'So, where were we.',
    'For what day and time?',
  ])
})

test('… and what can be done instead is offered, and done', () => {
  const call = atWhen({ answer: { option: 'question:other', confidence: 0.9, why: 'model' } })
  call.says('is your cook a member of a union').rest()
  expect(call.transcript.at(-3)).toContain('You can say operator at any time')
  expect(call.says('operator').rest().hungUp).toBe('operator')
})

test('several requests in one breath are answered in order, and then the question is asked', () => {
  const call = atWhen().says('how do I find you and do you have parking')
  call.rest()
  expect(call.transcript.slice(-3)).toEqual([
    'We are at the station.',
    'Yes, behind the house.',
    'For what day and time?',
  ])
  expect(call.snapshot.context.queue ?? []).toEqual([])
})

describe('commands', () => {
  test.each([
    ['help', 'You can just answer in your own words.', 'For what day and time?'],
    ['not so fast', 'Of course. I will speak more slowly.', 'For what day and time?'],
  ])('%s', (said, first, then) => {
    const call = atWhen().says(said).rest()
    expect(call.transcript.slice(-2)).toEqual([first, then])
  })

  test('slower is said slower from then on', () => {
    const call = atWhen().says('slow down').rest()
    expect(call.snapshot.context.slower).toBe(true)
    const said = call.did().filter((line) => line.startsWith('say'))
    expect(said.slice(-2)).toEqual([
      'say "Of course. I will speak more slowly." slower',
      'say "For what day and time?" slower',
    ])
  })

  test('faster takes slower back, and is no command before', () => {
    const call = atWhen().says('speak faster').rest()
    expect(call.snapshot.context.slower).toBeUndefined()
    expect(call.says('slow down').rest().snapshot.context.slower).toBe(true)
    expect(call.says('a bit faster please').rest().snapshot.context.slower).toBe(false)
    expect(call.transcript).toContain('All right, a little faster again.')
  })

  test('go back: the question before is asked anew, and what followed from it is forgotten', () => {
    const call = atWhen().says('go back').rest()
    expect(call.transcript.slice(-2)).toEqual(['Okay, one step back.', 'How many of you?'])
    expect(call.slots).toEqual({})
    expect(call.says('go back').rest().transcript.slice(-2)).toEqual([
      'There is nothing to go back to.',
      'How many of you?',
    ])
  })

  test('hold on: it waits, and says so, until the caller speaks', () => {
    const call = atWhen().says('hold on a second').rest()
    expect(call.last).toBe('Of course. Take your time.')
    call.silence(20_000)
    expect(call.last).toBe('I am still here.')
    call.says('okay I am back').rest()
    expect(call.transcript.slice(-2)).toEqual(['So, where were we.', 'For what day and time?'])
  })

  test('cancel: asked once; yes ends the call, no goes on', () => {
    const call = atWhen().says('cancel').rest()
    expect(call.last).toBe('Do you want to stop here?')
    expect(call.says('yes').rest().hungUp).toBe('cancelled')
    expect(atWhen().says('cancel').says('no').rest().last).toBe('For what day and time?')
  })

  test('one that leads to a state leaves the flows inside it', () => {
    const outer = table
      .replace('start: ask', 'start: sub')
      .replace('states:\n', 'states:\n  sub: { run: inside, next: ask, outcomes: { error: bye } }\n')
    const inside =
      'start: ask\nslots: { n: { type: integer } }\nstates:\n  ask: { gather: n, prompt: A number?, next: done }\n  done: { end: "" }\n'
    const call = aProject({ outer, inside, directions, menu }).rest().says('operator').rest()
    expect(call.hungUp).toBe('operator')
    expect(call.snapshot.context).not.toHaveProperty('stack')
  })

  test('a project replaces a repair by a flow of its name', () => {
    const pattern_help =
      'start: tell\nslots: {}\nstates:\n  tell: { say: Say a day., next: done }\n  done: { end: "", outcome: ask }\n'
    const call = aProject({ table, directions, menu, pattern_help }).rest().says('help').rest()
    expect(call.transcript.slice(-2)).toEqual(['Say a day.', 'How many of you?'])
  })

  test.each(['commands: false', 'modal: true'])('are not heard in a state that says %s', (off) => {
    const quiet = table.replace('prompt: How many of you?', `prompt: How many of you?, ${off}`)
    const call = aProject({ quiet, directions, menu }).rest().says('help').rest()
    expect(call.transcript).not.toContain('You can just answer in your own words.')
    expect(call.attempts.nomatch).toBe(1)
  })
})

describe('interrupts', () => {
  test('silent: it waits for the answer without a word', () => {
    const call = atWhen().says('what is on the menu').rest()
    expect(call.last).toBe('Pasta and pizza.')
    expect(call.phase).toBe('when.quietly')
    expect(call.says('tomorrow at seven pm').rest().state).toBe('sure')
  })

  test('are not heard again while they cool down', () => {
    const call = atWhen({ answer: { option: null, confidence: 0, why: 'model' } }).says('what is on the menu')
    call.says('what is on the menu').rest()
    expect(call.transcript.filter((text) => text === 'Pasta and pizza.')).toHaveLength(1)
    call.wait(5000)
    call.says('tomorrow at seven pm').rest().wait(61_000)
  })

  test('keep the attempts of the question that they came into', () => {
    const call = atWhen({ answer: { option: null, confidence: 0, why: 'model' } })
      .says('purple')
      .says('where are you')
      .rest()
    expect(call.attempts.nomatch).toBe(1)
  })
})

describe('corrections', () => {
  test('from a later state clear what was computed, and go on from the gather that owns the slot', () => {
    const call = atSure()
    expect(call.snapshot.context.saved).toEqual({ tables: 2 })
    call.says('actually make it six guests')
    // while it is acknowledged, the flow waits: what was computed from the old value is gone already
    expect(call.snapshot.context.stack?.[0]).toMatchObject({ slots: { guests: 6 }, saved: {} })
    call.rest()
    expect(call.slots).toMatchObject({ guests: 6 })
    expect(call.snapshot.context.saved).toEqual({ tables: 2 })
    expect(call.transcript.slice(-2)).toEqual(['Okay, I have changed that.', '6 guests. Right?'])
    expect(call.calls.map(({ input }) => (input as { guests: number }).guests)).toEqual([4, 6])
  })

  test('that are refused are told why, and nothing has changed', () => {
    const call = atSure().says('actually make it fifteen guests').rest()
    expect(call.transcript.slice(-2)).toEqual(['Twelve at most.', '4 guests. Right?'])
    expect(call.slots['guests']).toBe(4)
  })

  test('the same value again corrects nothing', () => {
    const call = atWhen({ answer: { option: null, confidence: 0, why: 'model' } })
      .says('no four guests')
      .rest()
    expect(call.transcript).not.toContain('Okay, I have changed that.')
  })

  test('are not heard in a state that says so', () => {
    const deaf = table.replace('denied: { correct: [at]', 'corrections: false, denied: { correct: [at]')
    const call = aProject({ deaf, directions, menu }, { tools: { look: answers({ tables: 2 }) } })
    call.says('four of us').says('tomorrow at seven pm').says('actually make it six guests').rest()
    expect(call.slots['guests']).toBe(4)
  })

  const booked = (undo: string): string =>
    table
      .replace('tool: look,', `tool: look, dedupe_on: [guests], ${undo}`)
      .replace('  bye:', '  cancel_it: { say: I cancel that., clear: [guests], next: ask }\n  bye:')

  test('of what a finished write has used are refused', () => {
    const call = aProject({ booked: booked(''), directions, menu }, { tools: { look: answers({ tables: 2 }) } })
    call.says('four of us').says('tomorrow at seven pm').says('actually make it six guests').rest()
    expect(call.transcript.slice(-2)).toEqual([
      'I am sorry, that is done already and I cannot change it here.',
      '4 guests. Right?',
    ])
  })

  test('unless the flow says how to undo it', () => {
    const call = aProject(
      { booked: booked('undo: cancel_it,'), directions, menu },
      { tools: { look: answers({ tables: 1 }) } },
    )
    const said = call
      .says('four of us')
      .says('tomorrow at seven pm')
      .says('actually make it six guests')
      .rest().transcript
    expect(said).toContain('I cancel that.')
  })
})

test('a model is never shown what was said where a card is asked for, nor asked there', () => {
  const card = `
start: pay
interrupts: { directions: { means: asks how to get here, examples: [where are you], run: directions, resume: ask } }
slots: { card: { type: digits, length: 16, sensitive: pci } }
states:
  pay: { gather: card, prompt: Your card number?, nomatch: [{ to: bye }], next: bye }
  bye: { end: Bye. }
`
  const call = aProject({ card, directions }).says('my dog has eaten it').rest()
  expect(call.decisions).toEqual([])
  expect(call.events.find(({ type }) => type === 'turn.ended')).toMatchObject({ secret: true })
})

describe('what was asked beside the last answer', () => {
  const shop = (last: string): string => `
start: ask
knowledge:
  - { id: parking, questions: ["do you have parking", "where can I park"], answer: "Yes, behind the house." }
  - { id: closing, questions: ["what time do you close"], answer: We close at eleven. }
interrupts:
  directions: { means: asks how to get here, examples: [where are you, how do I find you], run: directions, resume: restate }
commands: { operator: someone, repeat: true }
slots: { guests: { type: integer, confirm: never } }
states:
  ask: { gather: guests, prompt: How many of you?, next: bye }
  someone: { end: I will get someone., outcome: operator }
  bye: ${last}
`
  const after = (said: string, last = '{ end: Bye., outcome: booked }'): Conversation =>
    aProject({ shop: shop(last), directions })
      .says(said)
      .rest()

  test.each([
    ['four people and do you have parking', ['Yes, behind the house.', 'Bye.']],
    ['four people and how do I find you', ['We are at the station.', 'Bye.']],
    [
      'four people and how do I find you and also do you have parking and what time do you close',
      ['We are at the station.', 'Yes, behind the house.', 'We close at eleven.', 'Bye.'],
    ],
  ])('is answered before the call ends: %s', (said, expected) => {
    const call = after(said)
    expect(call.slots).toEqual({ guests: 4 })
    expect(call.transcript).toEqual(['How many of you?', ...expected])
    expect(call.hungUp).toBe('booked')
    expect(call.snapshot.context.queue ?? []).toEqual([])
  })

  test('also where the end says nothing', () => {
    const call = after('four people and do you have parking', '{ end: "", outcome: booked }')
    expect(call.transcript).toEqual(['How many of you?', 'Yes, behind the house.'])
    expect(call.hungUp).toBe('booked')
  })

  test('a stream that is lost meanwhile loses none of it', () => {
    const call = aProject({ shop: shop('{ end: Bye., outcome: booked }'), directions })
    call.says('four people and do you have parking and what time do you close')
    call.reconnect().rest()
    expect(call.transcript.slice(-2)).toEqual(['We close at eleven.', 'Bye.'])
    expect(call.hungUp).toBe('booked')
  })
})
