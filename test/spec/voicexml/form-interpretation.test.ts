import { describe, expect, test } from 'vitest'
import { aCall, answers } from '../machine/a-call.ts'

const booking = `
start: ask
slots:
  guests: { type: integer, min: 1, max: 20 }
  day: { type: date }
  time: { type: time }
states:
  ask:
    gather: [guests, day, time]
    prompt: How many, and when?
    prompts: { guests: For how many?, day: Which day?, time: What time? }
    nomatch: [Pardon?, { repeat: true }, { to: bye }]
    next: bye
  bye: { end: Goodbye. }
`

describe('2.1.6.1 the select phase: the first item that is not filled is visited', () => {
  const items = `
start: guests
slots: { guests: { type: integer, max: 20 }, day: { type: date }, time: { type: time } }
states:
  guests: { gather: guests, prompt: For how many?, next: day }
  day: { gather: [day, time], prompt: Which day?, prompts: { time: What time? }, next: time }
  time: { gather: time, prompt: At what time?, next: bye }
  bye: { end: Goodbye. }
`
  test('items are asked in the order in which they stand', () => {
    const call = aCall(items).says('four').says('tomorrow').says('seven pm').rest()
    expect(call.transcript).toEqual(['For how many?', 'Which day?', 'What time?', 'Goodbye.'])
  })

  test('an item that was filled by an earlier answer is neither asked nor visited with a word', () => {
    const call = aCall(items).says('four').says('tomorrow at seven pm').rest()
    expect(call.transcript).toEqual(['For how many?', 'Which day?', 'Goodbye.'])
    expect(Object.keys(call.slots).sort()).toEqual(['day', 'guests', 'time'])
  })

  test('an item that has an initial value is passed over (2.1.5, `expr`)', () => {
    const call = aCall(items.replace('max: 20 }', 'max: 20, default: 2 }'))
    expect(call.rest().last).toBe('Which day?')
    expect(call.transcript).toEqual(['Which day?'])
    expect(call.slots).toEqual({ guests: 2 })
  })

  test('an item whose condition does not hold is passed over (2.1.6.1, `cond`)', () => {
    const guarded = items
      .replace('next: day }', 'next: big }')
      .replace('  day: {', '  big: { branch: [{ when: "slots.guests > 8", to: bye }, { else: day }] }\n  day: {')
    expect(aCall(guarded).says('nine').rest().transcript).toEqual(['For how many?', 'Goodbye.'])
    expect(aCall(guarded).says('eight').rest().last).toBe('Which day?')
  })
})

describe('2.1.6.2 the collect phase: mixed initiative', () => {
  test.each([
    ['four tomorrow at seven pm', ['Goodbye.']],
    ['at seven pm tomorrow for four', ['Goodbye.']],
    ['four people at seven pm', ['Which day?']],
    ['tomorrow at seven pm', ['For how many?']],
    ['four people tomorrow', ['What time?']],
  ])('"%s" fills what it says, in whatever order, and only what is missing is asked', (said, then) => {
    expect(aCall(booking).says(said).rest().transcript.slice(1)).toEqual(then)
  })

  test('every item that is not filled is expected, and none that is', () => {
    const call = aCall(booking).rest()
    expect(call.listening?.slots.map(({ name }) => name)).toEqual(['guests', 'day', 'time'])
    call.says('four people').rest()
    expect(call.listening?.slots.map(({ name }) => name)).toEqual(['day', 'time'])
  })

  test('what is filled is not filled again by an answer to another item', () => {
    const call = aCall(booking).says('four people').says('tomorrow').says('seven pm').rest()
    expect(call.slots['guests']).toBe(4)
  })
})

describe('2.1.6.3 the process phase', () => {
  test('what is refused after it was filled is cleared and asked for again (5.3.3)', () => {
    const call = aCall(`
start: ask
slots: { guests: { type: integer, max: 50, reject: [{ when: "slots.guests > 8", say: We have no such table. }] } }
states:
  ask: { gather: guests, prompt: For how many?, next: bye }
  bye: { end: Goodbye. }
`)
    call.says('twelve').rest()
    expect(call.slots).toEqual({})
    expect(call.transcript).toEqual(['For how many?', 'We have no such table.', 'For how many?'])
    expect(call.attempts).toEqual({ noinput: 0, nomatch: 0 })
    expect(call.says('two').rest().slots).toEqual({ guests: 2 })
  })

  test('an answer that does not match leaves every item as it was', () => {
    const call = aCall(booking).says('four people').says('purple')
    expect(call.slots).toEqual({ guests: 4 })
    expect(call.last).toBe('Pardon?')
  })
})

