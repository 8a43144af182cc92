import { describe, expect, test } from 'vitest'
import { aCall, answers } from './a-call.ts'

const table = `
start: ask
slots:
  guests: { type: integer, min: 1, max: 20, hint: number of guests }
  day: { type: date }
  at: { type: time, earliest: "12:00", latest: "22:00" }
states:
  ask:
    gather: [guests, day, at]
    prompt: How many, and when?
    prompts: { guests: For how many?, day: On which day?, at: At what time? }
    next: told
  told: { say: "{{ slots.guests }} on {{ slots.day | date }} at {{ slots.at | time }}.", next: bye }
  bye: { end: Bye. }
`

describe('several slots', () => {
  test('are asked for no more, once all but one are known, by the built-in ladders either', () => {
    const call = aCall(table).says('four people on friday').rest()
    expect(call.last).toBe('At what time?')
    expect(call.says('purple').rest().last).toBe("Sorry, I didn't understand that. At what time?")
    expect(call.silence(6000).rest().last).toBe("Sorry, I didn't hear anything. At what time?")
  })

  test('are taken from one utterance, and nothing is asked again', () => {
    const call = aCall(table).says('table for four on friday at seven in the evening')
    expect(call.slots).toEqual({ guests: 4, day: '2026-10-09', at: '19:00' })
    expect(call.last).toBe('4 on Friday the 9th of October at seven in the evening.')
  })

  test.each([
    ['four people on friday', 'At what time?'],
    ['four people at seven pm', 'On which day?'],
    ['friday at seven pm', 'For how many?'],
  ])('of which one is missing after "%s": it alone is asked: %s', (said, asked) => {
    expect(aCall(table).says(said).last).toBe(asked)
  })

  test('of which two are missing: the whole question is asked, and only they are expected', () => {
    const call = aCall(table)
    call.rest()
    call.did()
    call.says('four people')
    expect(call.did()).toEqual(['timer noinput off', 'listen day at', 'say "How many, and when?"'])
  })

  test('that are known already are neither asked nor overwritten', () => {
    const call = aCall(
      table
        .replace('start: ask', 'start: set')
        .replace('states:', 'states:\n  set: { set: { slots.day: "2026-10-10", slots.at: "20:00" }, next: ask }'),
    )
    expect(call.transcript).toEqual(['For how many?'])
    call.says('four on friday')
    expect(call.slots).toEqual({ guests: 4, day: '2026-10-10', at: '20:00' })
  })

  test('that are all known: the state says nothing', () => {
    const call = aCall(`
start: ask
slots: { n: { type: integer, default: 3 } }
states:
  ask: { gather: n, prompt: How many?, next: bye }
  bye: { end: "{{ slots.n }}." }
`)
    expect(call.transcript).toEqual(['3.'])
  })

  test.each([
    ['four', {}],
    ['at four', { at: '16:00' }],
    ['four of us', { guests: 4 }],
    ['four pm', { at: '16:00' }],
    ['four at four', { guests: 4, at: '16:00' }],
    ['for two people at eight', { guests: 2, at: '20:00' }],
  ])('do not claim the same words: "%s" is %j', (said, slots) => {
    expect(aCall(table).says(said).slots).toEqual(slots)
  })

  test('of which one takes any words leave it only what the others do not use', () => {
    const flow = `
start: ask
slots: { note: { type: text }, at: { type: time, earliest: "12:00", latest: "22:00" } }
states:
  ask: { gather: [note, at], prompt: Say., next: bye }
  bye: { end: Bye. }
`
    expect(aCall(flow).says('at seven').slots).toEqual({ at: '19:00' })
    expect(aCall(flow).says('a window seat').slots).toEqual({ note: 'a window seat' })
  })
})

describe('defaults', () => {
  const flow = `
start: ask
slots:
  mobile: { type: phone, region: GB, default: "=call.from" }
  region: { type: text, default: Soho }
  note: { type: text, default: "=slots.region" }
states:
  ask: { gather: mobile, prompt: Which number?, next: bye }
  bye: { end: Bye. }
`
  test('are there before anything is said, each seeing the ones before it', () => {
    expect(aCall(flow).slots).toEqual({ mobile: '+442079460000', region: 'Soho', note: 'Soho' })
  })

  test('that come out empty leave the slot to be asked: a withheld number', () => {
    const call = aCall(flow, {}, { from: '' })
    expect(call.slots).toEqual({ region: 'Soho', note: 'Soho' })
    expect(call.last).toBe('Which number?')
  })
})

describe('a value that is refused', () => {
  const flow = `
start: ask
slots:
  guests: { type: integer, min: 1, max: 20, reject: [{ when: "slots.guests > 8", say: We seat eight at most. }] }
  at: { type: time, earliest: "12:00", latest: "22:00" }
states:
  ask:
    gather: [guests, at]
    prompt: How many, and when?
    prompts: { guests: For how many?, at: At what time? }
    next: bye
  bye: { end: Bye. }
`
  test('is said why, and asked again, counting nothing', () => {
    const call = aCall(flow).says('ten people at seven')
    expect(call.transcript).toEqual(['How many, and when?', 'We seat eight at most.'])
    call.rest()
    expect(call.last).toBe('For how many?')
    expect(call.slots).toEqual({ at: '19:00' })
    expect(call.attempts).toEqual({ noinput: 0, nomatch: 0 })
  })

  test('does not lend its words to another slot', () => {
    expect(aCall(flow).says('ten').slots).toEqual({})
  })

  test('can be put right while the reason is being said', () => {
    const call = aCall(flow).says('ten people at seven')
    call.bargesIn('sorry six')
    expect(call.slots).toEqual({ guests: 6, at: '19:00' })
    expect(call.last).toBe('Bye.')
  })

  test('is judged with what was said in the same breath', () => {
    const call = aCall(`
start: ask
slots:
  day: { type: date, reject: [{ when: "slots.day == today && or(slots.at, '23:00') < '14:00'", say: That is over. }] }
  at: { type: time, earliest: "09:00", latest: "17:00" }
states:
  ask: { gather: [day, at], prompt: When?, next: bye }
  bye: { end: Bye. }
`)
    expect(call.says('today at ten').last).toBe('That is over.')
    expect(call.says('today at four').slots).toEqual({ at: '10:00' })
  })
})

