import { describe, it } from 'vitest'
import type { TestContext } from 'vitest'
import { Recogniser } from '../../src/call/stream/recogniser.ts'
import { systemClock } from '../../src/media/clock.ts'
import { createFluxWords } from '../../src/speech/deepgram/flux-words.ts'
import { createNovaWords } from '../../src/speech/deepgram/nova-words.ts'
import { createDeepgramVoice } from '../../src/speech/deepgram/voice.ts'
import { createElevenLabsVoice } from '../../src/speech/elevenlabs/voice.ts'
import { createFailoverVoice } from '../../src/speech/failover-voice.ts'
import { createFailoverWords } from '../../src/speech/failover-words.ts'
import type { OpenAiAccount } from '../../src/speech/openai/account.ts'
import { createOpenAiVoice } from '../../src/speech/openai/voice.ts'
import { createOpenAiWords } from '../../src/speech/openai/words.ts'
import { SpeechError } from '../../src/speech/speech-error.ts'
import type { VoicePort } from '../../src/speech/voice.ts'
import type { Words, WordsPort } from '../../src/speech/words.ts'
import { startDeepgram } from '../stand-ins/deepgram.ts'
import { startElevenLabs } from '../stand-ins/elevenlabs.ts'
import { startOpenAi } from '../stand-ins/openai.ts'
import type { OpenAiBehaviour } from '../stand-ins/openai.ts'
import type { VendorTrouble } from '../stand-ins/vendor-trouble.ts'
import { writtenFrames } from '../stand-ins/written-audio.ts'
import { said } from './voice.ts'

/** Everything that may be wrong with a provider, each with each, over real sockets. */
const faults = [
  'slow',
  'silent',
  'half-open',
  'answering 429',
  'answering 500',
  'malformed',
  'closed in mid-word',
  'out of quota',
] as const
type Fault = (typeof faults)[number]

/** As a vendor with `VendorTrouble` has it. */
const troubles: Readonly<Record<Fault, Partial<VendorTrouble>>> = {
  slow: { slowMs: 4000 },
  silent: { silent: true },
  'half-open': { halfOpen: true, upon: () => 'stalled' },
  'answering 429': { status: 429 },
  'answering 500': { status: 500 },
  malformed: { upon: () => 'malformed' },
  'closed in mid-word': { upon: () => 'dropped' },
  'out of quota': { status: 402 },
}

const ending = (ending: 'stalled' | 'malformed' | 'dropped'): Pick<OpenAiBehaviour, 'transcribe'> => ({
  transcribe: () => ({ deltas: [], ending }),
})
const realtimeTroubles: Readonly<Record<Fault, Partial<OpenAiBehaviour>>> = {
  slow: { realtimeSlowMs: 4000 },
  silent: { mute: true },
  'half-open': { halfOpen: true, ...ending('stalled') },
  'answering 429': { refusing: 429 },
  'answering 500': { refusing: 500 },
  malformed: ending('malformed'),
  'closed in mid-word': ending('dropped'),
  'out of quota': { refusing: 402 },
}

const path = '/audio/speech'
const speechTroubles: Readonly<Record<Fault, Partial<OpenAiBehaviour>>> = {
  slow: { slowMs: () => 4000 },
  silent: { hanging: new Set([path]) },
  'half-open': { stalling: new Set([path]) },
  'answering 429': { failing: new Map([[path, 429]]) },
  'answering 500': { failing: new Map([[path, 500]]) },
  malformed: { garbling: new Set([path]) },
  'closed in mid-word': { dropping: new Set([path]) },
  'out of quota': { failing: new Map([[path, 402]]) },
}

async function openai(
  { onTestFinished }: TestContext,
  behaviour: Partial<OpenAiBehaviour> = {},
): Promise<OpenAiAccount> {
  const standIn = await startOpenAi(behaviour)
  onTestFinished(() => standIn.close())
  return { apiKey: standIn.apiKey, baseUrl: standIn.baseUrl, wordsModel: null, voiceModel: null, voice: null }
}

async function deepgram({ onTestFinished }: TestContext, trouble: Partial<VendorTrouble> = {}) {
  const standIn = await startDeepgram(trouble)
  onTestFinished(() => standIn.close())
  return standIn.account
}

async function elevenLabs({ onTestFinished }: TestContext, trouble: Partial<VendorTrouble> = {}) {
  const standIn = await startElevenLabs(trouble)
  onTestFinished(() => standIn.close())
  return standIn.account
}

const recognisers = [
  {
    name: 'Deepgram Flux',
    faulty: async (test: TestContext, fault: Fault) => createFluxWords(await deepgram(test, troubles[fault])),
    next: async (test: TestContext) => createOpenAiWords(await openai(test)),
  },
  {
    name: 'Deepgram Nova',
    faulty: async (test: TestContext, fault: Fault) => createNovaWords(await deepgram(test, troubles[fault])),
    next: async (test: TestContext) => createOpenAiWords(await openai(test)),
  },
  {
    name: 'OpenAI',
    faulty: async (test: TestContext, fault: Fault) => createOpenAiWords(await openai(test, realtimeTroubles[fault])),
    next: async (test: TestContext) => createFluxWords(await deepgram(test)),
  },
]