describe('2.1.6 and 5.2.2 an item that is entered anew', () => {
  const round = `
start: ask
slots: { n: { type: integer } }
states:
  ask:
    gather: n
    prompt: How many?
    noinput_after: 5s
    nomatch: [First nomatch., Second nomatch., { to: bye }]
    noinput: [First noinput., Second noinput., { to: bye }]
    next: again
  again: { set: { seen: true }, clear: [n], next: ask }
  bye: { end: Goodbye. }
`
  test('begins with all counters at nothing', () => {
    const call = aCall(round).says('purple').silence(5000).rest()
    expect(call.attempts).toEqual({ noinput: 1, nomatch: 1 })
    call.says('four').rest()
    expect(call.slots).toEqual({})
    expect(call.attempts).toEqual({ noinput: 0, nomatch: 0 })
    call.says('purple').silence(5000).rest()
    expect(call.transcript.slice(-3)).toEqual(['How many?', 'First nomatch.', 'First noinput.'])
  })

  test('is asked with its own question, not with the rung that was said last', () => {
    expect(aCall(round).says('purple').says('purple').says('four').rest().last).toBe('How many?')
  })

  test('each item counts for itself', () => {
    const two = round
      .replace('slots: { n: { type: integer } }', 'slots: { n: { type: integer }, m: { type: integer } }')
      .replace('    next: again', '    next: other')
      .replace(
        '  bye:',
        '  other: { gather: m, prompt: How old?, nomatch: [Your age?, { to: bye }], next: again }\n  bye:',
      )
    const call = aCall(two).says('purple').says('purple').says('four').says('purple')
    expect(call.last).toBe('Your age?')
    expect(call.rest().attempts.nomatch).toBe(1)
  })
})

describe('4.1.8 between two items', () => {
  const between = `
start: n
slots: { n: { type: integer }, m: { type: integer } }
states:
  n: { gather: n, prompt: How many?, next: tell }
  tell: { say: Thank you., next: more }
  more: { say: There is one thing more., next: m }
  m: { gather: m, prompt: How old?, next: bye }
  bye: { end: Goodbye. }
`
  test('the prompts that are queued are played, in order, before an answer is waited for', () => {
    const call = aCall(between).says('four')
    expect(call.snapshot.context.timers).toEqual({})
    expect(call.rest().transcript).toEqual(['How many?', 'Thank you.', 'There is one thing more.', 'How old?'])
    expect(Object.keys(call.snapshot.context.timers)).toEqual(['noinput'])
  })

  test('an answer said into the queue belongs to the item behind it, and the rest of the queue is not played', () => {
    const call = aCall(between).says('four').bargesIn('forty', 'Thank')
    expect(call.slots).toEqual({ n: 4, m: 40 })
    expect(call.rest().transcript).toEqual(['How many?', 'Thank you.', 'Goodbye.'])
  })

  const writing = `
start: n
slots: { n: { type: integer }, m: { type: integer } }
states:
  n: { gather: n, prompt: How many?, next: look }
  look: { tool: look, filler: { after: 1s, say: [One moment.], every: 2s }, next: m, outcomes: { error: bye } }
  m: { gather: m, prompt: How old?, next: bye }
  bye: { end: Goodbye. }
`
  test('what runs there is run to its end: neither keys nor a turn stop it, start it again or answer the next item', () => {
    const call = aCall(writing, { tools: { look: answers({}, 3000) } }).says('four')
    call.wait(200).presses('7')
    call.take({
      type: 'turn.ended',
      at: call.now,
      hypotheses: [{ text: 'forty', confidence: 1 }],
      readings: {},
      matches: {},
    })
    expect(call.state).toBe('look')
    call.rest()
    expect(call.calls).toHaveLength(1)
    expect(call.slots).toEqual({ n: 4 })
    expect(call.last).toBe('How old?')
    expect(call.snapshot.context.keys).toBe('')
  })

  test('an event from outside that comes meanwhile is kept until it is waited for', () => {
    const call = aCall(`
start: n
slots: { n: { type: integer } }
states:
  n: { gather: n, prompt: How many?, next: tell }
  tell: { say: I am sending you a link., next: hold }
  hold: { wait: paid, timeout: 20s, save: { reference: result.reference }, next: bye, outcomes: { timeout: late } }
  late: { end: That took too long. }
  bye: { end: "Paid, {{ reference }}." }
`).says('four')
    expect(call.state).toBe('tell')
    call.take({ type: 'event.received', at: call.now, name: 'paid', data: { reference: 'P7' } })
    expect(call.state).toBe('tell')
    expect(call.rest().transcript.slice(1)).toEqual(['I am sending you a link.', 'Paid, P7.'])
  })
})
