import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest'
import { readConfig, type ServerConfig } from '../../src/server/config.ts'
import { openStore } from '../../src/server/open-store.ts'
import type { CallStore } from '../../src/store/store.ts'
import { intent, lease, newCall, step } from '../contract/steps.ts'

/** `callchart erase` as an operator runs it, beside a server that has the store open. */
const bin = join(import.meta.dirname, '../../src/cli/bin.ts')
const them = '+441632960001'
let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'callchart-erase-'))
})
afterEach(() => rm(folder, { recursive: true }))

type Environment = Readonly<Record<string, string>>

function run(environment: Environment, ...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const env = { PATH: process.env['PATH'] ?? '', CALLCHART_DATA: folder, ...environment }
  return new Promise((resolve) => {
    execFile(process.execPath, [bin, 'erase', ...args], { env, cwd: folder }, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    )
  })
}

function configOf(environment: Environment): ServerConfig {
  const read = readConfig({ CALLCHART_DATA: folder, ...environment })
  if (!read.ok) throw new Error(JSON.stringify(read.problems))
  return read.config
}

async function callOf(store: CallStore, callId: string, live: boolean): Promise<void> {
  await store.create(newCall(callId), lease('a'))
  await store.commit(step(callId, 1, 1, { live, intents: [intent('k1')] }))
  await mkdir(join(folder, 'recordings'), { recursive: true })
  await writeFile(join(folder, 'recordings', `${callId}-r3.wav`), 'RIFF')
}

describe.each<[string, () => Environment]>([
  ['the embedded store', () => ({})],
  [
    'Redis',
    () => {
      const { url, why } = inject('redis')
      if (url === null) throw new Error(why)
      return { REDIS_URL: `${url}/3`, CALLCHART_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}` }
    },
  ],
])('on %s', (_, environmentOf) => {
  test('the calls of a caller go, the live one is left and told of, and the audit names no number', async () => {
    const environment = environmentOf()
    const store = await openStore(configOf(environment))
    try {
      await callOf(store, 'c-over', false)
      await callOf(store, 'c-live', true)
      const first = await run(environment, '--caller', '+44 1632 960001', '--format', 'json')
      expect(first).toMatchObject({ code: 1, err: '' })
      expect(JSON.parse(first.out)).toEqual({ version: 1, calls: ['c-over'], recordings: 1, live: ['c-live'], rows: 0 })
      expect(await store.read('c-over')).toBeNull()
      expect(await readdir(join(folder, 'recordings'))).toEqual(['c-live-r3.wav'])

      const forced = await run(environment, '--call', 'c-live', '--force')
      expect(forced).toEqual({ code: 0, out: 'Erased 1 call and 1 recording.\n', err: '' })
      expect(await store.callsOf(them)).toEqual([])

      const audit = await readFile(join(folder, 'audit.jsonl'), 'utf8')
      expect(
        audit
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as unknown),
      ).toMatchObject([
        { action: 'erased', asked: 'caller', callIds: ['c-over'], live: ['c-live'], force: false },
        { action: 'erased', asked: 'call', callIds: ['c-live'], live: [], force: true },
      ])
      expect(audit).not.toContain('1632')
      expect((await stat(join(folder, 'audit.jsonl'))).mode & 0o077).toBe(0)
    } finally {
      for (const { callId } of await store.list({ limit: 10 })) await store.erase(callId, { force: true })
      await store.close()
    }
  })

  test('with another key than the servers’ it says that it cannot tell whose calls they are', async () => {
    const environment = environmentOf()
    const store = await openStore(configOf(environment))
    try {
      await callOf(store, 'c-over', false)
      const other = { ...environment, CALLCHART_KEYS: `other:${Buffer.alloc(32, 9).toString('base64')}` }
      const { code, err } = await run(other, '--caller', them)
      expect(code).toBe(2)
      expect(err).toContain('CALLCHART_KEYS')
      expect(await store.callsOf(them)).toEqual(['c-over'])
    } finally {
      for (const { callId } of await store.list({ limit: 10 })) await store.erase(callId, { force: true })
      await store.close()
    }
  })
})

test.each([
  [[], 'Write --caller NUMBER, or --call ID'],
  [['--caller', them, '--call', 'c1'], 'Write --caller NUMBER, or --call ID'],
  [['--caller', '01632 960001'], 'with its country'],
  [['--call', 'c1', '--format', 'xml'], 'pretty or json'],
])('callchart erase %j could not run, and says why without the number', async (args, why) => {
  const { code, err } = await run({}, ...args)
  expect(code).toBe(2)
  expect(err).toContain(why)
  expect(err).not.toContain('1632')
})
