import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { describe, expect, inject, it, onTestFinished } from 'vitest'
import { createLayeredShelf } from '../../src/media/layered-shelf.ts'
import { createPromptCache } from '../../src/media/prompt-cache.ts'
import type { PromptShelf } from '../../src/media/prompt-shelf.ts'
import { createPromptShelf } from '../../src/media/prompt-shelf.ts'
import type { VoicePort } from '../../src/speech/voice.ts'
import { createRedisPromptShelf } from '../../src/store/redis/prompt-shelf.ts'
import type { RedisPromptShelfOptions } from '../../src/store/redis/prompt-shelf.ts'
import { startRedis } from '../redis-server.ts'

const url = (): string => {
  const redis = inject('redis')
  if (redis.url === null) throw new Error(redis.why)
  return redis.url
}

async function redisShelf(options: RedisPromptShelfOptions, at = url()) {
  const shelf = await createRedisPromptShelf({ url: at }, options)
  onTestFinished(() => shelf.close())
  return shelf
}

async function diskShelf(): Promise<PromptShelf> {
  const directory = await mkdtemp(join(tmpdir(), 'callchart-shelf-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  return createPromptShelf({ directory })
}

/** Says a tenth of a second for each text, after a while, and counts. */
function countingVoice(): VoicePort & { readonly asked: string[] } {
  const asked: string[] = []
  return {
    name: 'counting',
    fingerprint: 'counting/1',
    asked,
    async *speak({ text, onTime }) {
      asked.push(text)
      await new Promise((go) => setTimeout(go, 50))
      yield new Int16Array(800).fill(8000)
      onTime?.({ characters: text.length, samples: 800 })
    },
    close: async () => {},
  }
}

const texts = ['Hello.', 'One moment.', 'Goodbye.'].map((text) => ({ text, language: 'en-GB' }))

describe.each([
  ['on disk', diskShelf],
  ['in Redis', () => redisShelf({ prefix: `test-${randomUUID()}` })],
  [
    'on disk before Redis',
    async () => createLayeredShelf(await diskShelf(), await redisShelf({ prefix: `test-${randomUUID()}` })),
  ],
])('prompts %s', (_, open) => {
  it('are kept from one start to the next, with the times of their words', async () => {
    const shelf = await open()
    const first = createPromptCache({ voice: countingVoice(), shelf })
    const audio = await first.render(texts[0]!)
    const voice = countingVoice()
    const second = createPromptCache({ voice, shelf })
    expect(Buffer.from(await second.render(texts[0]!)).equals(audio)).toBe(true)
    expect(second.timesOf(texts[0]!)).toEqual([{ characters: 6, samples: 800 }])
    expect(voice.asked).toEqual([])
  })

  it('that nobody has kept are not there', async () => {
    const shelf = await open()
    expect(await shelf.read('0'.repeat(64))).toBeNull()
  })
})

describe('prompts that many servers share', () => {
  it('are rendered by one of them, and by no other at the same time', { timeout: 20_000 }, async () => {
    const prefix = `test-${randomUUID()}`
    const voices = [countingVoice(), countingVoice(), countingVoice()]
    const caches = await Promise.all(
      voices.map(async (voice) =>
        createPromptCache({ voice, shelf: createLayeredShelf(await diskShelf(), await redisShelf({ prefix })) }),
      ),
    )
    const failures = await Promise.all(caches.map((cache) => cache.prepare(texts)))
    expect(failures).toEqual([[], [], []])
    expect(voices.flatMap(({ asked }) => asked).toSorted()).toEqual(texts.map(({ text }) => text).toSorted())
  })

  it('are not waited for longer than a dead server may take', { timeout: 20_000 }, async () => {
    const prefix = `test-${randomUUID()}`
    const dead = await redisShelf({ prefix, claimMs: 400 })
    const voice = countingVoice()
    const cache = createPromptCache({ voice, shelf: await redisShelf({ prefix, claimMs: 400 }) })
    // It dies with every claim in its hand.
    const claim = dead.claim?.bind(dead)
    const keys: string[] = []
    const spy: PromptShelf = { ...dead, claim: async (key) => (keys.push(key), await claim!(key)) }
    const broken: VoicePort = {
      ...countingVoice(),
      async *speak() {
        await new Promise<void>(() => {})
        yield new Int16Array(0)
      },
    }
    void createPromptCache({ voice: broken, shelf: spy }).render(texts[0]!)
    await expect.poll(() => keys.length).toBe(1)
    expect((await cache.render(texts[0]!)).length).toBe(800)
    expect(voice.asked).toEqual(['Hello.'])
  })

  it('go when they are old, and the oldest when there are too many', async () => {
    const prefix = `test-${randomUUID()}`
    const shelf = await redisShelf({ prefix, ttlMs: 60_000, maxBytes: 2500 })
    const behind = new Redis(url())
    onTestFinished(() => behind.disconnect())
    for (const key of ['a', 'b', 'c']) {
      await shelf.write(key, new Uint8Array(1000).fill(1))
      await new Promise((go) => setTimeout(go, 5))
    }
    expect(await Promise.all(['a', 'b', 'c'].map(async (key) => (await shelf.read(key))?.length ?? null))).toEqual([
      null,
      1000,
      1000,
    ])
    const ttl = await behind.pttl(`${prefix}:{prompts}:audio:c`)
    expect(ttl).toBeGreaterThan(50_000)
    expect(ttl).toBeLessThanOrEqual(60_000)
    expect(await behind.hget(`${prefix}:{prompts}:sizes`, '*')).toBe('2000')
  })

  it('are rendered all the same when Redis has gone, which is told once', { timeout: 30_000 }, async () => {
    const redis = await startRedis()
    const told: Error[] = []
    const shelf = await redisShelf({ prefix: 'gone', onUnusable: (error) => told.push(error) }, redis.url)
    await redis.stop()
    const voice = countingVoice()
    const cache = createPromptCache({ voice, shelf })
    expect(await cache.prepare(texts)).toEqual([])
    expect(voice.asked).toHaveLength(3)
    expect(told).toHaveLength(1)
  })
})
