import { createDeepgramVoice } from './deepgram/voice.ts'
import { createElevenLabsVoice } from './elevenlabs/voice.ts'
import { createFailoverVoice } from './failover-voice.ts'
import { createFallbackVoice } from './fallback-voice.ts'
import { createFliteVoice } from './flite/voice.ts'
import { createOpenAiVoice } from './openai/voice.ts'
import { keyMissing, whyChosen } from './providers.ts'
import type { SpeechAccounts, VoiceProvider } from './providers.ts'
import type { VoicePort } from './voice.ts'

/** A voice, and in a line for people why it is that one; with what speaks where it does not. */
export interface ChosenVoice {
  readonly port: VoicePort
  readonly why: string
  readonly fallback?: VoicePort
}

/**
 * The voice for this server: those that are named, in that order, the next where one fails; where none is named those with
 * a key, or else the embedded one. Rejects with SpeechError.
 */
export async function chooseVoice(accounts: SpeechAccounts, named?: readonly VoiceProvider[]): Promise<ChosenVoice> {
  const providers = named ?? withKey(accounts)
  const ports: VoicePort[] = []
  for (const provider of providers) ports.push(await voiceOf(provider, accounts))
  const [first, ...others] = ports
  if (first === undefined || providers.every((provider) => provider === 'embedded')) {
    const port = first ?? (await createFliteVoice({ voice: 'slt' }))
    return { port, why: port.name + whyChosen(named !== undefined, providers) }
  }
  const port = createFailoverVoice([first, ...others])
  return { port, why: port.name + whyChosen(named !== undefined, providers), fallback: createFallbackVoice() }
}

function withKey({ elevenLabs, deepgram, openai }: SpeechAccounts): readonly VoiceProvider[] {
  const providers: VoiceProvider[] = [
    ...(elevenLabs === null ? [] : (['elevenlabs'] as const)),
    ...(deepgram === null ? [] : (['deepgram'] as const)),
    ...(openai === null ? [] : (['openai'] as const)),
  ]
  return providers.length === 0 ? ['embedded'] : providers
}

async function voiceOf(provider: VoiceProvider, accounts: SpeechAccounts): Promise<VoicePort> {
  const { openai, deepgram, elevenLabs } = accounts
  switch (provider) {
    case 'elevenlabs':
      if (elevenLabs === null) throw keyMissing(provider)
      return createElevenLabsVoice(elevenLabs)
    case 'deepgram':
      if (deepgram === null) throw keyMissing(provider)
      return createDeepgramVoice(deepgram)
    case 'openai':
      if (openai === null) throw keyMissing(provider)
      return createOpenAiVoice(openai)
    case 'embedded':
      return createFliteVoice({ voice: 'slt' })
    default:
      return provider satisfies never
  }
}
