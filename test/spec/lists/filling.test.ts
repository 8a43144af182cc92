import { describe, expect, test } from 'vitest'
import { replay } from '../../../engine/machine/replay.ts'
import type { Json } from '../../../engine/language/json.ts'
import type { Conversation } from '../conversation.ts'
import { aCall, answers } from '../machine/a-call.ts'

const money = (amount: number): Json => ({ amount, currency: 'GBP' })
const fields = `
      what: { type: text, ask: "What else was damaged?" }
      worth:
        type: money
        currency: GBP
        ask: "What was {{ item.what }} worth?"
        reject: [{ when: "item.worth.amount > 5000", say: "We pay five thousand at most." }]
        nomatch: ["Roughly is fine, what was {{ item.what }} worth?"]`
const flow = (list = '', gather = ''): string => `
start: ask
commands: { help: true, repeat: true, goback: true, operator: colleague }
slots:
  day: { type: date }
  things:
    type: list
    ${list}
    hint: damaged things
    of: ${fields}
    more: "Was anything else damaged?"
states:
  ask: { gather: things, prompt: What was damaged?, nomatch: [Sorry?, { to: colleague }], noinput: [Still there?, { to: colleague }]${gather}, next: when }
  when: { gather: day, prompt: On which day?, next: sure }
  sure: { confirm: "{{ size(slots.things) }} things. Is that right?", confirmed: bye, denied: { correct: things, next: sure } }
  colleague: { say: "One moment.", next: bye }
  bye: { end: Bye. }
`
const things = ({ slots }: Conversation): Json => slots['things'] ?? null

describe('a list of things', () => {
  test('is asked item by item, field by field, until that is all', () => {
    const call = aCall(flow()).says('a lamp')
    expect(call.last).toBe('What was a lamp worth?')
    call.says('fifty pounds')
    expect(call.last).toBe('A lamp, 50 pounds. Was anything else damaged?')
    call.says('yes')
    expect(call.last).toBe('What else was damaged?')
    call.says('a chair worth twenty pounds')
    expect(call.last).toBe('A chair, 20 pounds. Was anything else damaged?')
    call.says("no that's all")
    expect(things(call)).toEqual([
      { what: 'a lamp', worth: money(50) },
      { what: 'a chair', worth: money(20) },
    ])
    expect(call.state).toBe('when')
    expect(call.snapshot.context.lists).toEqual({})
    expect(call.faults).toEqual([])
  })

  test('takes several items from one utterance, and asks for what each of them lacks', () => {
    const call = aCall(flow()).says('a lamp, fifty pounds, a chair and a broken window for ninety')
    expect(call.last).toBe('A lamp, 50 pounds. What was a chair worth?')
    call.says('twenty')
    expect(things(call)).toEqual([
      { what: 'a lamp', worth: money(50) },
      { what: 'a chair', worth: money(20) },
      { what: 'a broken window', worth: money(90) },
    ])
  })

  test('that has nothing on it is empty', () => {
    const call = aCall(flow()).says('nothing')
    expect(things(call)).toEqual([])
    expect(call.state).toBe('when')
  })

  test('that needs one says so once, and then its ladder leads on', () => {
    const call = aCall(flow('min: 1')).says('nothing')
    expect(call.last).toBe('I need at least 1. What was damaged?')
    expect(call.says('none').rest().transcript).toContain('One moment.')
  })

  test('goes on until its minimum is there', () => {
    const call = aCall(flow('min: 2')).says("a lamp for fifty, that's all")
    expect(call.last).toBe('I need at least 2. A lamp, 50 pounds. What else was damaged?')
  })

  test('asks for no more than it can hold', () => {
    const call = aCall(flow('max: 2')).says('a lamp for fifty and a chair for twenty and a sofa for ten')
    expect(call.state).toBe('when')
    expect((things(call) as Json[]).length).toBe(2)
  })

  test('with `more: false` is what the first answer is', () => {
    const call = aCall(flow('').replace('more: "Was anything else damaged?"', 'more: false'))
    call.says('a lamp for fifty and a chair for twenty')
    expect(call.state).toBe('when')
    expect((things(call) as Json[]).length).toBe(2)
  })

  test('is asked once everything else is known that the gather asks for', () => {
    const call = aCall(
      flow().replace(
        'gather: things, prompt: What was damaged?',
        'gather: [things, day], prompt: When was it?, prompts: { things: What was damaged? }',
      ),
    )
    expect(call.last).toBe('When was it?')
    expect(call.says('tomorrow').last).toBe('What was damaged?')
    expect(call.says('a lamp for fifty').says("that's all").state).toBe('sure')
  })
})

