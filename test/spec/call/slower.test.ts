import { expect, it } from 'vitest'
import { flowOf, Scenario } from './scenario.ts'

const flow = flowOf(`
flow: reading
language: en-GB
timezone: Europe/London
start: ask
commands: { slower: true }
slots: { meter: { type: digits, length: 2 } }
states:
  ask: { gather: meter, prompt: What does the meter say?, next: bye }
  bye: { end: Goodbye! }
`)

it('a caller who asks for it hears a slower voice until they take it back', async () => {
  const call = await Scenario.start(flow)
  await call.hears('What does the meter say?')
  await call.says('slow down')
  await call.hears('Of course. I will speak more slowly. | What does the meter say?')
  await call.says('speak faster')
  await call.hears('All right, a little faster again. | What does the meter say?')
  await call.says('four two')
  await call.hears('Goodbye!')
  const said = call.voice.asked.map((text, index) => [text, call.voice.rates[index]])
  expect(said).toEqual([
    ['What does the meter say?', 1],
    ['Of course. I will speak more slowly.', 0.75],
    ['What does the meter say?', 0.75],
    ['All right, a little faster again.', 1],
    ['What does the meter say?', 1],
    ['Goodbye!', 1],
  ])
  await call.isOverAndGone()
})
