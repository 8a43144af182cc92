import { createMulawVoice } from '../mulaw-voice.ts'
import { SpeechError } from '../speech-error.ts'
import type { VoicePort } from '../voice.ts'
import { deepgram, deepgramHeaders, deepgramUrl } from './account.ts'
import type { DeepgramAccount } from './account.ts'

/** DEEPGRAM_VOICE changes it. https://developers.deepgram.com/docs/tts-models */
const defaultVoice = 'aura-2-thalia-en'
/** https://developers.deepgram.com/reference/text-to-speech/speak-request */
const mostCharacters = 2000
/** What Aura's `speed` may be. https://developers.deepgram.com/changelog/2026/8/31 */
const speeds = { least: 0.7, most: 1.5 }

/** Deepgram's Aura over `/v1/speak`: mu-law as the line takes it. A voice speaks one language, which its name ends with. */
export function createDeepgramVoice(account: DeepgramAccount): VoicePort {
  const voice = account.voiceModel ?? defaultVoice
  const speaks = voice.split('-').at(-1)
  return createMulawVoice({
    vendor: deepgram,
    name: `Deepgram ${voice}`,
    fingerprint: `deepgram/${voice}/1`,
    mostCharacters,
    ask(text, { language, rate = 1 }) {
      if (new Intl.Locale(language).language !== speaks)
        throw new SpeechError('unsupported_language', `Deepgram: ${voice} does not speak "${language}"`)
      const url = deepgramUrl(account, '/v1/speak', false)
      const speed = Math.min(speeds.most, Math.max(speeds.least, rate))
      url.search = new URLSearchParams({
        model: voice,
        encoding: 'mulaw',
        sample_rate: '8000',
        container: 'none',
        ...(speed === 1 ? {} : { speed: `${speed}` }),
      }).toString()
      return { url, headers: deepgramHeaders(account), body: { text } }
    },
  })
}
