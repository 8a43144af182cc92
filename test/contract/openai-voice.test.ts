import { expect, it, onTestFinished } from 'vitest'
import { createOpenAiVoice } from '../../src/speech/openai/voice.ts'
import type { VoicePort } from '../../src/speech/voice.ts'
import { startOpenAi } from '../stand-ins/openai.ts'
import type { OpenAiBehaviour, OpenAiStandIn } from '../stand-ins/openai.ts'
import { said } from './voice.ts'

const path = '/audio/speech'

async function open(
  changes: Partial<OpenAiBehaviour> = {},
  apiKey?: string,
): Promise<{ voice: VoicePort; openai: OpenAiStandIn }> {
  const openai = await startOpenAi(changes)
  onTestFinished(() => openai.close())
  const voice = createOpenAiVoice({
    apiKey: apiKey ?? openai.apiKey,
    baseUrl: openai.baseUrl,
    wordsModel: null,
    voiceModel: 'tts-next',
    voice: 'cedar',
  })
  onTestFinished(() => voice.close())
  return { openai, voice }
}

const request = { text: 'Your table is booked.', language: 'en-GB' }

it('asks for PCM from the model and the voice that were chosen, without markup', async () => {
  const { openai, voice } = await open()
  await said(voice, { ...request, text: '<p>Your table is booked.</p>' })
  expect(openai.requests).toEqual([
    { path, body: { model: 'tts-next', voice: 'cedar', input: 'Your table is booked.', response_format: 'pcm' } },
  ])
  expect(voice.fingerprint).toBe('openai/tts-next/cedar/1')
})

it('asks for slower speech by number and in words', async () => {
  const { openai, voice } = await open()
  await said(voice, { ...request, rate: 0.75 })
  expect(openai.requests[0]?.body).toMatchObject({ speed: 0.75, instructions: expect.stringContaining('more slowly') })
})

it('is heard while the service is still speaking', async () => {
  const { voice } = await open({ stalling: new Set([path]) })
  const speaking = voice.speak(request)[Symbol.asyncIterator]()
  const { value } = await speaking.next()
  expect((value as Int16Array).length).toBeGreaterThan(1000)
  await speaking.return?.()
})

it('splits what is too long for one request after a sentence', async () => {
  const { openai, voice } = await open()
  const sentence = `This is a sentence of about a hundred characters, so that forty-one of them are rather too many here.`
  // Stopped once it is seen how the text was split: four minutes of audio prove no more.
  const stop = new AbortController()
  const speaking = said(voice, { ...request, text: Array(41).fill(sentence).join(' '), signal: stop.signal })
  await expect.poll(() => openai.requests.length, { timeout: 15_000 }).toBe(2)
  stop.abort()
  await speaking.catch(() => undefined)
  const inputs = openai.requests.map(({ body }) => String(body['input']))
  expect(inputs.every((input) => input.length <= 4096 && input.endsWith('here.'))).toBe(true)
})

it.each([
  ['a wrong key', {}, 'sk-wrong', 'refused', /401.*OPENAI_API_KEY/u],
  ['an unknown model', { failing: new Map([[path, 404]]) }, undefined, 'refused', /404.*model/u],
  ['a busy service', { failing: new Map([[path, 429]]) }, undefined, 'unavailable', /429/u],
  ['a broken service', { failing: new Map([[path, 500]]) }, undefined, 'unavailable', /500/u],
])('tells %s as what it is, and asks only once', async (_, changes, apiKey, code, message) => {
  const { openai, voice } = await open(changes, apiKey)
  await expect(said(voice, request)).rejects.toMatchObject({ code, message: expect.stringMatching(message) })
  expect(openai.requests).toHaveLength(1)
})

it('stops at once when it is aborted in the middle, even if nothing comes any more', async () => {
  const { voice } = await open({ stalling: new Set([path]) })
  const stop = new AbortController()
  const speaking = said(voice, { ...request, signal: stop.signal })
  setTimeout(() => stop.abort(), 50)
  await expect(speaking).rejects.toMatchObject({ code: 'aborted' })
})

it('says that a server is unreachable, and never what was to be said', async () => {
  const { openai, voice } = await open()
  await openai.close()
  const fault = await said(voice, request).catch((error: unknown) => error)
  expect(fault).toMatchObject({ code: 'unavailable', retryable: true })
  expect(String(fault)).not.toContain('booked')
})
