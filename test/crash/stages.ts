import { startRedis, startRedisCluster } from '../redis-server.ts'
import { deploy, dropSockets, killAt, killTwice, vanish, zombie, type Fault } from './faults.ts'
import { startKeptRedis, startRedisPair } from './redis-faults.ts'
import { playStage, type Played, type StageOptions } from './stage.ts'

type Stage = (common: Pick<StageOptions, 'seed' | 'note'>) => Promise<Played>

const kills: readonly Fault[] = [
  killAt('commit.unsent'),
  killAt('commit.sent'),
  killAt('commit.done'),
  killAt('intent.done'),
  killAt('tool.sent'),
  killAt('tool.answered'),
  killAt('settle.done'),
]

const busy = { servers: 2, callers: 8, orders: 3 } as const

/** One Redis for a stage, ended with it. */
function onRedis(name: string, stage: Omit<StageOptions, 'store' | 'seed' | 'note' | 'name'>): Stage {
  return async (common) => {
    const redis = await startRedis()
    try {
      return await playStage({ ...stage, ...common, name, store: { REDIS_URL: redis.url } })
    } finally {
      await redis.stop()
    }
  }
}

const stages: Readonly<Record<string, Stage>> = {
  redirects: onRedis('redirects', {
    ...busy,
    mode: 'redirects',
    faults: [dropSockets, ...kills, zombie, deploy, dropSockets, ...kills, zombie],
  }),
  fetched: onRedis('fetched', {
    ...busy,
    mode: 'fetched',
    faults: [dropSockets, ...kills, zombie, deploy, dropSockets, zombie, killTwice],
  }),
  vanishes: onRedis('vanishes', { ...busy, mode: 'fetched', faults: [vanish, vanish, vanish, vanish] }),
  'redis restarts': async (common) => {
    const redis = await startKeptRedis()
    const faults = [redis.away(300), redis.away(1500), redis.away(5000)]
    try {
      return await playStage({
        ...busy,
        ...common,
        mode: 'redirects',
        faults,
        name: 'redis restarts',
        store: { REDIS_URL: redis.url },
      })
    } finally {
      await redis.stop()
    }
  },
  'redis fails over': async (common) => {
    const pair = await startRedisPair()
    const faults = [pair.promoteLagging, killAt('tool.sent'), pair.promoteLagging]
    const store = { REDIS_URL: pair.url, REDIS_REPLICAS: '1' }
    try {
      return await playStage({ ...busy, ...common, mode: 'redirects', faults, name: 'redis fails over', store })
    } finally {
      await pair.stop()
    }
  },
  'redis cluster': async (common) => {
    const cluster = await startRedisCluster(3)
    const faults = [dropSockets, killAt('commit.sent'), killAt('tool.sent'), vanish, zombie]
    const store = { REDIS_NODES: cluster.nodes.map(({ url }) => url).join(',') }
    try {
      return await playStage({ ...busy, ...common, mode: 'fetched', faults, name: 'redis cluster', store })
    } finally {
      await cluster.stop()
    }
  },
  short: onRedis('short', {
    mode: 'fetched',
    servers: 2,
    callers: 6,
    orders: 2,
    faults: [dropSockets, killAt('intent.done'), vanish],
  }),
}

export const stageNames = Object.keys(stages)

export async function playAll(options: {
  readonly seed: number
  readonly only: string
  readonly short: boolean
  readonly note: (line: string) => void
}): Promise<Played[]> {
  const played: Played[] = []
  for (const [name, stage] of Object.entries(stages)) {
    if ((name === 'short') !== options.short || !name.includes(options.only)) continue
    options.note(`— ${name} —`)
    try {
      played.push(await stage({ seed: options.seed, note: options.note }))
    } catch (error) {
      // The other stages are worth their time, and the run has failed.
      const what = error instanceof Error ? (error.stack ?? error.message) : String(error)
      options.note(what)
      const nothing = { mode: 'redirects', injected: [], calls: [], duplicated: [], violations: [] } as const
      played.push({ name, ...nothing, broken: [{ sid: 'the stage', what }] })
    }
  }
  return played
}
