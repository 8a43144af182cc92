import { describe, expect, it } from 'vitest'
import type { SpeechInterrupted } from '../../../engine/machine/event.ts'
import { booking, bookingWithBargein, said, salonOn } from './booking.ts'
import { Scenario } from './scenario.ts'

async function interruptions(call: Scenario): Promise<readonly SpeechInterrupted[]> {
  return (await call.events()).filter((event) => event.type === 'speech.interrupted')
}

describe('a caller who breaks in', () => {
  it('stops the speech at once, and only what was heard counts as said', async () => {
    const call = await Scenario.start(booking, { tools: salonOn(() => call.clock).tools })
    await call.hears('We are open from')
    const beganAt = call.clock.now()
    await call.says('a haircut please', 'a haircut')
    await call.until('it was cleared', () => call.line.clearedAt.length > 0, 0)

    const heard = call.heard
    expect(call.line.clearedAt[0]! - beganAt).toBeLessThan(300 + 150)
    await call.hears(said.check)
    // The answer into the greeting is taken: the question is never asked.
    expect(call.heard).toBe(`${heard} | ${said.check}`)
    const [interrupted, ...more] = await interruptions(call)
    expect(more).toEqual([])
    expect(said.greeting.startsWith(interrupted?.heard ?? '?')).toBe(true)
    expect(heard.startsWith(interrupted?.heard ?? '?')).toBe(true)
    // Marks come every half second: about a sentence's worth of letters may be uncertain, never more.
    expect(heard.length - (interrupted?.heard.length ?? 0)).toBeLessThan(20)
    await call.hangsUp()
    await call.isOverAndGone()
  })

  it('is told of with the turn that it led to, once', async () => {
    const call = await Scenario.start(booking, { tools: salonOn(() => call.clock).tools })
    await call.hears('We are open from')
    await call.says('a haircut please', 'a haircut')
    await call.hears(said.check)
    const kinds = (await call.events()).map(({ type }) => type)
    expect(kinds.slice(0, 3)).toEqual(['call.started', 'speech.interrupted', 'turn.ended'])
    await call.hangsUp()
    await call.isOverAndGone()
  })

  it('may break in again', async () => {
    const call = await Scenario.start(booking, { tools: salonOn(() => call.clock).tools })
    await call.hears('We are open from')
    await call.says('please wait a moment', 'please wait a moment')
    await call.hears('Would you like a h')
    await call.says('I would like a haircut', 'a haircut')
    await call.hears(said.check)
    expect(await interruptions(call)).toHaveLength(2)
    await call.hangsUp()
    await call.isOverAndGone()
  })

  it('cannot where the policy is off: nothing of it is recognised or kept', async () => {
    const call = await Scenario.start(bookingWithBargein('false'), { tools: salonOn(() => call.clock).tools })
    await call.hears('We are open from')
    await call.says('a haircut please', 'a haircut')
    await call.hears(said.question)
    expect(call.heard).toBe(`${said.greeting} | ${said.question}`)
    expect(await call.count('turn.ended')).toBe(0)
    expect(call.notices.some(({ type }) => type === 'words')).toBe(false)
    await call.says('haircut')
    await call.hears(said.check)
    await call.hangsUp()
    await call.isOverAndGone()
  })
})

describe('an interruption that was none', () => {
  it('a backchannel that is known in time does not stop the speech', async () => {
    const call = await Scenario.start(bookingWithBargein('{ min_words: 2, ignore: [mhm] }'), {
      tools: salonOn(() => call.clock).tools,
    })
    await call.hears('We are open from')
    await call.says('mhm')
    await call.hears(said.question)
    expect(call.heard).toBe(`${said.greeting} | ${said.question}`)
    expect(call.line.clearedAt).toEqual([])
    expect(await interruptions(call)).toEqual([])
    await call.says('haircut')
    await call.hears(said.check)
    await call.hangsUp()
    await call.isOverAndGone()
  })

  it('a backchannel that was too long to wait for stops it, and it goes on at the word', async () => {
    const call = await Scenario.start(bookingWithBargein('{ min_ms: 60, ignore: [mhm] }'), {
      tools: salonOn(() => call.clock).tools,
    })
    await call.hears('We are open fr')
    await call.says('mhm')
    await call.hears(said.question)
    expect(call.line.clearedAt).toHaveLength(1)
    // From a word on, and everything after it.
    const [before = '', after = ''] = call.heard.split(' | ')
    expect(said.greeting.startsWith(before)).toBe(true)
    expect(said.greeting.endsWith(after)).toBe(true)
    expect(before.length + after.length).toBeGreaterThanOrEqual(said.greeting.length - 1)
    expect(/\b/.test(after[0] ?? '')).toBe(true)
    // For the flow nothing has happened.
    expect((await call.events()).map(({ type }) => type)).toEqual(['call.started', 'speech.played'])
    await call.hangsUp()
    await call.isOverAndGone()
  })

  it('a cough stops it where any voice does, and it goes on at the word', async () => {
    const call = await Scenario.start(bookingWithBargein('{ min_words: 0, min_ms: 0 }'), {
      tools: salonOn(() => call.clock).tools,
    })
    await call.hears('We are open fr')
    await call.says('uh', [])
    await call.hears(said.question)
    expect(call.line.clearedAt).toHaveLength(1)
    expect(call.heard.split(' | ').at(1)).toMatch(/^(open )?from nine to five on every weekday\.$/)
    expect(await call.count('speech.interrupted')).toBe(0)
    await call.hangsUp()
    await call.isOverAndGone()
  })

  it('is lost with the stream that goes before it is known, and the flow goes on from the sentence', async () => {
    const call = await Scenario.start(bookingWithBargein('{ min_ms: 60, ignore: [mhm] }'), {
      tools: salonOn(() => call.clock).tools,
    })
    await call.hears(said.question)
    await call.says('haircut')
    await call.hears(said.check)
    await call.says('yes')
    await call.hears('We look for')
    await call.begins('a haircut please', 'a haircut')
    await call.until('it was cleared', () => call.line.clearedAt.length > 0)
    call.drops()
    await call.connects()
    await call.hears(`${said.cutOff} We look forward to seeing you. | ${said.goodbye}`)
    await call.isOverAndGone()
  })
})
