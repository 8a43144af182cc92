import { startRedis } from '../redis-server.ts'
import { deploy, dropSockets, killAt, killTwice, vanish, zombie, type Fault } from './faults.ts'
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

/** One Redis for a stage, ended with it. */
function onRedis(stage: Omit<StageOptions, 'store' | 'seed' | 'note' | 'name'>, name: string): Stage {
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
  redirects: onRedis(
    {
      mode: 'redirects',
      servers: 2,
      callers: 8,
      orders: 3,
      faults: [dropSockets, ...kills, zombie, deploy, dropSockets],
    },
    'redirects',
  ),
  fetched: onRedis(
    {
      mode: 'fetched',
      servers: 2,
      callers: 8,
      orders: 3,
      faults: [dropSockets, ...kills, zombie, deploy, vanish, vanish, killTwice],
    },
    'fetched',
  ),
  short: onRedis(
    { mode: 'fetched', servers: 2, callers: 6, orders: 2, faults: [dropSockets, killAt('intent.done'), vanish] },
    'short',
  ),
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
    played.push(await stage({ seed: options.seed, note: options.note }))
  }
  return played
}