describe('the beginning of an answer', () => {
  const flow = `
start: ask
slots: { code: { type: digits, length: 6 } }
states:
  ask:
    gather: code
    prompt: Your code, please?
    nomatch: [Six digits please?, { to: bye }]
    next: bye
  bye: { end: Bye. }
`
  test('is kept, told to the next try, and completed by it, counting nothing', () => {
    const call = aCall(flow).says('one two three')
    expect(call.slots).toEqual({})
    expect(call.listening?.earlier).toEqual({ code: '123' })
    expect(call.attempts.nomatch).toBe(0)
    expect(call.says('four five six').slots).toEqual({ code: '123456' })
  })

  test('that comes again and brings nothing new is a no-match', () => {
    const call = aCall(`
start: ask
slots: { dob: { type: date, range: past, hint: date of birth } }
states:
  ask: { gather: dob, prompt: When were you born?, nomatch: [Which year?, { to: bye }], next: bye }
  bye: { end: Bye. }
`)
    expect(call.says('the fifth of may').last).toBe('When were you born?')
    expect(call.says('the fifth of may').last).toBe('Which year?')
    expect(call.says('nineteen eighty').slots).toEqual({ dob: '1980-05-05' })
  })

  test('cannot go on for ever: the call ends in a sentence', () => {
    const call = aCall(`
start: ask
slots: { dob: { type: date, range: past, hint: date of birth } }
states:
  ask: { gather: dob, prompt: When were you born?, next: bye }
  bye: { end: Bye. }
`)
    for (let n = 0; n < 40 && call.hungUp === null && call.listening !== null; n++)
      call.says(n % 2 === 0 ? 'the fifth of may' : 'the sixth of may')
    expect(call.rest().hungUp).toBe('failed')
  })
})

describe('a choice among what a tool has found', () => {
  const flow = `
start: look
slots: { offer: { type: choice, from: found, label: at } }
states:
  look: { tool: look, save: { found: result.times }, next: [{ when: "size(found) == 0", to: bye }, { else: offer }], outcomes: { error: bye } }
  offer:
    gather: offer
    prompt: "I have {{ found | list('at') }}. Which one?"
    none_of_these: other
    set: { picked: =slots.offer.id }
    next: told
  other: { end: "Another day, then." }
  told: { end: "Number {{ picked }}." }
  bye: { end: Bye. }
`
  const found = {
    tools: {
      look: answers({
        times: [
          { id: 7, at: '2026-10-09T19:00:00+01:00' },
          { id: 8, at: '2026-10-09T20:30:00+01:00' },
        ],
      }),
    },
  }
  test.each([
    ['the second one', 8],
    ['half past eight', 8],
    ['the first', 7],
    ['the later one', 8],
  ])('is by value, by its place: "%s" is number %i, whole', (said, id) => {
    const call = aCall(flow, found).says(said)
    expect(call.slots).toMatchObject({ offer: { id } })
    expect(call.last).toBe(`Number ${id}.`)
  })

  test.each(['neither', 'none of those'])('can be none of them: "%s"', (said) => {
    const call = aCall(flow, found).says(said)
    expect(call.slots).toEqual({})
    expect(call.last).toBe('Another day, then.')
  })
})

test('a question may not be interrupted: what is said into it is neither recognised nor kept', () => {
  const call = aCall(`
start: ask
slots: { n: { type: integer } }
states:
  ask: { gather: n, prompt: How many?, bargein: false, nomatch: [Sorry?, { to: bye }], next: bye }
  bye: { end: Bye. }
`)
  expect(call.did()).toEqual(['deafen', 'say "How many?"'])
  call.rest()
  expect(call.did()).toEqual(['listen n', 'timer noinput in 6000'])
  call.says('erm')
  expect(call.did()).toEqual(['timer noinput off', 'deafen', 'say "Sorry?"'])
  expect(call.says('four').slots).toEqual({ n: 4 })
})

test('an interruption of the question that was nothing has it asked again, counting nothing', () => {
  const call = aCall(table).bargesIn('', 'How many')
  expect(call.transcript).toEqual(['How many, and when?', 'How many, and when?'])
  expect(call.attempts).toEqual({ noinput: 0, nomatch: 0 })
})

test('an interruption that was no answer is a no-match', () => {
  const call = aCall(table).bargesIn('erm well', 'How many')
  expect(call.phase).toBe('ask.nomatch_1')
})

test('an answer that comes while the question is still being said stops it', () => {
  const call = aCall(table)
  call.did()
  call.speaks('four on friday at seven')
  expect(call.did()).toEqual([
    'clear',
    'listen for nothing',
    'say "4 on Friday the 9th of October at seven in the evening."',
  ])
})