describe('while a list is asked', () => {
  const begun = (): Conversation => aCall(flow()).says('a lamp for fifty and a broken window for ninety')

  test.each<[string, Json, string]>([
    ['and a chair for twenty', ['a lamp', 'a broken window', 'a chair'], 'A chair, 20 pounds. Was'],
    ['remove the last one', ['a lamp'], 'I have taken off a broken window. Was'],
    ['take off the lamp', ['a broken window'], 'I have taken off a lamp. Was'],
    ['not the lamp', ['a broken window'], 'I have taken off a lamp. Was'],
    ['not the lamp, a mirror', ['a mirror', 'a broken window'], 'A mirror, 50 pounds. Was'],
    ['remove everything', [], 'I have taken off'],
    ['what have I got so far', ['a lamp', 'a broken window'], 'So far I have a lamp and a broken window. Was'],
    ['remove the sofa', ['a lamp', 'a broken window'], 'Which one should I take off, a lamp or a broken window?'],
  ])('"%s" leaves %j', (said, left, answer) => {
    const call = begun().says(said)
    expect((things(call) as { what: string }[]).map(({ what }) => what)).toEqual(left)
    expect(call.last).toContain(answer)
    expect(call.state).toBe('ask')
  })

  test('an item is put right by its name, and the last one without it', () => {
    const call = begun().says('no, the lamp was forty pounds')
    expect(call.last).toBe('A lamp, 40 pounds. Was anything else damaged?')
    call.says('no sorry, eighty pounds')
    expect((things(call) as { worth: Json }[]).map(({ worth }) => worth)).toEqual([money(40), money(80)])
  })

  test('which one is to go is asked, and "none of them" takes nothing off', () => {
    expect(things(begun().says('take one off').says('the second one'))).toHaveLength(1)
    const call = begun().says('take one off').says('none of them')
    expect(things(call)).toHaveLength(2)
    expect(call.last).toBe('Was anything else damaged?')
  })

  test('the item in question is dropped', () => {
    const call = aCall(flow()).says('a lamp').says('forget that one')
    expect(call.last).toBe('I have taken off a lamp. Was anything else damaged?')
    expect(things(call)).toEqual([])
  })

  test('help, repeat and a colleague are heard', () => {
    const call = begun().says('could you repeat that').rest()
    expect(call.last).toBe('Was anything else damaged?')
    expect(begun().says('operator').rest().transcript).toContain('One moment.')
  })

  test('one step back asks again for what was said last', () => {
    const call = aCall(flow()).says('a lamp').says('go back').rest()
    expect(call.last).toBe('What else was damaged?')
    const later = begun().says('go back').rest()
    expect(later.last).toBe('What was a broken window worth?')
    expect(things(later)).toHaveLength(1)
  })
})

describe('what nobody understands, and silence, in a list', () => {
  test('are counted for each question', () => {
    const call = aCall(flow()).says('well um')
    expect(call.last).toBe('Sorry?')
    call.says('a lamp')
    expect(call.attempts).toEqual({ noinput: 0, nomatch: 0 })
    call.says('the dog is barking')
    expect(call.last).toBe('Roughly is fine, what was a lamp worth?')
    call.rest()
    expect(call.attempts.nomatch).toBe(1)
    call.says('the dog is barking').rest()
    expect(call.transcript).toContain('One moment.')
  })

  test('at "anything else?" for the second time mean that it is all', () => {
    const call = aCall(flow()).says('a lamp for fifty')
    call.silence(6000)
    expect(call.last).toBe("Sorry, I didn't hear anything. Was anything else damaged?")
    call.silence(6000)
    expect(call.state).toBe('when')
    expect(things(call)).toHaveLength(1)
  })

  test('a value that is refused is told why, and asked again', () => {
    const call = aCall(flow()).says('a car').says('nine thousand pounds')
    expect(call.last).toBe('We pay five thousand at most. What was a car worth?')
    expect(call.says('four thousand').last).toContain('A car, 4000 pounds.')
  })
})

describe('a list that was told', () => {
  const told = (): Conversation => aCall(flow()).says('a lamp for fifty and a chair for twenty').says("that's all")

  test('is put right from a later question, by the name of what is on it', () => {
    const call = told().says('sorry, take off the lamp').rest()
    expect(things(call)).toEqual([{ what: 'a chair', worth: money(20) }])
    expect(call.last).toBe('On which day?')
  })

  test('is put right in a confirm: added to, taken from and changed', () => {
    const call = told().says('tomorrow').says('no, and a sofa for two hundred pounds')
    expect(call.last).toBe('3 things. Is that right?')
    expect(call.says('no, take off the chair').last).toBe('2 things. Is that right?')
    call.says('no, the lamp was sixty pounds')
    expect((things(call) as { what: string; worth: Json }[])[0]).toEqual({ what: 'a lamp', worth: money(60) })
  })

  test('asks what to do after a plain no, and for what a new item lacks', () => {
    const call = told().says('tomorrow').says('no')
    expect(call.last).toBe('What should I add, change or take off?')
    expect(call.says('add a sofa').last).toBe('What was a sofa worth?')
    call.says('two hundred').says('no').rest()
    expect(call.last).toBe('3 things. Is that right?')
  })

  test('is opened again by "one is missing"', () => {
    const call = told().says('tomorrow').says('one is missing')
    expect(call.last).toBe('What else was damaged?')
    expect(call.says('a sofa for ten').says('nothing else').rest().last).toBe('3 things. Is that right?')
  })

  test('what was computed from it is forgotten when it changes', () => {
    const call = aCall(
      `
start: ask
slots: { parts: { type: list }, day: { type: date } }
states:
  ask: { gather: parts, prompt: Which parts?, next: look }
  look: { tool: price, with: { parts: =slots.parts }, save: { price: result.price }, next: when, outcomes: { error: bye } }
  when: { gather: day, prompt: When?, next: bye }
  bye: { end: Bye. }
`,
      { tools: { price: answers({ price: 3 }) } },
    )
    call.says('the roof and the door').says("that's all")
    call.rest()
    call.says('sorry, take off the door').rest()
    expect(call.calls.map(({ input }) => input)).toEqual([{ parts: ['the roof', 'the door'] }, { parts: ['the roof'] }])
  })
})

