import { randomUUID } from 'node:crypto'
import type { PromptShelf } from '../../media/prompt-shelf.ts'
import { connect } from './connect.ts'
import type { RedisPlace } from './connect.ts'

export interface RedisPromptShelfOptions {
  /** Of all keys; "callchart" unless told. */
  readonly prefix?: string
  /** A prompt that nobody has read for so long goes; 30 days unless told. Reading renews it. */
  readonly ttlMs?: number
  /** Of all prompts together; 64 MiB unless told, which is two hours and a quarter of speech. The oldest go first. */
  readonly maxBytes?: number
  /** A server that has said that it renders a prompt, and is not done by then, is taken for dead; 15 s unless told. */
  readonly claimMs?: number
  /** Told once when Redis cannot be asked. */
  readonly onUnusable?: (error: Error) => void
}

export interface RedisPromptShelf extends PromptShelf {
  close(): Promise<void>
}

/** Two minutes of speech; what is longer is rendered by each server. */
const longestBytes = 2 ** 20
const lookAgainMs = 100
const commandTimeoutMs = 2000

/**
 * Rendered prompts for many servers, by their content hash: what one has rendered no other renders again, nor does it while
 * one is at it. All keys lie under one hash tag, so that a cluster keeps them together. Rejects with StoreError where nobody
 * answers at first; later a Redis that fails only costs time.
 */
export async function createRedisPromptShelf(
  place: RedisPlace,
  options: RedisPromptShelfOptions = {},
): Promise<RedisPromptShelf> {
  const { prefix = 'callchart', ttlMs = 30 * 86_400_000, maxBytes = 64 * 2 ** 20, claimMs = 15_000 } = options
  const { redis } = await connect(place, commandTimeoutMs)
  const tag = `${prefix}:{prompts}`
  const keyOf = (key: string): string => `${tag}:audio:${key}`
  const claimOf = (key: string): string => `${tag}:claim:${key}`
  let reported = false

  async function tried<T>(doing: () => Promise<T>, otherwise: T): Promise<T> {
    try {
      return await doing()
    } catch (error) {
      if (!reported) options.onUnusable?.(new Error('Rendered prompts cannot be kept in Redis.', { cause: error }))
      reported = true
      return otherwise
    }
  }

  /** Until the other server is done, or has had its time. */
  async function theirs(key: string): Promise<void> {
    const until = performance.now() + claimMs
    while (performance.now() < until) {
      const isBusy = await tried(async () => (await redis.exists(claimOf(key))) === 1, false)
      if (!isBusy) return
      await new Promise((go) => setTimeout(go, lookAgainMs))
    }
  }

  return {
    read: (key) =>
      tried(async () => {
        const audio = await redis.getexBuffer(keyOf(key), 'PX', ttlMs)
        return audio === null || audio.length === 0 ? null : audio
      }, null),
    async write(key, audio) {
      if (audio.length > longestBytes) return
      const keys = [`${tag}:ages`, `${tag}:sizes`, keyOf(key)]
      const bytes = Buffer.from(audio.buffer, audio.byteOffset, audio.byteLength)
      await tried(() => redis.eval(writeScript, keys.length, ...keys, bytes, ttlMs, maxBytes, Date.now()), null)
    },
    async claim(key) {
      const token = randomUUID()
      const take = (): Promise<boolean> =>
        tried(async () => (await redis.set(claimOf(key), token, 'PX', claimMs, 'NX')) === 'OK', true)
      const isOurs = await take()
      if (!isOurs) await theirs(key)
      return {
        isOurs,
        async release() {
          if (isOurs) await tried(() => redis.eval(releaseScript, 1, claimOf(key), token), null)
        },
      }
    },
    async close() {
      redis.disconnect()
    },
  }
}

/** Keeps one, and lets the oldest go while all together are too large. What has expired is counted until then. */
const writeScript = `
redis.call('SET', KEYS[3], ARGV[1], 'PX', ARGV[2])
local before = tonumber(redis.call('HGET', KEYS[2], KEYS[3]) or '0')
redis.call('HSET', KEYS[2], KEYS[3], #ARGV[1])
redis.call('ZADD', KEYS[1], ARGV[4], KEYS[3])
local total = redis.call('HINCRBY', KEYS[2], '*', #ARGV[1] - before)
while total > tonumber(ARGV[3]) do
  local oldest = redis.call('ZPOPMIN', KEYS[1])[1]
  if not oldest then break end
  local size = tonumber(redis.call('HGET', KEYS[2], oldest) or '0')
  redis.call('DEL', oldest)
  redis.call('HDEL', KEYS[2], oldest)
  total = redis.call('HINCRBY', KEYS[2], '*', -size)
end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
redis.call('PEXPIRE', KEYS[2], ARGV[2])
return total`

/** Only one's own: it may have lapsed, and be another's by now. */
const releaseScript = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`
