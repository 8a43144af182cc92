import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkFlow } from '../../../engine/language/check.ts'
import type { Flow } from '../../../engine/language/flow.ts'
import { readConfig, type ServerConfig } from '../../../src/server/config.ts'
import { openSecrecy, openStore, storeName } from '../../../src/server/open-store.ts'
import { checkSecrets } from '../../../src/server/secret-flows.ts'
import { lease, newCall, step } from '../../contract/steps.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'callchart-keys-'))
})
afterEach(() => rm(folder, { recursive: true }))

const key = (id: string, byte: number): string => `${id}:${Buffer.alloc(32, byte).toString('base64')}`

function configOf(environment: Readonly<Record<string, string>>): ServerConfig {
  const read = readConfig({ CALLCHART_DATA: folder, ...environment })
  if (!read.ok) throw new Error(JSON.stringify(read.problems))
  return read.config
}

function problemsOf(environment: Readonly<Record<string, string>>): string {
  const read = readConfig(environment)
  return read.ok ? '' : JSON.stringify(read.problems)
}

describe('keys', () => {
  it('are read from the environment, the first seals', () => {
    const { keys } = configOf({ CALLCHART_KEYS: `${key('k2', 2)}, ${key('k1', 1)}` })
    expect(keys.map(({ id }) => id)).toEqual(['k2', 'k1'])
    expect(keys[0]?.secret).toEqual(Buffer.alloc(32, 2))
  })

  it.each([
    ['no name', Buffer.alloc(32).toString('base64')],
    ['too few bytes', `k1:${Buffer.alloc(16).toString('base64')}`],
    ['words', 'k1:correct horse battery staple'],
  ])('with %s are told to whoever starts the server, without their value', (_, text) => {
    const problems = problemsOf({ CALLCHART_KEYS: text })
    expect(problems).toMatch(/CALLCHART_KEYS.*openssl rand -base64 32/)
    expect(problems).not.toContain(text.split(':').at(-1))
  })

  it('of one name are refused', () => {
    expect(problemsOf({ CALLCHART_KEYS: `${key('k1', 1)},${key('k1', 2)}` })).toContain('two keys of one name')
  })

  it('are made on a machine that has none, once, for its owner alone', async () => {
    const config = configOf({})
    const all = await Promise.all(Array.from({ length: 8 }, () => openSecrecy(config)))
    const text = all[0]?.codec.seal('c1', 'snapshot', 'words') ?? ''
    for (const { codec, sealed } of all) {
      expect(sealed).toBe(true)
      expect(codec.open('c1', 'snapshot', text)).toBe('words')
    }
    expect((await stat(join(folder, 'keys'))).mode & 0o777).toBe(0o600)
    expect(await readdir(folder)).toEqual(['keys'])
  })

  it('that were damaged in their file are never replaced by new ones', async () => {
    await writeFile(join(folder, 'keys'), 'rubbish\n')
    await expect(openSecrecy(configOf({}))).rejects.toMatchObject({ name: 'StoreError', code: 'refused' })
    expect(await readFile(join(folder, 'keys'), 'utf8')).toBe('rubbish\n')
  })

  it('are not made up for a Redis in production, which is many servers’', async () => {
    const config = configOf({ NODE_ENV: 'production', REDIS_URL: 'redis://redis:6379' })
    expect(await openSecrecy(config)).toMatchObject({ sealed: false })
    expect(await readdir(folder)).toEqual([])
  })
})

describe('the embedded store', () => {
  it('seals what callers say from the start', async () => {
    const config = configOf({})
    const store = await openStore(config)
    await store.create(newCall('c1'), lease('a'))
    await store.commit(step('c1', 1, 1))
    await store.close()
    const bytes = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'latin1')))
    expect(bytes.join('')).not.toMatch(/441632960001|Ελένη|guests/)
    const again = await openStore(config)
    expect((await again.read('c1'))?.snapshot).toEqual(step('c1', 1, 1).snapshot)
    await again.close()
  })
})

describe('flows with sensitive slots', () => {
  const flowWith = (slot: string): Flow => {
    const { flow, diagnostics } = checkFlow(
      `flow: pay
language: en-GB
start: ask
slots: { card: { type: digits, length: 16${slot} } }
states:
  ask: { gather: card, prompt: Which card?, noinput: [{ to: bye }], nomatch: [{ to: bye }], next: bye }
  bye: { end: Goodbye! }
`,
      'pay.yaml',
    )
    if (flow === null) throw new Error(JSON.stringify(diagnostics))
    return flow
  }
  const none = { NODE_ENV: 'production', REDIS_URL: 'redis://redis:6379' }

  it.each(['pci', 'pii'])('marked %s are not run without a key', async (kind) => {
    const flow = flowWith(`, sensitive: ${kind}`)
    const without = await openSecrecy(configOf(none))
    expect(() => checkSecrets([flow], without)).toThrow(/pay\.card[^]*openssl rand/)
    const beside: Flow = { ...flowWith(''), flow: 'outer', runs: { pay: flow } }
    expect(() => checkSecrets([beside], without)).toThrow(/pay\.card/)
    checkSecrets([flow], await openSecrecy(configOf({ ...none, CALLCHART_KEYS: key('k1', 1) })))
  })

  it('that has none runs without a key', async () => {
    checkSecrets([flowWith('')], await openSecrecy(configOf(none)))
  })
})

describe('a cluster', () => {
  it('is named by some of its nodes, instead of one Redis', () => {
    const config = configOf({ REDIS_NODES: 'redis://a:6379/, redis://b:6379', REDIS_REPLICAS: '1' })
    expect(config).toMatchObject({ redisNodes: ['redis://a:6379', 'redis://b:6379'], redisReplicas: 1, redisUrl: null })
    expect(storeName(config)).toBe('Redis Cluster, writes wait for 1 of its replicas')
    expect(problemsOf({ REDIS_NODES: 'a:6379' })).toContain('is not an address')
    expect(problemsOf({ REDIS_NODES: 'redis://a', REDIS_URL: 'redis://b' })).toContain('so is REDIS_URL')
  })

  it('will do for a store in production', () => {
    expect(problemsOf({ NODE_ENV: 'production', REDIS_NODES: 'redis://a' })).toBe('')
  })
})
