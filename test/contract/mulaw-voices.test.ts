import { describe, expect, it, onTestFinished } from 'vitest'
import { createDeepgramVoice } from '../../src/speech/deepgram/voice.ts'
import { createElevenLabsVoice } from '../../src/speech/elevenlabs/voice.ts'
import type { VoicePort } from '../../src/speech/voice.ts'
import { startDeepgram } from '../stand-ins/deepgram.ts'
import { startElevenLabs } from '../stand-ins/elevenlabs.ts'
import type { VendorTrouble } from '../stand-ins/vendor-trouble.ts'
import { said } from './voice.ts'

interface Setting {
  readonly voice: VoicePort
  /** How many requests came. */
  readonly asked: () => number
}

type Open = (trouble: Partial<VendorTrouble>, apiKey?: string) => Promise<Setting>

const deepgram: Open = async (trouble, apiKey) => {
  const standIn = await startDeepgram(trouble)
  onTestFinished(() => standIn.close())
  const voice = createDeepgramVoice({ ...standIn.account, ...(apiKey === undefined ? {} : { apiKey }) })
  onTestFinished(() => voice.close())
  return { voice, asked: () => standIn.spoken.length }
}

const elevenLabs: Open = async (trouble, apiKey) => {
  const standIn = await startElevenLabs(trouble)
  onTestFinished(() => standIn.close())
  const voice = createElevenLabsVoice({ ...standIn.account, ...(apiKey === undefined ? {} : { apiKey }) })
  onTestFinished(() => voice.close())
  return { voice, asked: () => standIn.requests.length }
}

const request = { text: 'Your table is booked.', language: 'en-GB' }

describe.each([
  ['Deepgram', deepgram, 'DEEPGRAM_API_KEY'],
  ['ElevenLabs', elevenLabs, 'ELEVENLABS_API_KEY'],
] as const)('%s', (_, open, variable) => {
  it.each([
    ['a wrong key', {}, 'wrong', 'refused', new RegExp(`401.*${variable}`, 'u')],
    ['an account without credit', { status: 402 }, undefined, 'refused', /no credit left/u],
    ['a busy service', { status: 429 }, undefined, 'unavailable', /429/u],
    ['a broken service', { status: 500 }, undefined, 'unavailable', /500/u],
    ['what is no audio', { upon: () => 'malformed' as const }, undefined, 'unavailable', /something else than audio/u],
  ] as const)('tells %s as what it is, and asks only once', async (_, trouble, apiKey, code, message) => {
    const { voice, asked } = await open(trouble, apiKey)
    await expect(said(voice, request)).rejects.toMatchObject({ code, message: expect.stringMatching(message) })
    expect(asked()).toBe(1)
  })

  it('that is lost in the middle of a word has failed, and says nothing of what was to be said', async () => {
    const { voice } = await open({ upon: () => 'dropped' })
    const fault = await said(voice, request).catch((error: unknown) => error)
    expect(fault).toMatchObject({ code: 'unavailable', retryable: true })
    expect(String(fault)).not.toContain('booked')
  })

  it('is heard while it is still speaking, and stops when nobody listens', async () => {
    const { voice } = await open({ upon: () => 'stalled' })
    const speaking = voice.speak(request)[Symbol.asyncIterator]()
    const { value } = await speaking.next()
    expect((value as Int16Array).length).toBeGreaterThan(1000)
    await speaking.return?.()
  })

  it('stops at once when it is aborted, even if nothing comes any more', async () => {
    const { voice } = await open({ silent: true })
    const stop = new AbortController()
    const speaking = said(voice, { ...request, signal: stop.signal })
    setTimeout(() => stop.abort(), 50)
    await expect(speaking).rejects.toMatchObject({ code: 'aborted' })
  })

  it('that says nothing is given up', { timeout: 10_000 }, async () => {
    const { voice } = await open({ silent: true })
    await expect(said(voice, request)).rejects.toMatchObject({ code: 'timeout' })
  })
})

it('asks Deepgram for raw mu-law, and says which language a voice speaks', async () => {
  const standIn = await startDeepgram()
  onTestFinished(() => standIn.close())
  const voice = createDeepgramVoice({ ...standIn.account, voiceModel: 'aura-2-diana-es' })
  await said(voice, { text: 'Hola.', language: 'es-ES', rate: 0.5 })
  expect(standIn.spoken.map(({ query, body }) => [Object.fromEntries(query), body])).toEqual([
    [
      { model: 'aura-2-diana-es', encoding: 'mulaw', sample_rate: '8000', container: 'none', speed: '0.7' },
      { text: 'Hola.' },
    ],
  ])
  await expect(said(voice, request)).rejects.toMatchObject({ code: 'unsupported_language' })
})

it('asks ElevenLabs for mu-law in the language of the call, by the model that was chosen', async () => {
  const standIn = await startElevenLabs()
  onTestFinished(() => standIn.close())
  const voice = createElevenLabsVoice({ ...standIn.account, voice: 'Alice' })
  await said(voice, { text: 'Dzień dobry.', language: 'pl-PL', rate: 0.75 })
  const multilingual = createElevenLabsVoice({ ...standIn.account, voiceModel: 'eleven_multilingual_v2' })
  await said(multilingual, request)
  expect(standIn.requests.map(({ url, body }) => [url.pathname + url.search, body])).toEqual([
    [
      '/v1/text-to-speech/Alice/stream/with-timestamps?output_format=ulaw_8000',
      { text: 'Dzień dobry.', model_id: 'eleven_flash_v2_5', language_code: 'pl', voice_settings: { speed: 0.75 } },
    ],
    [
      '/v1/text-to-speech/JBFqnCBsd6RMkjVDRZzb/stream/with-timestamps?output_format=ulaw_8000',
      { text: 'Your table is booked.', model_id: 'eleven_multilingual_v2' },
    ],
  ])
})
