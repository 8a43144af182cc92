import { describe, expect, it, onTestFinished } from 'vitest'
import { Recogniser } from '../../src/call/stream/recogniser.ts'
import { systemClock } from '../../src/media/clock.ts'
import { createPromptCache } from '../../src/media/prompt-cache.ts'
import { createFluxWords } from '../../src/speech/deepgram/flux-words.ts'
import { createDeepgramVoice } from '../../src/speech/deepgram/voice.ts'
import { createElevenLabsVoice } from '../../src/speech/elevenlabs/voice.ts'
import { createFailoverVoice } from '../../src/speech/failover-voice.ts'
import { createFailoverWords } from '../../src/speech/failover-words.ts'
import { createOpenAiWords } from '../../src/speech/openai/words.ts'
import type { VoicePort } from '../../src/speech/voice.ts'
import type { Words, WordsPort } from '../../src/speech/words.ts'
import { startDeepgram } from '../stand-ins/deepgram.ts'
import type { DeepgramStandIn } from '../stand-ins/deepgram.ts'
import { startElevenLabs } from '../stand-ins/elevenlabs.ts'
import type { ElevenLabsStandIn } from '../stand-ins/elevenlabs.ts'
import { startOpenAi } from '../stand-ins/openai.ts'
import type { OpenAiStandIn } from '../stand-ins/openai.ts'
import type { VendorTrouble } from '../stand-ins/vendor-trouble.ts'
import { writtenFrames, writtenSilence } from '../stand-ins/written-audio.ts'
import { said, voiceContract } from './voice.ts'
import { wordsContract } from './words.ts'

interface Recognisers {
  readonly port: WordsPort
  readonly deepgram: DeepgramStandIn
  readonly openai: OpenAiStandIn
}

async function recognisers(trouble: Partial<VendorTrouble> = {}): Promise<Recognisers> {
  const [deepgram, openai] = await Promise.all([startDeepgram(trouble), startOpenAi()])
  onTestFinished(async () => void (await Promise.all([deepgram.close(), openai.close()])))
  const account = { apiKey: openai.apiKey, baseUrl: openai.baseUrl, wordsModel: null, voiceModel: null, voice: null }
  const limits = { finalWithinMs: 300, stalledMs: 200 }
  const port = createFailoverWords([createFluxWords(deepgram.account, limits), createOpenAiWords(account)])
  return { port, deepgram, openai }
}

interface Voices {
  readonly voice: VoicePort
  readonly first: ElevenLabsStandIn
  readonly second: DeepgramStandIn
}

async function voices(trouble: Partial<VendorTrouble> = {}): Promise<Voices> {
  const [first, second] = await Promise.all([startElevenLabs(trouble), startDeepgram()])
  onTestFinished(async () => void (await Promise.all([first.close(), second.close()])))
  const voice = createFailoverVoice([createElevenLabsVoice(first.account), createDeepgramVoice(second.account)])
  onTestFinished(() => voice.close())
  return { voice, first, second }
}

wordsContract('Deepgram, then OpenAI', { say: writtenFrames, silence: writtenSilence }, async () => {
  return (await recognisers()).port
})

wordsContract(
  'OpenAI in place of a Deepgram that is down',
  { say: writtenFrames, silence: writtenSilence },
  async () => {
    return (await recognisers({ status: 500 })).port
  },
)

voiceContract('ElevenLabs, then Deepgram', async () => (await voices()).voice)

voiceContract('Deepgram in place of an ElevenLabs that is down', async () => (await voices({ status: 500 })).voice)

