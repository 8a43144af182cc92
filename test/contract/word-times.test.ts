import { expect, it, onTestFinished } from 'vitest'
import { decodeMulaw } from '../../src/media/mulaw.ts'
import { createPromptCache } from '../../src/media/prompt-cache.ts'
import type { PromptCache } from '../../src/media/prompt-cache.ts'
import { Utterance } from '../../src/media/utterance.ts'
import { createDeepgramVoice } from '../../src/speech/deepgram/voice.ts'
import { createElevenLabsVoice } from '../../src/speech/elevenlabs/voice.ts'
import { createFailoverVoice } from '../../src/speech/failover-voice.ts'
import type { SaidTime } from '../../src/speech/said-times.ts'
import type { VoicePort } from '../../src/speech/voice.ts'
import { startDeepgram } from '../stand-ins/deepgram.ts'
import { startElevenLabs } from '../stand-ins/elevenlabs.ts'
import { said } from './voice.ts'

const language = 'en-GB'

async function voices() {
  const [first, second] = await Promise.all([startElevenLabs(), startDeepgram()])
  const voice = createFailoverVoice([createElevenLabsVoice(first.account), createDeepgramVoice(second.account)])
  onTestFinished(async () => {
    await voice.close()
    await Promise.all([first.close(), second.close()])
  })
  return { voice, first, second }
}

/** All of a text as the line gets it, and what was heard when so many bytes of it had been. */
async function played(voice: VoicePort, prompts: PromptCache | null, text: string) {
  const utterance = new Utterance({ id: 'u1', text, language }, () => 0)
  await new Promise<void>((done, failed) => {
    utterance.render(voice, { prompts, sounds: null }, () => {
      if (utterance.state === 'rendered') done()
      if (utterance.state === 'failed') failed(utterance.error ?? new Error('It failed.'))
    })
  })
  const audio = utterance.take(utterance.unsentBytes)
  const heardAt = (ms: number): string => {
    utterance.heardBytes = Math.round(ms * 8)
    return utterance.heard
  }
  return { audio, heardAt }
}

/** The stand-in speaks 55 ms a letter: each word's end is known, less the silence that is trimmed. */
it('ElevenLabs tells the end of each word, to within 20 ms', async () => {
  const { first } = await voices()
  const voice = createElevenLabsVoice(first.account)
  const text = "It's booked, at last: seven people."
  const times: SaidTime[] = []
  await said(voice, { text, language, onTime: (time) => times.push(time) })
  const words = times.map(({ characters }) => text.slice(0, characters))
  expect(words).toEqual([
    "It's",
    "It's booked",
    "It's booked, at",
    "It's booked, at last",
    "It's booked, at last: seven",
    "It's booked, at last: seven people",
    text,
  ])
  for (const { characters, samples } of times.slice(0, -1))
    expect(Math.abs(samples / 8 - characters * 55)).toBeLessThan(20)
})

it('what was heard is known by the word, in what is said just now and in what was kept', async () => {
  const { voice, first } = await voices()
  // By its length £12.50 is a word of six letters; said, it is one of some twenty.
  const text = 'That makes £12.50 for the two of them.'
  const fresh = await played(voice, null, text)
  const prompts = createPromptCache({ voice })
  await prompts.render({ text, language })
  const asked = first.requests.length
  const kept = await played(voice, prompts, text)
  expect(first.requests).toHaveLength(asked)
  const request = String(first.requests[0]?.body['text'])
  const msOf = (words: string): number => (request.indexOf(words) + words.length) * 55
  for (const { heardAt } of [fresh, kept]) {
    expect(heardAt(msOf('makes') + 25)).toBe('That makes')
    expect(heardAt(msOf('makes') - 25)).toBe('That')
    expect(heardAt(msOf('pence') - 25)).toBe('That makes')
    expect(heardAt(msOf('pence') + 25)).toBe('That makes £12.50')
    expect(heardAt(msOf('two') + 25)).toBe('That makes £12.50 for the two')
  }
})

it('by which voice a sentence is said is not heard at its seams: as loud within a decibel, a pause of 250 to 340 ms', async () => {
  const { voice, first, second } = await voices()
  const prompts = createPromptCache({ voice })
  for (const text of ['Welcome back to Alba, and thank you for calling.', 'Would you like anything else today?'])
    await prompts.render({ text, language })
  // What is not kept is said by another voice, which is ten decibels softer by itself.
  first.trouble.status = 500
  const { audio } = await played(
    voice,
    prompts,
    'Welcome back to Alba, and thank you for calling. Your table for four is booked. Would you like anything else today?',
  )
  expect(second.spoken.map(({ body }) => body['text'])).toEqual(['Your table for four is booked.'])
  const { parts, gapsMs } = partsOf(audio)
  expect(parts).toHaveLength(3)
  for (const gapMs of gapsMs) {
    expect(gapMs).toBeGreaterThan(250)
    expect(gapMs).toBeLessThan(340)
  }
  const loudness = parts.map((part) => 10 * Math.log10(part.reduce((sum, x) => sum + x * x, 0) / part.length))
  for (const one of loudness) expect(Math.abs(one - loudness[0]!)).toBeLessThan(1)
  // About −20 dBFS.
  expect(loudness[0]! - 20 * Math.log10(32768)).toBeGreaterThan(-22)
  expect(loudness[0]! - 20 * Math.log10(32768)).toBeLessThan(-18)
})

/** Stretches of sound, and the silences between them, where those are longer than between two words. */
function partsOf(mulaw: Uint8Array): { parts: Int16Array[]; gapsMs: number[] } {
  const pcm = new Int16Array(mulaw.length)
  decodeMulaw(mulaw, pcm)
  const parts: Int16Array[] = []
  const gapsMs: number[] = []
  let from = 0
  let last = 0
  for (let at = 0; at < pcm.length; at++) {
    if (Math.abs(pcm[at] ?? 0) <= 128) continue
    if (at - last > 1000) {
      parts.push(pcm.subarray(from, last + 1))
      gapsMs.push((at - last) / 8)
      from = at
    }
    last = at
  }
  return { parts: [...parts, pcm.subarray(from, last + 1)], gapsMs }
}
