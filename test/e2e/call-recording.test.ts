import { expect, test } from 'vitest'
import type { TwilioOptions } from '../stand-ins/twilio.ts'
import { startLineProject } from './line-project.ts'

const flow = `
flow: payment
language: en-GB
record: call
start: hello
slots:
  card: { type: digits, length: 4, sensitive: pci }
  again: { type: digits, length: 2 }
states:
  hello: { say: Hello., next: ask_card }
  ask_card:
    gather: card
    prompt: Your card number?
    keypad: { slot: card }
    nomatch: [{ repeat: true }, { to: sorry }]
    next: ask_again
  ask_again: { gather: again, prompt: And the branch?, keypad: { slot: again }, next: goodbye }
  sorry: { end: We cannot take your card just now., outcome: not_asked }
  goodbye: { end: Goodbye!, outcome: paid }
`
const start = (twilio: TwilioOptions = {}) => startLineProject(flow, { twilio: { restDelayMs: 100, ...twilio } })

test('a call is recorded, and what is sensitive is in no stretch of the recording', async () => {
  const server = await start()
  const call = server.dial()
  await call.until('the card is asked for', () => server.said.includes('Your card number?'), 60_000)
  const askedMs = call.nowMs
  for (const key of '4711') call.press(key)
  await call.until('the branch is asked for', () => server.said.includes('And the branch?'), 60_000)
  await call.until('it is recorded again', () => call.recordings[0]?.status === 'in-progress', 60_000)
  for (const key of '12') call.press(key)
  await call.over
  await expect.poll(() => server.outcome()).toBe('paid')
  const [recording, ...more] = call.recordings
  expect(more).toEqual([])
  expect(recording).toMatchObject({ channels: 2, stretches: [{}, {}] })
  const isIn = (atMs: number) => recording?.stretches.some(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs) ?? false
  const keys = call.log.filter(({ what }) => what === 'key')
  expect(keys.map(({ atMs, detail }) => [detail, isIn(atMs)])).toEqual([
    ...[...'4711'].map((key) => [key, false]),
    ...[...'12'].map((key) => [key, true]),
  ])
  // Paused before the question was heard, and not only before the keys.
  expect(recording?.stretches[0]?.toMs).toBeLessThan(askedMs)
  expect(call.violations).toEqual([])
})

test('payment data is not asked for where the recording cannot be paused', async () => {
  const server = await start({ refusesToPause: true })
  const call = server.dial()
  await call.over
  await expect.poll(() => server.outcome()).toBe('not_asked')
  expect(server.said).not.toContain('Your card number?')
  expect(server.said).toContain('We cannot take your card just now.')
})

test('what is ordered of the recording twice, by a reply that was lost, is done once', async () => {
  const server = await start({ losesAnswersOf: 'Recordings' })
  const call = server.dial()
  await call.until('the card is asked for', () => server.said.includes('Your card number?'), 60_000)
  expect(call.recordings).toHaveLength(1)
  expect(call.recordings[0]?.status).toBe('paused')
  call.hangUp()
})
