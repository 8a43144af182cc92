import { createMulawVoice } from '../mulaw-voice.ts'
import type { Vendor } from '../vendor-fault.ts'
import type { VoicePort } from '../voice.ts'
import { readAlignedAudio } from './aligned-audio.ts'

/** Whose key pays, and which voice; what is null is the adapter's own choice. */
export interface ElevenLabsAccount {
  readonly apiKey: string
  /** Another host that speaks their interface (eu.residency, a test); null is their own. */
  readonly baseUrl: string | null
  readonly voiceModel: string | null
  /** The id of a voice. */
  readonly voice: string | null
}

const elevenLabs: Vendor = { name: 'ElevenLabs', keyVariable: 'ELEVENLABS_API_KEY' }

/** The model with the shortest wait. ELEVENLABS_VOICE_MODEL changes it. https://elevenlabs.io/docs/models */
const defaultModel = 'eleven_flash_v2_5'
/** "George", of the vendor's own examples. ELEVENLABS_VOICE changes it. */
const defaultVoice = 'JBFqnCBsd6RMkjVDRZzb'
/** Of the oldest models; the newer ones take more. https://help.elevenlabs.io/hc/en-us/articles/19572237925521 */
const mostCharacters = 5000
/** What `speed` may be. https://elevenlabs.io/docs/api-reference/text-to-speech/stream-with-timestamps */
const speeds = { least: 0.7, most: 1.2 }

/** ElevenLabs' streaming voice: mu-law as the line takes it, with the time of each word. */
export function createElevenLabsVoice(account: ElevenLabsAccount): VoicePort {
  const model = account.voiceModel ?? defaultModel
  const voice = account.voice ?? defaultVoice
  return createMulawVoice({
    vendor: elevenLabs,
    name: `ElevenLabs ${model} ${voice}`,
    fingerprint: `elevenlabs/${model}/${voice}/1`,
    mostCharacters,
    ask(text, { language, rate = 1 }) {
      const url = new URL(
        `${account.baseUrl ?? 'https://api.elevenlabs.io'}/v1/text-to-speech/${encodeURIComponent(voice)}/stream/with-timestamps`,
      )
      url.searchParams.set('output_format', 'ulaw_8000')
      const speed = Math.min(speeds.most, Math.max(speeds.least, rate))
      return {
        url,
        headers: { 'xi-api-key': account.apiKey },
        body: {
          text,
          model_id: model,
          // The multilingual models find the language out by themselves, and refuse to be told.
          ...(model.includes('multilingual') ? {} : { language_code: new Intl.Locale(language).language }),
          ...(speed === 1 ? {} : { voice_settings: { speed } }),
        },
      }
    },
    read: (body) => readAlignedAudio(body),
    codeIn(body) {
      const status = (body as { detail?: { status?: unknown } } | null)?.detail?.status
      return typeof status === 'string' && /^[a-z_]{1,60}$/u.test(status) ? status : undefined
    },
  })
}
