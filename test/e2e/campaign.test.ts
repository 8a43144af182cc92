import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Redis } from 'ioredis'
import { expect, onTestFinished, test } from 'vitest'
import type { Answerer } from '../stand-ins/twilio-placed.ts'
import { dialled, number, rows, startTwo, told } from './campaign-project.ts'

/** The servers' own. */
const key = `e2e:${Buffer.alloc(32, 7).toString('base64')}`

test(
  'a list is called by two servers: who is busy again, a machine once, and a person never again',
  { timeout: 90_000 },
  async () => {
    const firsts = new Set<string>()
    const kinds: Readonly<Record<string, Answerer['kind']>> = {
      [number(3)]: 'machine',
      [number(4)]: 'no-answer',
      [number(5)]: 'failed',
    }
    const answerer = (to: string): Answerer => {
      const isFirst = !firsts.has(to)
      firsts.add(to)
      if (to === number(1) && isFirst) return { kind: 'busy' }
      return { kind: kinds[to] ?? 'person', knownAfterMs: 300 }
    }
    const { servers, a, b } = await startTwo({ answerer })
    const order = {
      name: 'july',
      flow: 'pickup',
      retry: { busy: { times: 2, after: '1s' }, noanswer: false, failed: { times: 1, after: '1s' } },
      calls: rows(6),
    }
    const begun = await a.ask('POST', '/calls/campaigns', order)
    expect(begun).toMatchObject({ status: 202, body: { name: 'july', state: 'running', rows: 6, waiting: 6 } })
    // Asked again, of the other server, it is the same campaign.
    expect(await b.ask('POST', '/calls/campaigns', order)).toMatchObject({ status: 202, body: { rows: 6 } })
    await expect.poll(() => told(b, 'july').then(({ state }) => state), { timeout: 60_000, interval: 300 }).toBe('done')
    expect(await told(a, 'july')).toMatchObject({
      done: 6,
      calling: 0,
      waiting: 0,
      reached: 3,
      machine: 1,
      noanswer: 1,
      failed: 1,
      busy: 0,
      calls: 8,
      nextAt: null,
    })
    const counts = Object.fromEntries(rows(6).map(({ to }, index) => [index + 1, dialled(servers, to)]))
    expect(counts).toEqual({ 1: 2, 2: 1, 3: 1, 4: 1, 5: 2, 6: 1 })
    const { body } = await a.ask('GET', '/calls/campaigns/july?rows=true')
    expect(body).toMatchObject({
      each: [
        { row: 1, over: 'person', attempts: [{ outcome: 'busy' }, { outcome: 'person' }] },
        {},
        { over: 'machine' },
        {},
        {},
        {},
      ],
    })
    // The machine has its message, after its tone, in one call.
    const { each = [] } = body as unknown as {
      readonly each?: readonly { readonly attempts: readonly { callId: string }[] }[]
    }
    expect(await servers.look(a, each[2]?.attempts[0]?.callId ?? '')).toMatchObject({
      outcome: 'voicemail',
      live: false,
    })
    const shown = JSON.stringify(body) + a.logged.join('') + b.logged.join('') + JSON.stringify(await a.audited())
    expect(shown).not.toMatch(/7700900|Zebulon/)
  },
)

/** Everything that Redis holds, as one text. */
async function everythingIn(redisUrl: string): Promise<string> {
  const redis = new Redis(redisUrl)
  const texts: unknown[] = []
  for (const key of await redis.keys('*')) {
    texts.push(key)
    const type = await redis.type(key)
    if (type === 'string') texts.push(await redis.get(key))
    if (type === 'hash') texts.push(await redis.hgetall(key))
    if (type === 'set') texts.push(await redis.smembers(key))
    if (type === 'list') texts.push(await redis.lrange(key, 0, -1))
    if (type === 'zset') texts.push(await redis.zrange(key, 0, '-1'))
    if (type === 'stream') texts.push(await redis.xrange(key, '-', '+'))
  }
  redis.disconnect()
  return JSON.stringify(texts)
}

/** A window that opened an hour ago, or opens in an hour: in London, where they all live. */
function hoursFrom(minutes: number): { readonly daily: string } {
  const at = (ms: number): string =>
    new Date(ms).toLocaleTimeString('en-GB', { timeZone: 'Europe/London', hour: '2-digit', minute: '2-digit' })
  const from = Date.now() + minutes * 60_000
  return { daily: `${at(from)}-${at(from + 120 * 60_000)}` }
}