describe('in the middle of a call', () => {
  it.each([
    ['falls silent', 'stalled'],
    ['loses its socket twice', 'dropped'],
    ['sends nonsense twice', 'malformed'],
  ] as const)('a recogniser that %s is followed by the next, which hears the same turn', async (_, fate) => {
    const { port, openai } = await recognisers({ upon: (words) => (words === 'a crown' ? fate : 'well') })
    onTestFinished(() => port.close())
    const heard: Words[] = []
    const faults: unknown[] = []
    const recogniser = new Recogniser({
      words: port,
      clock: systemClock,
      language: 'en-GB',
      onWords: (words) => heard.push(words),
      onFault: (error) => faults.push(error),
    })
    onTestFinished(() => recogniser.close())
    const finals = () =>
      heard.flatMap(({ final, turn, hypotheses }) => (final ? [[turn, hypotheses[0]?.text] as const] : []))
    for (const [turn, text] of [
      [1, 'yes'],
      [2, 'a crown'],
    ] as const) {
      recogniser.startTurn(turn)
      for (const frame of writtenFrames(text)) recogniser.audio(frame)
      recogniser.endTurn()
      // The floor waits three seconds for final words.
      await expect.poll(finals, { timeout: 3000 }).toContainEqual([turn, text])
    }
    expect(finals()).toEqual([
      [1, 'yes'],
      [2, 'a crown'],
    ])
    expect(openai.realtime.sessions).toHaveLength(1)
    expect(faults.length).toBeGreaterThan(0)
  })

  it('a recogniser that does not open in time is not waited for', async () => {
    const { port, openai } = await recognisers({ slowMs: 3000 })
    onTestFinished(() => port.close())
    const began = performance.now()
    const stream = await port.open({ language: 'en-GB', onWords: () => {}, onFailure: () => {} })
    expect(performance.now() - began).toBeLessThan(2200)
    expect(openai.realtime.sessions).toHaveLength(1)
    stream.close()
  })

  it('a recogniser that refuses is left alone by the calls that follow', async () => {
    const { port, deepgram } = await recognisers({ status: 402 })
    onTestFinished(() => port.close())
    const open = () => port.open({ language: 'en-GB', onWords: () => {}, onFailure: () => {} })
    await open()
    deepgram.trouble.status = null
    await open()
    expect(deepgram.sessions).toHaveLength(0)
  })
})

const first = 'The table is booked for seven in the evening, under the name of Smith.'
const second = 'Please come ten minutes early, and bring a list of the medicines that you take.'
const request = { text: `${first} ${second}`, language: 'en-GB' }

describe('a voice', () => {
  it.each([
    ['is lost in the middle of a word', 'dropped', 1600],
    ['falls silent in the middle of a word', 'stalled', 2600],
  ] as const)('that %s is followed by the next, from that sentence on', async (_, fate, withinMs) => {
    const ours = await voices({ upon: (words) => (words.startsWith('Please') ? fate : 'well') })
    const began = performance.now()
    const pcm = await said(ours.voice, request)
    expect(performance.now() - began).toBeLessThan(withinMs)
    expect(ours.first.requests.map(({ body }) => body['text'])).toEqual([first, second])
    expect(ours.second.spoken.map(({ body }) => body['text'])).toEqual([second])
    expect(pcm.length / 8000).toBeGreaterThan((first.length + second.length) * 0.055)
  })

  it.each([
    ['out of credit', { status: 402 }],
    ['busy', { status: 429 }],
    ['silent', { silent: true }],
  ] as const)('that is %s is followed by the next before the caller would notice', async (_, trouble) => {
    const { voice } = await voices(trouble)
    const began = performance.now()
    const speaking = voice.speak(request)[Symbol.asyncIterator]()
    await speaking.next()
    expect(performance.now() - began).toBeLessThan(1800)
    await speaking.return?.()
  })

  it('is heard after its first sentence, and pauses between two as a speaker does', async () => {
    const { voice } = await voices()
    const pcm = await said(voice, request)
    // From the last sound of the first sentence to the first of the second.
    const gaps: number[] = []
    let quiet = 0
    for (const sample of pcm) {
      if (Math.abs(sample) > 256) {
        if (quiet > 800) gaps.push(quiet / 8)
        quiet = 0
      } else quiet += 1
    }
    expect(gaps).toHaveLength(1)
    expect(gaps[0]).toBeGreaterThan(240)
    expect(gaps[0]).toBeLessThan(340)
  })

  it('of another provider is as loud, within a decibel', async () => {
    const loudness = async ({ voice }: Voices): Promise<number> => {
      const pcm = await said(voice, { text: first, language: 'en-GB' })
      return 10 * Math.log10(pcm.reduce((sum, sample) => sum + sample * sample, 0) / pcm.length)
    }
    expect(Math.abs((await loudness(await voices())) - (await loudness(await voices({ status: 500 }))))).toBeLessThan(1)
  })

  it('that only stood in is never kept as the first one', async () => {
    const { voice, first: down } = await voices({ status: 500 })
    const cache = createPromptCache({ voice })
    await expect(cache.render(request)).rejects.toMatchObject({ code: 'unavailable' })
    down.trouble.status = null
    expect((await cache.render(request)).length).toBeGreaterThan(8000)
  })

  it('of nobody is told of as the last one failed', async () => {
    const ours = await voices({ status: 500 })
    ours.second.trouble.status = 402
    await expect(said(ours.voice, request)).rejects.toMatchObject({ code: 'refused' })
  })
})
