import { Redis } from 'ioredis'
import { answerWithinMs, ok, reasonOf, skipped, warning, wrong, type Check, type Finding } from '../finding.ts'

/** Whether Redis is quick, keeps what it is given, and agrees on the time. */
export const checkRedis: Check = async ({ config: { redisUrl, redisNodes } }) => {
  const urls = redisNodes ?? (redisUrl === null ? [] : [redisUrl])
  const [first] = urls
  if (first === undefined) return [skipped('redis', 'The store is the embedded one: good for one server alone.')]
  const options = {
    connectTimeout: answerWithinMs,
    commandTimeout: answerWithinMs,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    enableOfflineQueue: false,
    lazyConnect: true,
  }
  const redis = new Redis(first, options)
  redis.on('error', () => {})
  try {
    await redis.connect()
    return [await latency(redis), await eviction(redis), await persistence(redis), await clock(redis)]
  } catch (error) {
    const name = redisNodes === null ? 'REDIS_URL' : 'REDIS_NODES'
    return [
      wrong(
        'redis',
        `It does not answer (${reasonOf(error)}).`,
        `Is it running, and are the address, the user and the password of ${name} right? Without it no call is taken.`,
      ),
    ]
  } finally {
    redis.disconnect()
  }
}

async function latency(redis: Redis): Promise<Finding> {
  const all: number[] = []
  for (let n = 0; n < pings; n++) {
    const began = performance.now()
    await redis.ping()
    all.push(performance.now() - began)
  }
  all.sort((a, b) => a - b)
  const median = all[Math.floor(pings / 2)] ?? 0
  const worst = all.at(-1) ?? 0
  const told = `It answers in ${median.toFixed(1)} ms (median of ${pings}; at worst ${worst.toFixed(1)} ms).`
  if (median > slowMs || worst > 200)
    return warning(
      'redis latency',
      told,
      'Each step of a call waits for it: put it into the same zone as the servers, and look at its SLOWLOG and its memory.',
    )
  return ok('redis latency', told)
}

/** Every key of a call has a time to live, so that "volatile" is no protection. */
async function eviction(redis: Redis): Promise<Finding> {
  const policy = await setting(redis, 'maxmemory-policy')
  const limit = await setting(redis, 'maxmemory')
  if (policy === null)
    return warning(
      'redis eviction',
      'It does not tell its policy (CONFIG is shut).',
      'See to it that maxmemory-policy is noeviction.',
    )
  if (policy === 'noeviction') return ok('redis eviction', 'It throws nothing away (noeviction).')
  const told = `When memory runs short it throws live calls away (${policy}).`
  const advice =
    'Set maxmemory-policy noeviction: a write that is refused is told to the caller, a call that is gone is not.'
  return limit === '0'
    ? warning('redis eviction', `${told} There is no limit so far (maxmemory 0).`, advice)
    : wrong('redis eviction', told, advice)
}

async function persistence(redis: Redis): Promise<Finding> {
  const isKept = await setting(redis, 'appendonly')
  if (isKept === 'no')
    return warning(
      'redis persistence',
      'It keeps no append-only file: calls are lost when it starts again.',
      'Set appendonly yes (appendfsync everysec), or have a replica and REDIS_REPLICAS=1.',
    )
  return isKept === null
    ? skipped('redis persistence', 'It does not tell (CONFIG is shut).')
    : ok('redis persistence', 'What is written survives a restart (appendonly).')
}

/** Leases are written with the servers' own clocks. */
async function clock(redis: Redis): Promise<Finding> {
  const began = Date.now()
  const [seconds, micros] = await redis.time()
  const ms = Number(seconds) * 1000 + Number(micros) / 1000
  const skew = Math.round((began + Date.now()) / 2 - ms)
  if (Math.abs(skew) > 500)
    return warning(
      'redis clock',
      `This machine’s clock and its own are ${Math.abs(skew)} ms apart.`,
      'Run a time service (chrony, systemd-timesyncd) on both: leases last a second.',
    )
  return ok('redis clock', `This machine’s clock and its own are ${Math.abs(skew)} ms apart.`)
}

async function setting(redis: Redis, name: string): Promise<string | null> {
  try {
    const [, value] = await redis.config('GET', name)
    return value ?? null
  } catch {
    return null
  }
}

const pings = 21
/** A commit is one round; a turn has some five of them. */
const slowMs = 5
