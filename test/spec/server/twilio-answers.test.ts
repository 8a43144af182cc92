import { afterEach, expect, it, vi } from 'vitest'
import type { CallDesk } from '../../../src/telephony/call-desk.ts'
import { checkToken, tokenKeys } from '../../../src/telephony/twilio/token.ts'
import { createLoopGuard } from '../../../src/server/loop-guard.ts'
import { createTwilioAnswers } from '../../../src/server/twilio-answers.ts'
import type { Answer } from '../../../src/server/twilio-answers.ts'
import { within } from '../../../src/server/within.ts'
import { StoreError } from '../../../src/store/store-error.ts'
import { createEchoDesk } from '../../stand-ins/echo-desk.ts'
import { storeOf } from '../../stand-ins/line-server.ts'
import { parseTwiml } from '../../stand-ins/twiml-document.ts'

const now = Date.UTC(2026, 9, 8, 12)
const keys = tokenKeys(['token'])
const twilio = {
  accountSid: 'AC1',
  authTokens: ['token'],
  publicUrl: 'https://voice.test',
  validateUpgrade: true,
  apiBaseUrl: null,
  restTimeoutMs: 1000,
}

function answers(
  parts: { resume?: Awaited<ReturnType<CallDesk['resume']>> | CallDesk['resume']; isDraining?: boolean } = {},
) {
  const desk = createEchoDesk({ greeting: new Uint8Array(0) })
  const { resume } = parts
  return {
    desk,
    answers: createTwilioAnswers({
      twilio,
      tokenKeys: keys,
      desk:
        resume === undefined
          ? desk
          : { ...desk, live: 0, resume: typeof resume === 'function' ? resume : async () => resume },
      store: storeOf(desk),
      wayOut: { text: 'Sorry.', language: 'en-GB', number: null },
      guard: createLoopGuard({ times: 2, withinMs: 1000 }),
      isDraining: () => parts.isDraining ?? false,
      now: () => now,
    }),
  }
}

const verbs = ({ twiml }: Answer) => parseTwiml(twiml).children.map(({ name }) => name)
const ringing = { CallSid: 'CA1', AccountSid: 'AC1', From: '+447700900123', To: '+442079460000' }

it('answers a call with a stream whose token is good for four hours', async () => {
  const { twiml } = await answers().answers.voice(ringing)
  const stream = parseTwiml(twiml).children[0]?.children[0]
  const parameters = Object.fromEntries(
    stream?.children.map(({ attributes }) => [attributes['name'], attributes['value']]) ?? [],
  )
  const claim = { callId: 'call-1', lineId: 'CA1', accountSid: 'AC1', flow: 'echo' }
  expect(parameters).toMatchObject({ callId: 'call-1', flow: 'echo' })
  const lifeMs = 4 * 60 * 60 * 1000
  expect(checkToken(keys, claim, parameters['token'] ?? '', now + lifeMs - 1)).toBe('valid')
  expect(checkToken(keys, claim, parameters['token'] ?? '', now + lifeMs)).toBe('expired')
})

it('finds the same call again when its webhook is tried again', async () => {
  const { answers: twice, desk } = answers()
  const [one, two] = [await twice.voice(ringing), await twice.voice(ringing)]
  expect(one).toEqual(two)
  expect(desk.live).toBe(1)
})

it.each([
  ['reconnect', ['Connect', 'Redirect'], 'answered'],
  ['over', ['Hangup'], 'answered'],
  ['transferring', ['Pause', 'Redirect'], 'answered'],
  ['handing_over', ['Pause', 'Redirect'], 'answered'],
  ['unknown', ['Say', 'Hangup'], 'way_out'],
] as const)('goes on after a stream as the desk says: %s', async (next, expected, result) => {
  const { answers: made } = answers({ resume: next })
  await made.voice(ringing)
  const answer = await made.resume(ringing)
  expect(verbs(answer)).toEqual(expected)
  expect(answer.result).toBe(result)
})

it('tells the desk when a line asks again that seemed to be putting somebody through', async () => {
  const asked: unknown[] = []
  const resume: CallDesk['resume'] = async (_, asksAgain) => {
    asked.push(asksAgain)
    return asksAgain === true ? 'over' : 'transferring'
  }
  const { answers: made } = answers({ resume })
  const again = parseTwiml((await made.resume(ringing)).twiml).children.at(-1)?.text ?? ''
  const query = Object.fromEntries(new URL(again).searchParams)
  expect(verbs(await made.resume(ringing, query))).toEqual(['Hangup'])
  expect(asked).toEqual([false, true])
})

