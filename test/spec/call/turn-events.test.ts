import { describe, expect, it } from 'vitest'
import { flowOf, Scenario, type ScenarioOptions } from './scenario.ts'

const flow = flowOf(`
flow: readings
language: en-GB
timezone: Europe/London
start: meter
slots:
  reading: { type: digits, length: 6 }
  sure: { type: boolean }
  days: { type: integer, min: 1, max: 400 }
states:
  meter: { gather: reading, prompt: What does the meter say?, next: fresh }
  fresh: { gather: sure, prompt: Did you read it today?, next: ago }
  ago: { gather: days, prompt: And how long are you with us?, next: bye }
  bye: { end: Goodbye! }
`)

/** A recogniser that reports the beginning and end of turns itself. */
async function asked(options: ScenarioOptions, question = 'What does the meter say?'): Promise<Scenario> {
  const call = await Scenario.start(flow, options)
  await call.hears('What does the meter say?')
  if (question === 'What does the meter say?') return call
  await call.says('one two three four five six')
  await call.hears('Did you read it today?')
  if (question === 'Did you read it today?') return call
  await call.says('yes')
  await call.hears(question)
  return call
}

/** From the end of the caller's voice to the end of their last turn. */
function waited(call: Scenario): number {
  const off = call.notices.findLast((notice) => notice.type === 'voice' && !notice.on)
  const ended = call.notices.findLast((notice) => notice.type === 'stepped' && notice.event.type === 'turn.ended')
  if (off?.type !== 'voice' || ended?.type !== 'stepped') throw new Error('Nobody has spoken.')
  return ended.event.at - off.at
}

const howLong = 'And how long are you with us?'

describe('a provider with turn events of its own', () => {
  it('ends a turn: what could grow is not waited for any longer', async () => {
    const plain = await asked({}, howLong)
    await plain.says('twelve')
    await plain.hears('Goodbye!')
    const told = await asked({ endsAfterMs: 200 }, howLong)
    await told.says('twelve')
    await told.hears('Goodbye!')
    expect(waited(plain)).toBeGreaterThanOrEqual(500)
    expect(waited(told)).toBeLessThan(350)
    expect(await told.slots()).toMatchObject({ days: 12 })
  })

  it('shortens the wait with its eager end, before there are final words', async () => {
    const call = await asked({ endsAfterMs: 10_000 }, howLong)
    await call.says('twelve')
    await call.hears('Goodbye!')
    expect(waited(call)).toBeGreaterThanOrEqual(0.8 * 650 - 20)
    expect(waited(call)).toBeLessThan(650)
  })

  it('is not believed where the grammar knows that the answer has but begun', async () => {
    const call = await asked({ endsAfterMs: 200 })
    await call.says('one two three')
    await call.wait(900)
    expect(await call.count('turn.ended')).toBe(0)
    await call.says('four five six')
    await call.hears('Did you read it today?')
    expect(await call.slots()).toMatchObject({ reading: '123456' })
    expect(await call.count('turn.ended')).toBe(1)
  })

  it('takes its eager end back when the caller goes on, and the turn goes on with them', async () => {
    const call = await asked({ endsAfterMs: 600 }, howLong)
    await call.says('two')
    await call.wait(300)
    expect(await call.count('turn.ended')).toBe(2)
    await call.says('hundred')
    await call.hears('Goodbye!')
    expect(await call.slots()).toMatchObject({ days: 200 })
    expect(await call.count('turn.ended')).toBe(3)
  })

  it('is told by the grammar that the turn is over, where it would have waited', async () => {
    const call = await asked({ endsAfterMs: 10_000 }, 'Did you read it today?')
    await call.says('yes')
    await call.hears(howLong)
    expect(waited(call)).toBeLessThan(250 + 60)
    expect(await call.slots()).toMatchObject({ sure: true })
  })
})
