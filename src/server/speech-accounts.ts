import type { SpeechAccounts } from '../speech/providers.ts'
import type { createEnvReader } from './env-reader.ts'

/** The accounts of those who hear and speak, besides OpenAI's: each where its key is set. Models have no default here. */
export function readSpeechAccounts(env: ReturnType<typeof createEnvReader>): Omit<SpeechAccounts, 'openai'> {
  const deepgramKey = env.text('DEEPGRAM_API_KEY')
  const elevenLabsKey = env.text('ELEVENLABS_API_KEY')
  // Read also without a key: a mistake should be told before the key makes it matter.
  const deepgram = {
    baseUrl: env.url('DEEPGRAM_BASE_URL', ['https:', 'http:']),
    fluxModel: env.text('DEEPGRAM_FLUX_MODEL'),
    novaModel: env.text('DEEPGRAM_NOVA_MODEL'),
    voiceModel: env.text('DEEPGRAM_VOICE'),
  }
  const elevenLabs = {
    baseUrl: env.url('ELEVENLABS_BASE_URL', ['https:', 'http:']),
    voiceModel: env.text('ELEVENLABS_VOICE_MODEL'),
    voice: env.text('ELEVENLABS_VOICE'),
  }
  return {
    deepgram: deepgramKey === null ? null : { apiKey: deepgramKey, ...deepgram },
    elevenLabs: elevenLabsKey === null ? null : { apiKey: elevenLabsKey, ...elevenLabs },
  }
}