describe('a list of plain values', () => {
  const numbers = `
start: ask
slots:
  numbers:
    type: list
    max: 3
    added: "Got {{ item | digits }}."
    more: Another one?
    of: { type: digits, length: 4, ask: "What is the next number?", reject: [{ when: "slots.numbers.exists(n, n == item)", say: I have that one. }] }
states:
  ask: { gather: numbers, prompt: What is the number?, keypad: { max: 4 }, next: bye }
  bye: { end: "{{ slots.numbers | list('', 'and') }}." }
`
  test('is filled one by one, or several at once', () => {
    const call = aCall(numbers).says('one two three four')
    expect(call.last).toBe('Got 1 2 3 4. Another one?')
    expect(call.says('yes').last).toBe('What is the next number?')
    expect(call.says('one two three five').says('no').slots).toEqual({ numbers: ['1234', '1235'] })
    expect(aCall(numbers).says('one two three four and five six seven eight').slots['numbers']).toEqual([
      '1234',
      '5678',
    ])
  })

  test('keeps the beginning of one', () => {
    const call = aCall(numbers).says('one two')
    expect(call.last).toBe('What is the number?')
    expect(call.says('three four').slots['numbers']).toEqual(['1234'])
  })

  test('refuses what it has already', () => {
    const call = aCall(numbers).says('one two three four').says('one two three four')
    expect(call.last).toBe('I have that one. Another one?')
  })

  test('is keyed: a number, the next one at once, and two for no more', () => {
    const call = aCall(numbers)
    call.rest()
    call.presses('1234').rest()
    call.presses('5678').rest()
    expect(call.slots['numbers']).toEqual(['1234', '5678'])
    call.presses('2#')
    expect(call.state).toBe('bye')
  })

  test('of texts needs nothing but its type', () => {
    const call = aCall(`
start: ask
slots: { parts: { type: list } }
states:
  ask: { gather: parts, prompt: Which parts?, next: bye }
  bye: { end: "{{ slots.parts | list('', 'and') }}." }
`)
    call.says('the roof and the left door')
    expect(call.last).toBe('The roof and the left door. Anything else?')
    expect(call.says('nope').last).toBe('the roof and the left door.')
  })
})

describe('an item that must be confirmed', () => {
  const checked = flow().replace('currency: GBP', 'currency: GBP\n        confirm: always')
  test('is read back, and asked for again after a no', () => {
    const call = aCall(checked).says('a lamp for fifty')
    expect(call.last).toBe('A lamp, 50 pounds. Is that right?')
    expect(call.says('no').last).toBe('What else was damaged?')
    expect(things(call)).toEqual([])
    expect(call.says('a lamp for sixty').says('yes').last).toBe('Was anything else damaged?')
    expect(things(call)).toHaveLength(1)
  })
  test('is put right in the same breath', () => {
    const call = aCall(checked).says('a lamp for fifty').says('no, sixty pounds')
    expect(call.last).toBe('A lamp, 60 pounds. Was anything else damaged?')
  })
})

describe('a call in the middle of a list', () => {
  const said = ['a lamp', 'fifty pounds', 'and a chair', 'twenty', 'take off the lamp', 'no thanks', 'tomorrow', 'yes']

  test('is folded from its log to the same bytes', () => {
    const call = aCall(flow())
    for (const words of said) call.says(words)
    const folded = [...replay(call.compiled, call.events)].at(-1)
    expect(JSON.stringify(folded?.snapshot)).toBe(JSON.stringify(call.snapshot))
  })

  test('loses nothing with the stream', () => {
    const call = aCall(flow()).says('a lamp for fifty').says('a chair')
    call.reconnect().rest()
    expect(call.last).toBe('What was a chair worth?')
    expect(call.says('twenty').says('no').slots['things']).toHaveLength(2)
  })

  test('is small: six things and one that is not whole are under 2 kB', () => {
    const call = aCall(flow())
    for (let n = 1; n <= 6; n++) call.says(`a thing called ${'abcdef'[n - 1] ?? ''}${n} for ${n}0 pounds`)
    call.says('and a chair')
    expect(things(call)).toHaveLength(6)
    expect(JSON.stringify(call.snapshot).length).toBeLessThan(2000)
  })
})