it('stops a call that comes back too often', async () => {
  const { answers: made } = answers({ resume: 'reconnect' })
  await made.voice(ringing)
  const results = [await made.resume(ringing), await made.resume(ringing), await made.resume(ringing)]
  expect(results.map(({ result }) => result)).toEqual(['answered', 'answered', 'way_out'])
})

it('takes the status that comes with the question: a call that is over is not reconnected', async () => {
  const { answers: made, desk } = answers({ resume: 'reconnect' })
  expect(verbs(await made.resume({ ...ringing, CallStatus: 'completed' }))).toEqual(['Hangup'])
  expect(desk.events).toEqual([{ type: 'ended', lineId: 'CA1', status: 'completed' }])
})

it('sends new and returning calls to ask again while the server closes', async () => {
  const { answers: made, desk } = answers({ isDraining: true })
  for (const [answer, path] of [
    [await made.voice(ringing), 'voice'],
    [await made.resume(ringing), 'resume'],
  ] as const) {
    expect(parseTwiml(answer.twiml).children).toMatchObject([
      { name: 'Pause' },
      { text: `https://voice.test/twilio/${path}` },
    ])
  }
  expect(desk.events).toEqual([])
})

it('takes a call back from a transfer that failed, and ends it after one that did not', async () => {
  const { answers: made, desk } = answers({ resume: 'reconnect' })
  await made.voice(ringing)
  expect(verbs(await made.transferResult({ ...ringing, DialCallStatus: 'busy' }))).toEqual(['Connect', 'Redirect'])
  // Of a flow that goes on when the other side has hung up.
  expect(verbs(await made.transferResult({ ...ringing, DialCallStatus: 'completed' }))).toEqual(['Connect', 'Redirect'])
  const outcomes = desk.events.flatMap((event) => (event.type === 'transferred' ? [event.outcome] : []))
  expect(outcomes).toEqual(['busy', 'completed'])
  const over = answers({ resume: 'over' }).answers
  expect(verbs(await over.transferResult({ ...ringing, DialCallStatus: 'completed' }))).toEqual(['Hangup'])
})

afterEach(() => {
  vi.useRealTimers()
})

it('waits for no answer longer than it was given', async () => {
  vi.useFakeTimers()
  const late = within(8000, 'the desk', new Promise<string>(() => {}))
  const outcome = late.catch((error: unknown) => String(error))
  await vi.advanceTimersByTimeAsync(8000)
  expect(await outcome).toBe('Error: the desk took longer than 8000 ms')
  expect(await within(8000, 'the desk', Promise.resolve(1))).toBe(1)
  expect(vi.getTimerCount()).toBe(0)
})

it('while the store is away the line is told to ask again, with a word, and hears the way out in the end', async () => {
  let at = now
  const desk = createEchoDesk({ greeting: new Uint8Array(0) })
  const away = async (): Promise<never> => {
    throw new StoreError('unreachable', 'It is away.')
  }
  const { resume, voice } = createTwilioAnswers({
    twilio,
    tokenKeys: keys,
    desk: { ...desk, live: 0, resume: away, ring: away },
    store: storeOf(desk),
    wayOut: { text: 'Sorry.', language: 'en-GB', number: null },
    guard: createLoopGuard({ times: 2, withinMs: 1000 }),
    isDraining: () => false,
    now: () => at,
  })
  const said: string[] = []
  let query: Record<string, string> = {}
  for (let round = 0; round < 40; round += 1) {
    const { twiml, result } = await resume({ CallSid: 'CA1' }, query)
    const { children } = parseTwiml(twiml)
    said.push(...children.filter(({ name }) => name === 'Say').map(({ text }) => text))
    if (result === 'way_out') break
    query = Object.fromEntries(new URL(children.at(-1)?.text ?? '').searchParams)
    at += 1500
  }
  expect(at - now).toBeGreaterThanOrEqual(20_000)
  expect(at - now).toBeLessThan(22_000)
  expect(said.at(-1)).toBe('Sorry.')
  // Whoever rings just then is kept as well, and asks where they rang.
  const rung = parseTwiml((await voice(ringing)).twiml).children.at(-1)
  expect(rung?.name).toBe('Redirect')
  expect(rung?.text).toContain('/twilio/voice?held=')
  // A word every five seconds at least: nobody takes the line for dead.
  expect(said.length).toBeGreaterThan(4)
})