test('who may not be called now waits; a pause holds, a cancel ends it', { timeout: 90_000 }, async () => {
  const { servers, a, b } = await startTwo({ answerer: () => ({ kind: 'person', knownAfterMs: 300 }) })
  const order = { flow: 'pickup', calls: rows(3) }
  await a.ask('POST', '/calls/campaigns', { ...order, name: 'later', hours: hoursFrom(60) })
  // Their first row is called within seconds; the pace holds the others back for the minute.
  await a.ask('POST', '/calls/campaigns', { ...order, name: 'slow', pace: { perMinute: 1 } })
  await expect.poll(() => told(a, 'slow').then(({ done }) => done), { timeout: 30_000, interval: 300 }).toBe(1)
  expect(await told(b, 'slow')).toMatchObject({ state: 'running', waiting: 2, reached: 1 })
  expect(await b.ask('POST', '/calls/campaigns/slow/pause')).toMatchObject({
    status: 200,
    body: { state: 'paused', nextAt: null },
  })
  expect(await told(a, 'later')).toMatchObject({ state: 'running', waiting: 3, calls: 0 })
  const { nextAt } = await told(a, 'later')
  const inMinutes = (Date.parse(String(nextAt)) - Date.now()) / 60_000
  expect(inMinutes).toBeGreaterThan(55)
  expect(inMinutes).toBeLessThan(61)
  const seen = await everythingIn(servers.redisUrl)
  expect(seen).toContain('row-2')
  expect(seen).toContain('sealed1.')
  expect(seen).not.toMatch(/7700900|Zebulon/)
  expect(await b.ask('POST', '/calls/campaigns/slow/resume')).toMatchObject({ body: { state: 'running', waiting: 2 } })
  expect(await a.ask('POST', '/calls/campaigns/slow/cancel')).toMatchObject({
    body: { state: 'canceled', canceled: 2, done: 3 },
  })
  expect(await a.ask('POST', '/calls/campaigns/slow/resume')).toMatchObject({
    status: 409,
    body: { code: 'campaign_over' },
  })
  expect(servers.twilio.calls).toHaveLength(1)
  const actions = (await b.audited()).map(({ action, campaign }) => [action, campaign])
  expect(actions).toEqual([
    ['campaign.pause', 'slow'],
    ['campaign.resume', 'slow'],
  ])
  // Nothing of BullMQ's stays of one that is over.
  const left = async (): Promise<readonly string[]> => {
    const redis = new Redis(servers.redisUrl)
    const keys = await redis.keys('*:calls:*')
    const later = keys.find((key) => key.endsWith(':delayed'))?.replace(/:delayed$/, '') ?? 'none'
    const others = keys.filter((key) => !key.startsWith(later))
    // What has an end goes by itself.
    const endless = await Promise.all(others.map(async (key) => ((await redis.ttl(key)) === -1 ? [key] : [])))
    redis.disconnect()
    return endless.flat()
  }
  await expect.poll(left, { timeout: 20_000, interval: 500 }).toEqual([])
})

test(
  'callchart call --list says which row and column is wrong, begins a campaign, and callchart calls stops it',
  { timeout: 90_000 },
  async () => {
    const { servers, a } = await startTwo({ answerer: () => ({ kind: 'person', knownAfterMs: 300 }) })
    const folder = await mkdtemp(join(tmpdir(), 'callchart-list-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    const bin = join(import.meta.dirname, '../../src/cli/bin.ts')
    const run = (...args: string[]): Promise<{ code: number; out: string; err: string }> => {
      const env = { PATH: process.env['PATH'] ?? '', CALLCHART_API_TOKEN: 'oncall:dial+read+operate:open-sesame' }
      return new Promise((resolve) => {
        execFile(process.execPath, [bin, ...args, '--server', a.url], { env }, (error, out, err) =>
          resolve({ code: error === null ? 0 : Number(error.code), out, err }),
        )
      })
    }
    const list = join(folder, 'list.csv')
    await writeFile(
      list,
      'to,name,code\n+44 7700 900101,Ann,4711\n0800,Bob,1\n+447700900103,,2\n+447700900104,Dan,x\n+447700900101,Eve,3\n',
    )
    const call = ['call', '--list', list, '--flow', 'pickup', '--campaign', 'summer']
    expect(await run(...call)).toEqual({
      code: 1,
      out: '',
      err: [
        'The list has 3 faults: nobody is called.',
        '  row 2, column to: is no number with its country, such as +447700900123',
        '  row 3, column name: The flow "pickup" wants the input "name".',
        '  row 5, column to: is the number of row 1 too: a campaign calls a number for one row',
        '',
      ].join('\n'),
    })
    await writeFile(list, 'to,name,code\n+44 7700 900101,Ann,4711\n+447700900102,"Bob, B.",1\n')
    const hours = `daily=${hoursFrom(60).daily}`
    const begun = await run(
      ...call,
      '--hours',
      hours,
      '--retry',
      'busy=1x5m',
      '--retry',
      'machine=no',
      '--lasts',
      '2d',
      '--pace',
      '3',
    )
    expect(begun).toMatchObject({ code: 0, err: '' })
    expect(begun.out).toMatch(/^summer: running, 0 of 2 done, 0 calling, 2 waiting, next at /)
    expect(await run('calls', '--campaigns')).toMatchObject({
      code: 0,
      out: expect.stringContaining('summer: running'),
    })
    expect(await run('calls', '--campaign', 'summer', '--pause')).toMatchObject({
      code: 0,
      out: expect.stringContaining('paused'),
    })
    // Whoever wants to be forgotten is not called either.
    const erased = await promisify(execFile)(process.execPath, [bin, 'erase', '--caller', number(2)], {
      env: {
        PATH: process.env['PATH'] ?? '',
        REDIS_URL: servers.redisUrl,
        CALLCHART_DATA: folder,
        CALLCHART_KEYS: key,
      },
    })
    expect(erased.stdout).toContain('Erased 1 row of campaigns')
    const json = await run('calls', '--campaign', 'summer', '--format', 'json')
    expect(JSON.parse(json.out)).toMatchObject({ name: 'summer', state: 'paused', rows: 2, erased: 1, perMinute: 3 })
    expect(await run('calls', '--campaign', 'summer', '--cancel')).toMatchObject({
      code: 0,
      out: expect.stringContaining('1 canceled'),
    })
    expect(await run('calls', '--campaign', 'winter')).toMatchObject({
      code: 1,
      err: 'There is no campaign of this name.\n',
    })
    expect(await run('call', '--list', list)).toMatchObject({
      code: 2,
      err: expect.stringContaining('--campaign july'),
    })
    expect(servers.twilio.calls).toEqual([])
  },
)
