import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest'
import { CampaignQueue } from '../../src/server/campaigns/campaign-queue.ts'
import { CampaignRecords } from '../../src/server/campaigns/campaign-records.ts'
import type { Campaign, Row } from '../../src/server/campaigns/campaign.ts'
import { usualRetries } from '../../src/server/campaigns/retries.ts'
import type { Turn } from '../../src/server/campaigns/row-caller.ts'
import { connect, connectPatiently, type RedisPlace } from '../../src/store/redis/connect.ts'
import { createSealedCodec } from '../../src/store/sealed-codec.ts'
import { startRedisCluster } from '../redis-server.ts'

let cluster: Awaited<ReturnType<typeof startRedisCluster>> | undefined
beforeAll(async () => {
  cluster = await startRedisCluster(3)
}, 60_000)
afterAll(() => cluster?.stop())

const places: readonly (readonly [string, () => RedisPlace])[] = [
  ['one Redis', () => ({ url: inject('redis').url ?? '' })],
  ['a Redis Cluster', () => ({ nodes: (cluster?.nodes ?? []).map(({ url }) => url) })],
]
const key = (id: string, fill: number) => ({ id, secret: Buffer.alloc(32, fill) })
const rows: readonly Row[] = Array.from({ length: 12 }, (_, index) => ({
  to: `+4477009001${String(index + 10)}`,
  flow: 'pickup',
  inputs: { name: 'Ann' },
}))
let made = 0

async function start(place: RedisPlace, atOnce = 3) {
  const [{ redis: quick }, redis] = await Promise.all([connect(place, 5000), connectPatiently(place)])
  const codec = createSealedCodec([key('k1', 1)])
  const records = new CampaignRecords({ redis: quick, codec, prefix: `queue-test-${process.pid}`, retentionMs: 60_000 })
  const now = Date.now()
  const campaign: Campaign = {
    id: `${now}-${++made}`,
    name: `july-${made}`,
    by: 'shop',
    createdAt: now,
    until: now + 60_000,
    rows: rows.length,
    perMinute: 10,
    atOnce,
    retry: usualRetries,
    hours: null,
  }
  onTestFinished(() => {
    quick.disconnect()
    redis.disconnect()
  })
  /** One server's part of the queue. */
  const server = async (take: (row: number) => Promise<Turn>): Promise<CampaignQueue> => {
    const queue = new CampaignQueue({
      redis,
      prefix: records.queuePrefix(campaign.id),
      atOnce,
      take,
      onFault: (error) => void faults.push(error),
    })
    onTestFinished(() => queue.close())
    await queue.add(rows.map((_, index) => index + 1))
    await queue.start(atOnce)
    return queue
  }
  const faults: unknown[] = []
  return { records, campaign, server, faults, quick }
}

describe.each(places)('a campaign on %s', (_, place) => {
  test('gives each row one turn, on two servers, never more at once than it may', { timeout: 60_000 }, async () => {
    const { server, faults } = await start(place())
    const taken: number[] = []
    let now = 0
    let most = 0
    const take = async (row: number): Promise<Turn> => {
      most = Math.max(most, ++now)
      await new Promise((go) => setTimeout(go, 60))
      taken.push(row)
      now -= 1
      return { type: 'over' }
    }
    const one = await server(take)
    await server(take)
    await expect.poll(() => taken.length, { timeout: 30_000 }).toBe(rows.length)
    expect(taken.toSorted((a, b) => a - b)).toEqual(rows.map((_row, index) => index + 1))
    expect(most).toBe(3)
    await expect.poll(() => one.size()).toBe(0)
    expect(faults).toEqual([])
  })

  test(
    'holds all servers while one says so, takes later turns later, and stops when it is paused',
    { timeout: 60_000 },
    async () => {
      const { server } = await start(place(), 1)
      const at: number[] = []
      const seen = new Set<number>()
      const take = async (row: number): Promise<Turn> => {
        at.push(Date.now())
        if (at.length === 1) return { type: 'hold', ms: 1500 }
        const isFirst = !seen.has(row)
        seen.add(row)
        return isFirst && row === 1 ? { type: 'later', at: Date.now() + 500 } : { type: 'over' }
      }
      const queue = await server(take)
      await server(take)
      await expect.poll(() => at.length, { timeout: 30_000 }).toBe(rows.length + 2)
      expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThan(1400)
      await queue.setPaused(true)
      await queue.add([1, 2])
      expect(await queue.size()).toBe(2)
      const before = at.length
      await queue.setPaused(false)
      await expect.poll(() => at.length, { timeout: 30_000 }).toBe(before + 2)
      await queue.remove()
      expect(await queue.size()).toBe(0)
    },
  )

  test('is kept sealed, found by its name, compared with the same list, and forgets a number', async () => {
    const { records, campaign, quick } = await start(place())
    expect(await records.create(campaign, rows)).toEqual({ how: 'created', id: campaign.id })
    const again = { ...campaign, id: `${campaign.id}-2` }
    expect(await records.create(again, rows)).toEqual({ how: 'repeated', id: campaign.id })
    expect(await records.create(again, rows.slice(1))).toEqual({ how: 'taken', id: campaign.id })
    expect(await records.row(campaign.id, 3)).toEqual(rows[2])
    expect((await records.find(campaign.name))?.campaign).toEqual(campaign)
    const prefix = records.queuePrefix(campaign.id)
    expect(JSON.stringify(await quick.hgetall(`${prefix}:rows`))).not.toMatch(/77009001|Ann/)
    // Everything of it has an end, from the beginning.
    for (const part of ['facts', 'rows', 'tags', 'open'])
      expect(await quick.pttl(`${prefix}:${part}`)).toBeGreaterThan(0)
    expect(await records.erase(rows[2]?.to ?? '')).toBe(1)
    expect(await records.row(campaign.id, 3)).toBeNull()
    expect(await records.mark(campaign.id, 3)).toMatchObject({ state: 'over', over: 'erased' })
    expect(await records.openCount(campaign.id)).toBe(rows.length - 1)
    // Whoever comes late with what they knew does not open it again.
    expect(await records.setMark(campaign.id, 3, { state: 'waiting', attempts: [] })).toBe(false)
    expect(await records.mark(campaign.id, 3)).toMatchObject({ state: 'over', over: 'erased' })
    expect(await quick.pttl(`${prefix}:marks`)).toBeGreaterThan(0)
  })

  test('of two lists with a name that has become free one is kept, however late the other finds it free', async () => {
    const { records, campaign, quick } = await start(place())
    const late = { ...campaign, id: `${campaign.id}-late`, name: campaign.name }
    await quick.hset(`queue-test-${process.pid}:campaigns`, campaign.name, 'gone')
    // It has looked up the name, and stands still until the other has been given it.
    const hget = quick.hget.bind(quick)
    let goOn = (): void => {}
    const given = new Promise<void>((resolve) => (goOn = resolve))
    quick.hget = async (key: string, field: string) => {
      quick.hget = hget
      const found = await hget(key, field)
      await given
      return found
    }
    const second = records.create(late, rows.slice(0, 1))
    const first = await records.create(campaign, rows)
    goOn()
    expect(first.how).toBe('created')
    expect((await second).how).toBe('taken')
    expect((await records.find(campaign.name))?.campaign.id).toBe(campaign.id)
    expect(await records.openCount(late.id)).toBe(0)
  })
})
