import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { orderFlow, orderProject } from './order-project.ts'
import { startRealServers, type RealServer, type RealServers } from './real-servers.ts'

const repository = resolve(import.meta.dirname, '../..')

/** The release before this one, as far as the history tells: the last tag, or some commits back. Null without a history. */
const before = git('describe', '--tags', '--abbrev=0', 'HEAD') ?? git('rev-parse', '--verify', 'HEAD~40')

function git(...args: readonly string[]): string | null {
  try {
    return execFileSync('git', args, { cwd: repository, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  } catch {
    return null
  }
}

let folder: string
let servers: RealServers
let older: RealServer
let newer: RealServer

beforeAll(async () => {
  if (before === null) return
  folder = await mkdtemp(join(tmpdir(), 'callchart-older-'))
  execFileSync(
    'sh',
    ['-c', 'git archive "$0" engine src schemas flows package.json | tar -x -C "$1"', before, folder],
    {
      cwd: repository,
    },
  )
  await symlink(join(repository, 'node_modules'), join(folder, 'node_modules'))
  servers = await startRealServers()
  ;[older, newer] = await Promise.all([
    servers.start('older', orderProject(orderFlow(), folder), folder),
    servers.start('newer', orderProject()),
  ])
}, 180_000)
afterAll(async () => {
  await servers?.close()
  if (folder !== undefined) await rm(folder, { recursive: true, force: true })
})

const within = { timeout: 15_000, interval: 50 }

test.skipIf(before === null)(
  'a call goes from the release before to this one, back, and on: its snapshot is read by both',
  async () => {
    const state = async (): Promise<unknown> => (await servers.look(newer, callId)).state
    servers.lead(older)
    const call = servers.dial()
    await call.until('the agent is heard', () => call.agentHeardMs > 0)
    const callId = await servers.newest(newer)
    await expect.poll(state, within).toEqual({ ask: 'listening' })
    // Wherever the fresh stream is brought the call goes on.
    for (const to of [newer, older, newer]) {
      const streams = call.streamSids.length
      servers.lead(to)
      call.drop()
      await call.until('another stream', () => call.streamSids.length > streams)
      const freshMs = call.nowMs
      await call.until('the agent is heard again', () => call.agentHeardMs > freshMs)
      await expect.poll(state, within).toEqual({ ask: 'listening' })
      await expect.poll(async () => (await servers.look(newer, callId)).owner, within).toContain(`:${to.pid}:`)
    }
    call.press('4')
    call.press('2')
    await expect.poll(state, within).toMatchObject({ pay: expect.anything() })
    // And back by a deploy: the newer one ends, and the older has it still.
    const streams = call.streamSids.length
    servers.lead(older)
    await newer.stop()
    await call.until('another stream', () => call.streamSids.length > streams)
    const freshMs = call.nowMs
    await call.until('the agent is heard again', () => call.agentHeardMs > freshMs)
    await older.ask('POST', `/calls/${callId}/events`, { name: 'paid', data: null })
    await expect.poll(async () => (await servers.look(older, callId)).outcome, within).toBe('completed')
    expect(call.violations).toEqual([])
  },
  180_000,
)
