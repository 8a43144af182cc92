import { expect, it, onTestFinished } from 'vitest'
import { LineError } from '../../src/telephony/line.ts'
import { createCallControl, noCallControl } from '../../src/telephony/twilio/rest.ts'
import { publicUrl, startLineServer } from '../stand-ins/line-server.ts'
import type { LineServer } from '../stand-ins/line-server.ts'
import type { StandInCall } from '../stand-ins/twilio-call.ts'
import type { TwilioOptions } from '../stand-ins/twilio.ts'

async function start(twilio: TwilioOptions = {}) {
  const server = await startLineServer({ twilio })
  onTestFinished(() => server.close())
  const call = dial(server)
  await call.until('the agent is heard', () => call.agentHeardMs > 0)
  return { server, call, control: controlOf(server) }
}

function dial(server: LineServer): StandInCall {
  const { webhookUrl, statusUrl } = server
  return server.twilio.dial({ from: '+447700900123', to: '+442079460000', webhookUrl, statusUrl })
}

function controlOf({ twilio }: LineServer, authToken = twilio.authToken) {
  const { accountSid, apiBaseUrl } = twilio
  return createCallControl({ accountSid, authTokens: [authToken], publicUrl, apiBaseUrl, restTimeoutMs: 2000 })
}

const unknownSid = `CA${'0'.repeat(32)}`

it('hangs a call up, and again without complaint', async () => {
  const { server, call, control } = await start()
  await control.hangup(call.sid)
  await call.over
  await control.hangup(call.sid)
  await expect.poll(() => server.desk.events.at(-1)).toMatchObject({ type: 'ended', status: 'completed' })
})

it('fetches a call back whose socket was lost and which Twilio left alone', async () => {
  const { call, control } = await start({ redirectsAfterDrop: false })
  call.drop()
  await call.until('it waits', () => call.log.some(({ what }) => what === 'waits'))
  await control.reconnect(call.sid)
  await call.until('a second stream', () => call.streamSids.length === 2)
  expect(call.violations).toEqual([])
})

it('tells whether a transfer was made, since when', async () => {
  const callee = { status: 'no-answer', afterMs: 2000, talksMs: 0, presses: null } as const
  const { call, control } = await start({ callee: () => callee })
  const before = Date.now()
  expect(await control.hasTransferred?.(call.sid, 0)).toBe(false)
  await control.transfer(call.sid, transfer)
  await call.until('somebody is rung', () => call.rung.length === 1)
  expect(await control.hasTransferred?.(call.sid, 0)).toBe(true)
  expect(await control.hasTransferred?.(call.sid, before)).toBe(true)
  expect(await control.hasTransferred?.(call.sid, Date.now() + 10_000)).toBe(false)
})

const transfer = {
  to: '+442079460111',
  mode: 'cold',
  brief: 'Wants a table for four.',
  ringMs: 5000,
  id: 't1',
} as const

it.each([
  ['busy', 'busy'],
  ['no-answer', 'noanswer'],
  ['failed', 'failed'],
] as const)('gives a call back when the one it was transferred to is %s', async (status, outcome) => {
  const callee = { status, afterMs: 200, talksMs: 0, presses: null }
  const { server, call, control } = await start({ callee: () => callee })
  await control.transfer(call.sid, transfer)
  await call.until('a second stream', () => call.streamSids.length === 2)
  expect(server.desk.events.find(({ type }) => type === 'transferred')).toMatchObject({ outcome })
  expect(server.desk.events.find(({ type }) => type === 'end')).toMatchObject({ how: 'stop' })
})

it('is over when the one it was transferred to has talked and hung up', async () => {
  const { server, call, control } = await start({
    callee: () => ({ status: 'completed', afterMs: 100, talksMs: 300, presses: null }),
  })
  await control.transfer(call.sid, transfer)
  await call.over
  expect(server.desk.events.find(({ type }) => type === 'transferred')).toMatchObject({ outcome: 'completed' })
  expect(call.streamSids).toHaveLength(1)
})

it('tells apart a call that is over, a refusal and a Twilio that cannot be reached', async () => {
  const { server, call, control } = await start()
  await expect(control.reconnect(unknownSid)).rejects.toMatchObject({ code: 'unknown_call', retryable: false })
  call.hangUp()
  await expect(control.reconnect(call.sid)).rejects.toMatchObject({ code: 'unknown_call' })
  await expect(controlOf(server, 'wrong').hangup(call.sid)).rejects.toMatchObject({ code: 'refused', retryable: false })
  const nowhere = createCallControl({
    accountSid: server.twilio.accountSid,
    authTokens: ['secret-token'],
    publicUrl,
    apiBaseUrl: 'http://127.0.0.1:9',
    restTimeoutMs: 500,
  })
  const error = await nowhere.hangup(call.sid).catch((caught: unknown) => caught)
  expect(error).toBeInstanceOf(LineError)
  expect(error).toMatchObject({ code: 'unreachable', retryable: true })
  // The SDK's own errors carry the Authorization header.
  expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(
    Buffer.from('secret-token').toString('base64'),
  )
})

it('says what is missing where no account is configured', async () => {
  const control = noCallControl('TWILIO_AUTH_TOKEN')
  await expect(control.hangup(unknownSid)).rejects.toMatchObject({
    code: 'not_configured',
    message: expect.stringContaining('TWILIO_AUTH_TOKEN'),
  })
})
