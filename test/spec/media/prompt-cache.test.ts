import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createPromptCache } from '../../../src/media/prompt-cache.ts'
import { createPromptShelf } from '../../../src/media/prompt-shelf.ts'
import { SpeechError } from '../../../src/speech/speech-error.ts'
import { createScriptedVoice } from '../../stand-ins/scripted-voice.ts'
import { VirtualClock, settle } from '../../stand-ins/virtual-clock.ts'

const prompt = (text: string, language = 'en'): { text: string; language: string } => ({ text, language })

describe('prompts in memory', () => {
  it('are rendered once, and found at once from then on', async () => {
    const voice = createScriptedVoice(new VirtualClock())
    const cache = createPromptCache({ voice })
    expect(cache.find(prompt('hello'))).toBeNull()
    const rendered = await cache.render(prompt('hello'))
    expect(rendered).toHaveLength(5 * 60 * 8)
    expect(cache.find(prompt('hello'))).toBe(rendered)
    expect(await cache.render(prompt('hello'))).toBe(rendered)
    expect(voice.asked).toEqual(['hello'])
  })

  it('are rendered once for all who ask meanwhile', async () => {
    const clock = new VirtualClock()
    const voice = createScriptedVoice(clock, () => [{ waits: 100 }, { gives: 200 }])
    const cache = createPromptCache({ voice })
    const asked = [cache.render(prompt('hello')), cache.render(prompt('hello'))]
    expect(cache.find(prompt('hello'))).toBeInstanceOf(Promise)
    await clock.advance(100)
    const [one, other] = await Promise.all(asked)
    expect(other).toBe(one)
    expect(voice.asked).toEqual(['hello'])
  })

  it('are another prompt in another language, text or voice', async () => {
    const voice = createScriptedVoice(new VirtualClock())
    const cache = createPromptCache({ voice })
    await cache.render(prompt('taxi'))
    expect(cache.find(prompt('taxi', 'de'))).toBeNull()
    expect(cache.find(prompt('taxi.'))).toBeNull()
    expect(cache.find(prompt('taxi', 'en'))).not.toBeNull()
  })

  it('tell how long they last, once that is known', async () => {
    const cache = createPromptCache({ voice: createScriptedVoice(new VirtualClock()) })
    expect(cache.durationMs(prompt('hello'))).toBeNull()
    await cache.render(prompt('hello'))
    expect(cache.durationMs(prompt('hello'))).toBe(300)
  })

  it('give way to newer ones beyond the limit, those first that were not used longest', async () => {
    const cache = createPromptCache({ voice: createScriptedVoice(new VirtualClock()), maxBytes: 3 * 480 })
    for (const text of ['a', 'b', 'c']) await cache.render(prompt(text))
    void cache.find(prompt('a'))
    await cache.render(prompt('d'))
    expect(['a', 'b', 'c', 'd'].filter((text) => cache.find(prompt(text)) !== null)).toEqual(['a', 'c', 'd'])
    expect(cache.bytes).toBe(3 * 480)
  })

  it('are given, but not kept, when one alone is larger than the limit', async () => {
    const cache = createPromptCache({ voice: createScriptedVoice(new VirtualClock()), maxBytes: 500 })
    await cache.render(prompt('a'))
    expect(await cache.render(prompt('much too long'))).toHaveLength(13 * 480)
    expect(cache.find(prompt('much too long'))).toBeNull()
    expect(cache.find(prompt('a'))).not.toBeNull()
  })
})

