import OpenAI from 'openai'
import { createPatience } from '../patience.ts'
import { portionTimes } from '../portion-times.ts'
import { createResampler } from '../resampler.ts'
import { SpeechError } from '../speech-error.ts'
import { createSpeechStream } from '../speech-stream.ts'
import { portions, spokenText } from '../spoken-text.ts'
import type { VoicePort } from '../voice.ts'
import type { OpenAiAccount } from './account.ts'
import { speechFault } from './faults.ts'

/** Leaves on 2027-01-06; the SDK's typings name no successor yet. OPENAI_VOICE_MODEL changes it. */
const defaultModel = 'gpt-4o-mini-tts'
const defaultVoice = 'marin'
/** What `audio.speech` gives as "pcm". */
const providerRateHz = 24_000
const rateHz = 8000
/** The endpoint takes 4,096. */
const mostCharacters = 4000
/** To the first byte, and between one chunk and the next. A caller hears a filler long before. */
const patienceMs = 5000

/** OpenAI's voice over `audio.speech`, in pieces as they come. No retries: the session decides what is worth it. */
export function createOpenAiVoice(account: OpenAiAccount): VoicePort {
  const model = account.voiceModel ?? defaultModel
  const voice = account.voice ?? defaultVoice
  const client = new OpenAI({ apiKey: account.apiKey, baseURL: account.baseUrl, maxRetries: 0, logLevel: 'off' })
  const closing = new AbortController()

  async function* say(input: string, rate: number, signal: AbortSignal): AsyncGenerator<Int16Array> {
    const patience = createPatience(patienceMs)
    const stop = AbortSignal.any([signal, patience.signal])
    const resampler = await createResampler(providerRateHz, rateHz)
    const speech = createSpeechStream(rateHz)
    try {
      const request = { model, voice, input, response_format: 'pcm', ...paceOf(rate, model) } as const
      const response = await client.audio.speech.create(request, { signal: stop, timeout: patienceMs, maxRetries: 0 })
      if (!isAudio(response)) throw new SpeechError('unavailable', 'OpenAI: answered with something else than audio')
      const toSamples = sampleReader()
      for await (const chunk of response.body ?? []) {
        patience.rest()
        const piece = speech.push(resampler.process(toSamples(chunk)))
        if (stop.aborted) break
        if (piece.length > 0) yield piece
        patience.renew()
      }
      stop.throwIfAborted()
      const rest = [speech.push(resampler.flush()), speech.flush()]
      yield* rest.filter((piece) => piece.length > 0)
    } catch (error) {
      if (signal.aborted) throw new SpeechError('aborted', 'OpenAI: stopped while speaking')
      if (patience.signal.aborted) throw new SpeechError('timeout', `OpenAI: no audio for ${patienceMs} ms`)
      throw speechFault(error, 'speaking')
    } finally {
      // Whoever listens may have gone: then the rest of the answer is not fetched.
      patience.end()
      resampler.free()
    }
  }

  return {
    name: `OpenAI ${model} ${voice}`,
    fingerprint: `openai/${model}/${voice}/1`,
    async *speak({ text, rate = 1, signal, onTime }) {
      const stop = AbortSignal.any([closing.signal, ...(signal ? [signal] : [])])
      if (stop.aborted) throw new SpeechError('aborted', 'OpenAI: stopped before it spoke')
      // It tells nothing of its words: where a portion ends is known.
      for (const { portion, said } of portionTimes(text, portions(spokenText(text), mostCharacters), onTime))
        yield* said(say(portion, rate, stop))
    },
    close: async () => closing.abort(),
  }
}

/** Some models heed `speed`, and others what they are told in words; for tts-1 words are none of its parameters. */
function paceOf(rate: number, model: string): { speed?: number; instructions?: string } {
  if (rate === 1) return {}
  const pace = rate < 1 ? 'Speak clearly and more slowly than usual' : 'Speak faster than usual'
  if (model.startsWith('tts-1')) return { speed: rate }
  return { speed: rate, instructions: `${pace}: at about ${Math.round(rate * 100)} % of your usual pace.` }
}

/** A proxy's page, or an error with the status of success, would be a loud noise. */
function isAudio({ headers }: Response): boolean {
  const type = headers.get('content-type') ?? ''
  return type === '' || /^(audio\/|application\/octet-stream)/u.test(type)
}

/** Little-endian 16-bit samples out of bytes whose chunks end anywhere. */
function sampleReader(): (chunk: Uint8Array) => Int16Array {
  let odd: number | null = null
  return (chunk) => {
    const bytes = odd === null ? chunk : Uint8Array.of(odd, ...chunk)
    const samples = bytes.length >> 1
    odd = bytes.length % 2 === 1 ? bytes[bytes.length - 1]! : null
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    return Int16Array.from({ length: samples }, (_, i) => view.getInt16(2 * i, true))
  }
}
