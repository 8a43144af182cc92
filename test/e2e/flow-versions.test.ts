import { execFile } from 'node:child_process'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { orderFlow, orderProject } from './order-project.ts'
import { startRealServers, type RealServer, type RealServers } from './real-servers.ts'

const usual = orderFlow()
/** It asks in other words, and has a state more. */
const tried = orderFlow('What is the number of your order?')
  .replace('next: pay\n', 'next: found\n')
  .replace('  later:', '  found: { say: I have found it., next: pay }\n  later:')

let servers: RealServers
let one: RealServer
let other: RealServer

beforeAll(async () => {
  servers = await startRealServers({ speed: 4 })
  const project = {
    ...orderProject(usual),
    'callchart.config.ts': `export const config = {
  flows: 'flows', tools: 'tools.ts', destinations: { desk: '+442079460111' },
  versions: { orders: [{ flows: 'flows-next', percent: 50 }] },
}\n`,
    'flows-next/orders.yaml': tried,
  }
  ;[one, other] = await Promise.all([servers.start('one', project), servers.start('other', project)])
}, 120_000)
afterAll(() => servers.close())

/** The version that a caller gets at a server. */
async function versionOf(from: string, server: RealServer): Promise<string> {
  servers.lead(server)
  const call = servers.dial(from)
  await call.until('the agent is heard', () => call.agentHeardMs > 0)
  const callId = await servers.newest(server)
  call.hangUp()
  await expect.poll(async () => (await servers.look(server, callId)).live, { timeout: 10_000 }).toBe(false)
  return (await servers.look(server, callId)).bundle ?? ''
}

test('two versions stand side by side, and a caller keeps theirs, whichever server answers', async () => {
  const callers = Array.from({ length: 8 }, (_, index) => `+4420794601${String(index).padStart(2, '0')}`)
  const first = new Map<string, string>()
  for (const caller of callers) first.set(caller, await versionOf(caller, one))
  const versions = new Set(first.values())
  expect(versions.size).toBe(2)
  for (const caller of callers) expect(await versionOf(caller, other)).toBe(first.get(caller))
  for (const version of versions) {
    const of = [...first.values()].filter((each) => each === version).length
    const label = `version="${version.slice(0, 12)}"`
    expect(await one.metric('callchart_calls_started_total', label)).toBe(of)
    expect(await one.metric('callchart_calls_ended_total', label)).toBe(of)
    expect(one.logged.filter((line) => line.includes('call over') && line.includes(version.slice(0, 12)))).toHaveLength(
      of,
    )
  }
}, 120_000)

test('callchart diff tells what is other in the one that is tried', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'callchart-diff-'))
  const [before, after] = [join(folder, 'usual.yaml'), join(folder, 'tried.yaml')]
  await Promise.all([writeFile(before, usual), writeFile(after, tried)])
  const there = await diff(before, after)
  expect(there.output).toContain('+ orders: state found')
  expect(there.output).toMatch(/Which order is it\?.*→.*What is the number of your order\?/u)
  expect(there.output).toContain('A call in progress would survive')
  expect(there.code).toBe(0)
  // Back again, a call in the new state would have nowhere to be.
  const back = await diff(after, before)
  expect(back.output).toContain('would not survive')
  expect(back.output).toContain('found')
  expect(back.code).toBe(1)
})

function diff(...files: readonly string[]): Promise<{ readonly code: number; readonly output: string }> {
  const bin = resolve(import.meta.dirname, '../../src/cli/bin.ts')
  const env = { ...process.env, NO_COLOR: '1' }
  return new Promise((go) => {
    execFile(process.execPath, [bin, 'diff', ...files], { env }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1
      go({ code, output: stdout + stderr })
    })
  })
}