describe('a voice that fails', () => {
  it('is told to all who wait, and asked again the next time', async () => {
    let times = 0
    const failure = new SpeechError('unavailable', 'The voice is away.')
    const voice = createScriptedVoice(new VirtualClock(), () =>
      times++ === 0 ? [{ fails: failure }] : [{ gives: 100 }],
    )
    const cache = createPromptCache({ voice })
    const results = await Promise.allSettled([cache.render(prompt('hello')), cache.render(prompt('hello'))])
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(cache.find(prompt('hello'))).toBeNull()
    expect(await cache.render(prompt('hello'))).toHaveLength(800)
  })

  it('and one that gives no audio is not kept as silence', async () => {
    const cache = createPromptCache({ voice: createScriptedVoice(new VirtualClock(), () => []) })
    await expect(cache.render(prompt('hello'))).rejects.toMatchObject({ name: 'SpeechError', code: 'unavailable' })
    expect(cache.find(prompt('hello'))).toBeNull()
  })

  it('does not keep the rest of a flow from being prepared', async () => {
    const failure = new SpeechError('unavailable', 'The voice is away.')
    const voice = createScriptedVoice(new VirtualClock(), (text) =>
      text === 'b' ? [{ fails: failure }] : [{ gives: 100 }],
    )
    const cache = createPromptCache({ voice })
    const prompts = ['a', 'b', 'c', 'a'].map((text) => prompt(text))
    expect(await cache.prepare(prompts)).toEqual([{ prompt: prompt('b'), error: failure }])
    expect(voice.asked).toEqual(['a', 'b', 'c'])
    expect(prompts.map((one) => cache.durationMs(one))).toEqual([100, null, 100, 100])
  })

  it('is asked for one prompt at a time while a flow is prepared', async () => {
    const clock = new VirtualClock()
    const voice = createScriptedVoice(clock, () => [{ waits: 100 }, { gives: 100 }])
    const cache = createPromptCache({ voice })
    const done = cache.prepare([prompt('a'), prompt('b')])
    await settle()
    expect(voice.asked).toEqual(['a'])
    await clock.advance(200)
    expect(await done).toEqual([])
    expect(voice.asked).toEqual(['a', 'b'])
  })
})

describe('prompts on a shelf', () => {
  let directory: string
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'callchart-prompts-'))
  })
  afterEach(() => rm(directory, { recursive: true, force: true }))

  it('are not rendered again after a new start', async () => {
    const voice = createScriptedVoice(new VirtualClock())
    const shelf = createPromptShelf({ directory: join(directory, 'made', 'when', 'needed') })
    const rendered = await createPromptCache({ voice, shelf }).render(prompt('hello'))
    const later = createPromptCache({ voice, shelf })
    expect(await later.prepare([prompt('hello')])).toEqual([])
    expect(voice.asked).toEqual(['hello'])
    expect(Buffer.compare(await later.render(prompt('hello')), rendered)).toBe(0)
  })

  it('lie there under a hash, whole, and without a word of their text', async () => {
    const voice = createScriptedVoice(new VirtualClock())
    const shelf = createPromptShelf({ directory })
    await createPromptCache({ voice, shelf }).render(prompt('hello'))
    const files = await readdir(directory)
    expect(files).toHaveLength(1)
    expect(files[0]).toMatch(/^[0-9a-f]{64}\.ulaw$/)
    expect(await readFile(join(directory, files[0]!))).toHaveLength(2400)
  })

  it('are rendered again with another voice, or when their file is empty', async () => {
    const shelf = createPromptShelf({ directory })
    const voice = createScriptedVoice(new VirtualClock())
    await createPromptCache({ voice, shelf }).render(prompt('hello'))
    const other = { ...createScriptedVoice(new VirtualClock()), fingerprint: 'other' }
    await createPromptCache({ voice: other, shelf }).render(prompt('hello'))
    expect(other.asked).toEqual(['hello'])

    for (const file of await readdir(directory)) await writeFile(join(directory, file), '')
    await createPromptCache({ voice, shelf }).render(prompt('hello'))
    expect(voice.asked).toEqual(['hello', 'hello'])
  })

  it('are done without where the directory cannot be used, and that is told once', async () => {
    const told: Error[] = []
    await writeFile(join(directory, 'a-file'), 'not a directory')
    const shelf = createPromptShelf({ directory: join(directory, 'a-file'), onUnusable: (error) => told.push(error) })
    const cache = createPromptCache({ voice: createScriptedVoice(new VirtualClock()), shelf })
    expect(await cache.prepare([prompt('a'), prompt('b')])).toEqual([])
    expect(cache.durationMs(prompt('b'))).toBe(60)
    expect(told.map(({ message }) => message)).toEqual([
      `Rendered prompts cannot be kept in ${join(directory, 'a-file')}.`,
    ])
  })
})