const voices = [
  {
    name: 'ElevenLabs',
    faulty: async (test: TestContext, fault: Fault) => createElevenLabsVoice(await elevenLabs(test, troubles[fault])),
    next: async (test: TestContext) => createDeepgramVoice(await deepgram(test)),
  },
  {
    name: 'Deepgram',
    faulty: async (test: TestContext, fault: Fault) => createDeepgramVoice(await deepgram(test, troubles[fault])),
    next: async (test: TestContext) => createOpenAiVoice(await openai(test)),
  },
  {
    name: 'OpenAI',
    faulty: async (test: TestContext, fault: Fault) => createOpenAiVoice(await openai(test, speechTroubles[fault])),
    next: async (test: TestContext) => createElevenLabsVoice(await elevenLabs(test)),
  },
]

/** A caller says "a crown" to this recogniser. */
function caller(
  { onTestFinished }: TestContext,
  words: WordsPort,
): { readonly heard: Words[]; readonly faults: unknown[] } {
  const heard: Words[] = []
  const faults: unknown[] = []
  const recogniser = new Recogniser({
    words,
    clock: systemClock,
    language: 'en-GB',
    onWords: (one) => heard.push(one),
    onFault: (error) => faults.push(error),
  })
  onTestFinished(async () => {
    recogniser.close()
    await words.close()
  })
  recogniser.expect({ phrases: 'a crown', keywords: ['crown'], language: 'en-GB', types: ['choice'] })
  recogniser.startTurn(1)
  for (const frame of writtenFrames('a crown')) recogniser.audio(frame)
  recogniser.endTurn()
  return { heard, faults }
}

const finals = (heard: readonly Words[]): (string | undefined)[] =>
  heard.filter(({ final }) => final).map(({ hypotheses }) => hypotheses[0]?.text)

/** What a fault is called: the refused stay refused, the others may pass. */
const codes: Readonly<Record<Fault, readonly SpeechError['code'][]>> = {
  slow: ['timeout'],
  silent: ['timeout'],
  'half-open': ['timeout'],
  'answering 429': ['unavailable'],
  'answering 500': ['unavailable'],
  malformed: ['unavailable'],
  'closed in mid-word': ['unavailable'],
  'out of quota': ['refused'],
}

describe.concurrent.each(recognisers)('a recogniser: $name', ({ faulty, next }) => {
  it.for(faults)(
    'that is %s is followed by the next, which hears the same words, once',
    { timeout: 60_000 },
    async (fault, test) => {
      const { heard } = caller(test, createFailoverWords([await faulty(test, fault), await next(test)]))
      await test.expect.poll(() => finals(heard), { timeout: 20_000 }).toEqual(['a crown'])
    },
  )

  it.for(faults)(
    'that is %s and has nobody after it says so, and makes up no words',
    { timeout: 60_000 },
    async (fault, test) => {
      const { heard, faults } = caller(test, await faulty(test, fault))
      await test.expect.poll(() => faults.length, { timeout: 20_000 }).toBeGreaterThan(0)
      const [error] = faults
      test.expect(error).toBeInstanceOf(SpeechError)
      test.expect(codes[fault]).toContain((error as SpeechError).code)
      test.expect(String(error)).not.toContain('crown')
      test.expect(finals(heard).filter((text) => text !== undefined)).toEqual([])
    },
  )
})

const text = 'The table is booked for seven in the evening, under the name of Smith, by the window.'
const request = { text, language: 'en-GB' }

describe.concurrent.each(voices)('a voice: $name', ({ faulty, next }) => {
  it.for(faults)(
    'that is %s is followed by the next, which says all of it',
    { timeout: 60_000 },
    async (fault, test) => {
      const voice = createFailoverVoice([await faulty(test, fault), await next(test)])
      test.onTestFinished(() => voice.close())
      const times: number[] = []
      const pcm = await said(voice, { ...request, onTime: ({ characters }) => times.push(characters) })
      test.expect(pcm.length / 8000).toBeGreaterThan(text.length * 0.055 - 0.3)
      // What is known of what was said ends with all of it.
      test.expect(times.at(-1)).toBe(text.length)
    },
  )

  it.for(faults)('that is %s and has nobody after it says so', { timeout: 60_000 }, async (fault, test) => {
    const voice: VoicePort = await faulty(test, fault)
    test.onTestFinished(() => voice.close())
    if (fault === 'slow') {
      // Slow is not wrong: who has nobody else waits for it.
      test.expect((await said(voice, request)).length).toBeGreaterThan(8000)
      return
    }
    const error: unknown = await said(voice, request).catch((error: unknown) => error)
    test.expect(error).toBeInstanceOf(SpeechError)
    test.expect(codes[fault]).toContain((error as SpeechError).code)
    test.expect(String(error)).not.toContain('Smith')
  })
})

it(
  'a voice that has failed three times is left alone by the sentences that follow',
  { timeout: 30_000 },
  async ({ expect, onTestFinished }) => {
    const [first, second] = await Promise.all([startElevenLabs({ status: 500 }), startDeepgram()])
    onTestFinished(async () => void (await Promise.all([first.close(), second.close()])))
    const voice = createFailoverVoice([createElevenLabsVoice(first.account), createDeepgramVoice(second.account)])
    onTestFinished(() => voice.close())
    for (let n = 0; n < 6; n++) await said(voice, { text: 'Yes.', language: 'en-GB' })
    expect(first.requests.length).toBeLessThanOrEqual(3)
    expect(second.spoken).toHaveLength(6)
  },
)
