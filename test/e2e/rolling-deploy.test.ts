import { afterEach, beforeEach, expect, test } from 'vitest'
import type { StandInCall } from '../stand-ins/twilio-call.ts'
import { orderFlow, orderProject, toollessProject } from './order-project.ts'
import { startRealServers, type RealServer, type RealServers } from './real-servers.ts'

let servers: RealServers
beforeEach(async () => {
  servers = await startRealServers()
})
afterEach(() => servers.close())

const within = { timeout: 15_000, interval: 50 }
/** P6 where the line redirects, and a second for a machine that starts other servers at the same time. */
const heardWithinMs = 3500

/** From the end of the stream to the agent's next sound on another one, in call milliseconds. */
async function nextWord(call: StandInCall, streams = call.streamSids.length): Promise<number> {
  const from = call.log.length
  await call.until('another stream', () => call.streamSids.length > streams)
  const freshMs = call.nowMs
  await call.until('the agent is heard again', () => call.agentHeardMs > freshMs)
  const lost = call.log.slice(from).find(({ what }) => what === 'stream.ended')
  return call.agentHeardMs - (lost?.atMs ?? 0)
}

async function dialled(to: RealServer): Promise<{ readonly call: StandInCall; readonly callId: string }> {
  servers.lead(to)
  const call = servers.dial()
  await call.until('the agent is heard', () => call.agentHeardMs > 0)
  return { call, callId: await servers.newest(to) }
}

const isAt = (server: RealServer, callId: string, state: unknown) =>
  expect.poll(async () => (await servers.look(server, callId)).state, within).toMatchObject(state as object)

async function keysIn(call: StandInCall): Promise<void> {
  call.press('4')
  call.press('2')
}

test('a call that began before a deploy goes on after it, on its own version; the next one gets the new', async () => {
  const before = await servers.start('before', orderProject(orderFlow('Which order is it, please?')))
  const after = await servers.start('after', orderProject(orderFlow('What is the number of your order?')))
  const { call, callId } = await dialled(before)
  const { bundle } = await servers.look(before, callId)
  const mid = call.agentHeardMs
  // In the middle of the greeting or the question: it is said to its end first.
  servers.lead(before, after)
  const heard = nextWord(call)
  const stopped = before.stop()
  const ms = await heard
  await stopped
  expect(call.agentHeardMs).toBeGreaterThan(mid)
  expect(ms).toBeLessThan(heardWithinMs)
  servers.lead(after)
  await isAt(after, callId, { ask: 'listening' })
  await keysIn(call)
  await isAt(after, callId, { pay: expect.anything() })
  expect(await servers.look(after, callId)).toMatchObject({ bundle, live: true })
  const next = await dialled(after)
  expect((await servers.look(after, next.callId)).bundle).not.toBe(bundle)
  const version = (of: string | undefined): string => `version="${of?.slice(0, 12)}"`
  expect(await after.metric('callchart_calls_started_total', version(bundle))).toBe(0)
  expect(await after.metric('callchart_calls_taken_over_total')).toBe(1)
  expect(after.logged.find((line) => line.includes('taken over'))).toContain(bundle?.slice(0, 12))
  call.hangUp()
  await expect.poll(() => after.metric('callchart_calls_ended_total', version(bundle)), within).toBe(1)
  expect(before.logged.join('\n')).toContain('left to another server')
  expect(call.violations).toEqual([])
}, 120_000)

test('a server without a tool of the call leaves it to one that has it, and nothing goes to and fro', async () => {
  const [old, fresh, lacking] = await Promise.all([
    servers.start('old', orderProject()),
    servers.start('fresh', orderProject()),
    servers.start('lacking', toollessProject),
  ])
  const { call, callId } = await dialled(old)
  await isAt(old, callId, { ask: 'listening' })
  const { owner } = await servers.look(old, callId)

  // The line brings its next stream to the server that lacks the tool, then to the one that has the call.
  servers.lead(lacking)
  const dropped = nextWord(call)
  call.drop()
  await expect.poll(() => lacking.metric('callchart_calls_declined_total', 'lacks="tool"'), within).toBeGreaterThan(0)
  servers.lead(old)
  const droppedMs = await dropped
  expect((await servers.look(old, callId)).owner).toBe(owner)
  expect(await old.metric('callchart_calls_taken_over_total')).toBe(0)

  // A deploy: of the two that are left one can have it.
  await isAt(old, callId, { ask: 'listening' })
  servers.lead(fresh, lacking)
  const heard = nextWord(call)
  const stopped = old.stop()
  const ms = await heard
  await stopped
  // The one that lacks the tool may have been asked first, again and again: chance has no limit, the line's patience is 20 s.
  expect(Math.max(droppedMs, ms)).toBeLessThan(15_000)
  servers.lead(fresh)
  await isAt(fresh, callId, { ask: 'listening' })
  await keysIn(call)
  await isAt(fresh, callId, { pay: expect.anything() })
  expect(await fresh.metric('callchart_calls_taken_over_total')).toBe(1)
  expect(await lacking.metric('callchart_calls_taken_over_total')).toBe(0)
  expect(await lacking.metric('callchart_calls_live')).toBe(0)

  // And when nobody is left who has it, it goes on without: the flow has a way for that.
  servers.lead(lacking)
  const last = nextWord(call)
  await fresh.stop()
  expect(await last).toBeLessThan(8000)
  expect(await lacking.metric('callchart_calls_taken_over_total')).toBe(1)
  expect(await servers.look(lacking, callId)).toMatchObject({ live: true })
  expect(call.violations).toEqual([])
}, 180_000)
