import { createFallbackVoice } from './fallback-voice.ts'
import { createFliteVoice } from './flite/voice.ts'
import type { OpenAiAccount } from './openai/account.ts'
import { createOpenAiVoice } from './openai/voice.ts'
import type { VoicePort } from './voice.ts'

/** A voice, and in a line for people why it is that one; with what speaks where it does not. */
export interface ChosenVoice {
  readonly port: VoicePort
  readonly why: string
  readonly fallback?: VoicePort
}

/** The voice for this server. Rejects with SpeechError. */
export async function chooseVoice(account: OpenAiAccount | null): Promise<ChosenVoice> {
  if (account === null) {
    const port = await createFliteVoice({ voice: 'slt' })
    return { port, why: `${port.name}: good for the demo and for tests, not for customers; set OPENAI_API_KEY` }
  }
  const port = createOpenAiVoice(account)
  return { port, why: `${port.name}, as OPENAI_API_KEY is set`, fallback: createFallbackVoice() }
}
