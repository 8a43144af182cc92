import { expect, it } from 'vitest'
import { SpeechError } from '../../../src/speech/speech-error.ts'
import { flowOf, Scenario } from './scenario.ts'

const flow = flowOf(`
flow: reading
language: en-GB
timezone: Europe/London
start: hello
slots: { meter: { type: digits, length: 2 } }
states:
  hello: { say: Good morning., next: ask }
  ask: { gather: meter, prompt: What does the meter say?, next: read }
  read: { say: "Yours says {{ slots.meter }}.", next: bye }
  bye: { end: Goodbye! }
`)

const down = new SpeechError('refused', 'No voice answers.')
const sorry = 'I am sorry, something went wrong on our side. Please call again in a few minutes. Goodbye.'

it('where no voice puts a question the caller is told so by the line itself, within two seconds', async () => {
  const call = new Scenario(flow)
  await call.rings()
  call.voice.fail(down)
  await call.connects()
  await call.wait(2000)
  expect(call.asked).toEqual([`say ${sorry}`])
  expect(call.heard).toBe('')
  await call.isOverAndGone()
  expect(call.notices.find(({ type }) => type === 'ended')).toMatchObject({ outcome: 'failed' })
})

it('what is only told and could not be said is gone past: the flow ends as it would', async () => {
  const call = await Scenario.start(flow)
  await call.hears('What does the meter say?')
  call.voice.fail(down)
  await call.says('four two')
  await call.isOverAndGone()
  expect(call.notices.find(({ type }) => type === 'ended')).toMatchObject({ outcome: 'completed' })
  expect(call.asked).not.toContain(`say ${sorry}`)
})

it('a caller who answers what they did not hear is listened to', async () => {
  const call = new Scenario(flow)
  await call.rings()
  call.voice.fail(down)
  await call.connects()
  await call.says('four two')
  call.voice.fail(null)
  await call.hears('Goodbye!')
  await call.isOverAndGone()
  expect(call.asked).not.toContain(`say ${sorry}`)
})
