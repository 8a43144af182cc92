import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Callee } from '../stand-ins/twilio-host.ts'
import type { StandInCall } from '../stand-ins/twilio-call.ts'
import { orderProject } from './order-project.ts'
import { startRealServers, type RealServer, type RealServers } from './real-servers.ts'

let servers: RealServers
/** The server that has the calls, and one that is told what to do with them. */
let has: RealServer
let told: RealServer
let callee: Callee = { status: 'completed', afterMs: 300, talksMs: 600, presses: null }

beforeAll(async () => {
  servers = await startRealServers({ callee: () => callee })
  ;[has, told] = await Promise.all([servers.start('one', orderProject()), servers.start('two', orderProject())])
}, 120_000)
afterAll(() => servers.close())

const within = { timeout: 10_000, interval: 50 }

/** A call at the question, on the first server. */
async function asked(): Promise<{ readonly call: StandInCall; readonly callId: string }> {
  servers.lead(has)
  const call = servers.dial()
  await call.until('the agent is heard', () => call.agentHeardMs > 0)
  const callId = await servers.newest(told)
  await expect.poll(() => stateOf(callId), within).toEqual({ ask: 'listening' })
  expect([await has.metric('callchart_calls_live'), await told.metric('callchart_calls_live')]).toEqual([1, 0])
  return { call, callId }
}

const stateOf = async (callId: string): Promise<unknown> => (await servers.look(told, callId)).state

/** Call milliseconds from now until it holds. */
async function timed(call: StandInCall, holds: () => boolean | Promise<boolean>): Promise<number> {
  const from = call.nowMs
  await expect.poll(holds, within).toBe(true)
  return call.nowMs - from
}

test('ends a call that another server has', async () => {
  const { call, callId } = await asked()
  const { status } = await told.ask('DELETE', `/calls/${callId}`)
  expect(status).toBe(202)
  const ms = await timed(call, () => call.isOver)
  // It is looked for every 900 ms, then Twilio's REST interface is asked.
  expect(ms).toBeLessThan(4000)
  expect(await servers.look(has, callId)).toMatchObject({ live: false, outcome: 'operator' })
  expect((await told.audited()).at(-1)).toMatchObject({ action: 'end', token: 'oncall', callIds: [callId] })
  expect((await told.ask('DELETE', `/calls/${callId}`)).status).toBe(404)
  expect(call.violations).toEqual([])
}, 60_000)

test('hands a call of another server over, and it is over when the two have talked', async () => {
  callee = { status: 'completed', afterMs: 300, talksMs: 600, presses: null }
  const { call, callId } = await asked()
  const { status } = await told.ask('POST', `/calls/${callId}/transfer`, { destination: 'desk' })
  expect(status).toBe(202)
  await expect.poll(() => call.rung.length, within).toBe(1)
  await expect.poll(() => call.isOver, within).toBe(true)
  await expect.poll(async () => (await servers.look(told, callId)).outcome, within).toBe('transferred')
  expect((await told.audited()).at(-1)).toMatchObject({ action: 'transfer', token: 'oncall' })
}, 60_000)

test.each([
  ['the server that has the call', 'has'],
  ['the other one', 'told'],
] as const)(
  'asks the caller again when nobody takes the call, whose outcome comes to %s',
  async (_, where) => {
    callee = { status: 'busy', afterMs: 600, talksMs: 0, presses: null }
    const { call, callId } = await asked()
    await told.ask('POST', `/calls/${callId}/transfer`, { destination: 'desk' })
    await expect.poll(() => call.rung.length, within).toBe(1)
    servers.lead(where === 'has' ? has : told)
    const heardMs = call.agentHeardMs
    const ms = await timed(call, () => call.streamSids.length === 2 && call.agentHeardMs > heardMs)
    expect(ms).toBeLessThan(5000)
    await expect.poll(() => stateOf(callId), within).toEqual({ ask: 'listening' })
    call.press('4')
    call.press('2')
    await expect.poll(() => stateOf(callId), within).toMatchObject({ pay: expect.anything() })
    const { log = [] } = await servers.look(told, callId)
    expect(log.filter(({ type }) => type === 'transfer.finished')).toHaveLength(1)
    call.hangUp()
  },
  60_000,
)

test('brings an event to a call of another server, once', async () => {
  const { call, callId } = await asked()
  call.press('4')
  call.press('2')
  await expect.poll(() => stateOf(callId), within).toMatchObject({ pay: expect.anything() })
  const { status } = await told.ask('POST', `/calls/${callId}/events`, { name: 'paid', data: { ref: 'P1' } })
  expect(status).toBe(202)
  const ms = await timed(call, async () => (await servers.look(has, callId)).state !== undefined && call.isOver)
  expect(ms).toBeLessThan(6000)
  const { log = [], outcome } = await servers.look(told, callId)
  expect(log.filter(({ type }) => type === 'event.received')).toHaveLength(1)
  expect(outcome).toBe('completed')
}, 60_000)
