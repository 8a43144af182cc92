import { createFliteVoice } from './flite/voice.ts'
import type { OpenAiAccount } from './openai/account.ts'
import { createOpenAiVoice } from './openai/voice.ts'
import type { VoicePort } from './voice.ts'

/** The voice for this server, and in a line for people why it is that one. Rejects with SpeechError. */
export async function chooseVoice(account: OpenAiAccount | null): Promise<{ port: VoicePort; why: string }> {
  if (account === null) {
    const port = await createFliteVoice({ voice: 'slt' })
    return { port, why: `${port.name}: good for the demo and for tests, not for customers; set OPENAI_API_KEY` }
  }
  const port = createOpenAiVoice(account)
  return { port, why: `${port.name}, as OPENAI_API_KEY is set` }
}
