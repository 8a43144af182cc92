import { describe, expect, it } from 'vitest'
import { booking, bookingWithBargein, said, salonOn } from './booking.ts'
import { flowOf, Scenario } from './scenario.ts'

describe('our own voice on the line', () => {
  it('is not the caller: it stops nothing, and nothing of it is kept', async () => {
    const call = await Scenario.start(bookingWithBargein('{ min_words: 2 }'), {
      tools: salonOn(() => call.clock).tools,
    })
    await call.hears('We are open')
    await call.says('from nine to five', 'from nine to five')
    await call.hears(said.question)
    expect(call.heard).toBe(`${said.greeting} | ${said.question}`)
    expect(call.line.clearedAt).toEqual([])
    expect(await call.count('turn.ended')).toBe(0)
    await call.hangsUp()
    await call.isOverAndGone()
  })

  it('with the caller in it: only theirs is heard', async () => {
    const call = await Scenario.start(bookingWithBargein('{ min_words: 2 }'), {
      tools: salonOn(() => call.clock).tools,
    })
    await call.hears('We are open')
    await call.says('from nine to five on every a haircut please', 'from nine to five on a haircut please')
    await call.hears(said.check)
    const ended = (await call.events()).find(({ type }) => type === 'turn.ended')
    expect(ended?.type === 'turn.ended' ? ended.hypotheses.map(({ text }) => text) : []).toEqual(['a haircut please'])
    await call.hangsUp()
    await call.isOverAndGone()
  })

  it('that has stopped us once by its length does not do it again on this call', async () => {
    const call = await Scenario.start(bookingWithBargein('{ min_ms: 300 }'), {
      tools: salonOn(() => call.clock).tools,
    })
    await call.hears('We are open')
    await call.says('from nine to five', 'from nine to five')
    await call.until('it was taken up again', () => call.heard.includes(' | '))
    expect(call.line.clearedAt).toHaveLength(1)
    await call.hears(said.question.slice(0, 14))
    await call.says('a haircut or a colour', 'like a haircut or a colour')
    await call.wait(3000)
    expect(call.line.clearedAt).toHaveLength(1)
    expect(await call.count('turn.ended')).toBe(0)
    await call.hangsUp()
    await call.isOverAndGone()
  })
})

const table = flowOf(`
flow: table
language: en-GB
timezone: Europe/London
start: when
slots: { at: { type: time }, guests: { type: integer, min: 1, max: 20 } }
states:
  when:
    gather: at
    prompt: At what time?
    nomatch: [What time?, { to: bye }]
    noinput: [Hello?, { to: bye }]
    next: who
  who:
    gather: guests
    prompt: And for how many guests will it be?
    nomatch: [How many?, { to: bye }]
    noinput: [Hello?, { to: bye }]
    next: bye
  bye: { end: Goodbye!, outcome: completed }
`)

/** From the caller's last sound to the end of their last turn. */
function waited(call: Scenario): number {
  const off = call.notices.findLast((notice) => notice.type === 'voice' && !notice.on)
  const ended = call.notices.findLast((notice) => notice.type === 'stepped' && notice.event.type === 'turn.ended')
  if (off?.type !== 'voice' || ended?.type !== 'stepped') throw new Error('Nobody has spoken.')
  return ended.event.at - off.at
}

describe('a caller who was cut off', () => {
  it('is given more time for the rest of the call, on the streams that follow as well', async () => {
    const call = await Scenario.start(table)
    await call.hears('At what time?')
    await call.says('seven')
    await call.until('the turn was ended', () => turnsOf(call) === 1)
    expect(waited(call)).toBeLessThan(650 + 60)
    await call.says('p m')
    await call.hears('How many?')
    call.drops()
    await call.connects()
    await call.hears('And for how many guests will it be?')
    await call.says('four')
    await call.hears('Goodbye!')
    expect(waited(call)).toBeGreaterThanOrEqual(375)
    expect(waited(call)).toBeLessThan(375 + 60)
    await call.isOverAndGone()
  })

  it('one who was not is answered as soon as before', async () => {
    const call = await Scenario.start(table)
    await call.hears('At what time?')
    await call.says('seven')
    await call.hears('And for how many guests will it be?')
    await call.says('four')
    await call.hears('Goodbye!')
    expect(waited(call)).toBeLessThan(250 + 60)
    await call.isOverAndGone()
  })
})

function turnsOf(call: Scenario): number {
  return call.notices.filter((notice) => notice.type === 'stepped' && notice.event.type === 'turn.ended').length
}

it('a false alarm is resumed, and silence counts from the end of what was then heard', async () => {
  const call = await Scenario.start(bookingWithBargein('{ min_ms: 60, ignore: [mhm] }'), {
    tools: salonOn(() => call.clock).tools,
  })
  await call.hears('Would you like a h')
  await call.says('mhm')
  await call.hears('or a colour?')
  const endedAt = call.clock.now()
  await call.hears('Are you still')
  const beganAt = call.clock.now() - 'Are you still'.length * 60
  expect(beganAt - endedAt).toBeGreaterThanOrEqual(5000 - 100)
  expect(beganAt - endedAt).toBeLessThan(5000 + 200)
  await call.hangsUp()
  await call.isOverAndGone()
})

it('a key pressed into a voice that says nothing leaves only the key', async () => {
  const call = await Scenario.start(booking, { tools: salonOn(() => call.clock).tools })
  await call.hears(said.question)
  call.line.press('1')
  await call.says('uh', [])
  await call.wait(2000)
  expect(await call.count('turn.ended')).toBe(0)
  expect(await call.count('key.pressed')).toBe(1)
  await call.hangsUp()
  await call.isOverAndGone()
})

describe('a caller who goes on while the final words of what they said are awaited', () => {
  const day = flowOf(`
flow: day
language: en-GB
timezone: Europe/London
start: when
slots: { at: { type: time } }
states:
  when: { gather: at, prompt: At what time?, next: bye }
  bye: { end: "{{ slots.at | time }}. Goodbye." }
`)

  it('is in the same turn still: both are one answer', async () => {
    const call = await Scenario.start(day, { finalAfterMs: 1500 })
    await call.hears('At what time?')
    await call.says('seven')
    await call.wait(1000)
    expect(await call.count('turn.ended')).toBe(0)
    await call.says('thirty p m')
    await call.hears('Goodbye.')
    const turns = (await call.events()).flatMap((event) =>
      event.type === 'turn.ended' ? [event.hypotheses.map(({ text }) => text)] : [],
    )
    expect(turns).toEqual([['seven thirty p m']])
    expect(await call.slots()).toEqual({ at: '19:30' })
    await call.isOverAndGone()
  })

  it('behind a closed answer says something else', async () => {
    const call = await Scenario.start(booking, { tools: salonOn(() => call.clock).tools, finalAfterMs: 1500 })
    await call.hears(said.question)
    await call.says('haircut')
    await call.wait(800)
    await call.says('hello')
    await call.hears(said.check)
    const [first] = (await call.events()).flatMap((event) => (event.type === 'turn.ended' ? [event.hypotheses] : []))
    expect(first?.map(({ text }) => text)).toEqual(['haircut'])
    await call.hangsUp()
    await call.isOverAndGone()
  })
})
