import type { DeepgramAccount } from './deepgram/account.ts'
import type { ElevenLabsAccount } from './elevenlabs/voice.ts'
import type { OpenAiAccount } from './openai/account.ts'
import { SpeechError } from './speech-error.ts'

export type WordsProvider = 'deepgram-flux' | 'deepgram-nova' | 'openai' | 'embedded'

export type VoiceProvider = 'elevenlabs' | 'deepgram' | 'openai' | 'embedded'

/** The accounts that this server has; null where there is no key. */
export interface SpeechAccounts {
  readonly openai: OpenAiAccount | null
  readonly deepgram: DeepgramAccount | null
  readonly elevenLabs: ElevenLabsAccount | null
}

/** Who hears and who speaks, in the order in which they are asked. */
export interface SpeechOrder {
  readonly words?: readonly WordsProvider[]
  readonly voice?: readonly VoiceProvider[]
}

/** What the embedded ones are. */
const embeddedOnly = 'good for the demo and for tests, not for customers'

/** The key that a provider needs; null for the embedded ones. */
const keys: Readonly<Record<WordsProvider | VoiceProvider, string | null>> = {
  'deepgram-flux': 'DEEPGRAM_API_KEY',
  'deepgram-nova': 'DEEPGRAM_API_KEY',
  deepgram: 'DEEPGRAM_API_KEY',
  elevenlabs: 'ELEVENLABS_API_KEY',
  openai: 'OPENAI_API_KEY',
  embedded: null,
}

/** An account that is named and is not there. */
export function keyMissing(provider: WordsProvider | VoiceProvider): SpeechError {
  return new SpeechError(
    'refused',
    `speech in callchart.config.ts names "${provider}", and ${keys[provider]} is not set.\n  Set it, or leave "${provider}" out.`,
  )
}

/** Why these were chosen, for people, after their name. */
export function whyChosen(named: boolean, providers: readonly (WordsProvider | VoiceProvider)[]): string {
  if (named) return ', as callchart.config.ts has it'
  const needed = [...new Set(providers.flatMap((provider) => keys[provider] ?? []))]
  if (needed.length === 0) return `: ${embeddedOnly}; set OPENAI_API_KEY`
  return `, as ${needed.join(' and ')} ${needed.length === 1 ? 'is' : 'are'} set`
}
