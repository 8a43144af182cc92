import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { startRedis, type RedisProcess } from '../redis-server.ts'
import { openWay, type TcpWay } from '../stand-ins/tcp-way.ts'
import type { Fault } from './faults.ts'

/** A Redis that keeps what it has on disk, and can be killed and started again. */
export interface KeptRedis {
  readonly url: string
  /** Away for so long, with what it had when it is back. */
  away(ms: number): Fault
  stop(): Promise<void>
}

export async function startKeptRedis(): Promise<KeptRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'callchart-kept-redis-'))
  const args = ['--appendonly', 'yes', '--appendfsync', 'always']
  let redis = await startRedis({ folder, args })
  return {
    url: redis.url,
    away: (ms) => async (world) => {
      const calls = world.fleet.twilio.calls.filter(({ isOver }) => !isOver)
      const before = streamsOf(calls)
      await redis.stop()
      await wait(ms)
      redis = await startRedis({ folder, args, port: redis.port })
      await world.fleet.ready()
      // Until every call has said something again.
      await wait(6000)
      const fresh = streamsOf(calls) - before
      return {
        fault: `Redis away for ${ms / 1000} s (${calls.length} calls, ${fresh} streams opened anew)`,
        happened: true,
        words: [],
        counts: false,
      }
    },
    async stop() {
      await redis.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function streamsOf(calls: readonly { readonly streamSids: readonly string[] }[]): number {
  return calls.reduce((sum, { streamSids }) => sum + streamSids.length, 0)
}

/** A primary with a replica, behind one address: what a managed Redis is to its clients. */
export interface RedisPair {
  readonly url: string
  /** The primary is lost while its replica is behind, and the replica takes its place: the last steps are gone. */
  readonly promoteLagging: Fault
  stop(): Promise<void>
}

/** How far the replica is behind when it is promoted. */
const lagMs = 800

export async function startRedisPair(): Promise<RedisPair> {
  let primary = await startRedis()
  const address = await openWay(primary.port)
  const between: TcpWay[] = []
  const all: RedisProcess[] = [primary]
  const replicaOf = async (of: RedisProcess): Promise<{ redis: RedisProcess; way: TcpWay }> => {
    const way = await openWay(of.port)
    const redis = await startRedis({ args: ['--replicaof', '127.0.0.1', String(way.port), '--repl-timeout', '60'] })
    between.push(way)
    all.push(redis)
    const client = new Redis(redis.url)
    while (!(await client.info('replication')).includes('master_link_status:up')) await wait(100)
    client.disconnect()
    return { redis, way }
  }
  // At once, not after the five seconds in which a Redis waits for more replicas.
  await configure(primary)
  let replica = await replicaOf(primary)
  return {
    url: `redis://127.0.0.1:${address.port}`,
    promoteLagging: async (world) => {
      // A call that nobody but the lost primary had heard of is lost with it.
      await world.pauseDialling()
      replica.way.goDark()
      await wait(lagMs)
      await primary.stop()
      address.cut()
      const client = new Redis(replica.redis.url)
      await client.call('REPLICAOF', 'NO', 'ONE')
      const lost = world.fleet.twilio.calls.filter(({ isOver }) => !isOver).length
      client.disconnect()
      address.target = replica.redis.port
      primary = replica.redis
      await configure(primary)
      replica = await replicaOf(primary)
      await world.fleet.ready()
      await wait(6000)
      world.goOnDialling()
      return {
        fault: `a replica ${lagMs} ms behind is promoted (${lost} calls)`,
        happened: lost > 0,
        words: [],
        counts: false,
      }
    },
    async stop() {
      await Promise.all(all.map((redis) => redis.stop()))
      await Promise.all([address, ...between].map((way) => way.close()))
    },
  }
}

async function configure(redis: RedisProcess): Promise<void> {
  const client = new Redis(redis.url)
  await client.config('SET', 'repl-diskless-sync-delay', '0')
  client.disconnect()
}
