import { createFluxWords } from './deepgram/flux-words.ts'
import { createNovaWords } from './deepgram/nova-words.ts'
import { createFailoverWords } from './failover-words.ts'
import { createOpenAiWords } from './openai/words.ts'
import { createPocketsphinxWords } from './pocketsphinx/words.ts'
import { keyMissing, whyChosen } from './providers.ts'
import type { SpeechAccounts, WordsProvider } from './providers.ts'
import type { WordsPort } from './words.ts'

/**
 * The recogniser for this server, and in a line for people why it is that one: those that are named, in that order, the
 * next where one fails; where none is named those with a key, or else the embedded one. Rejects with SpeechError.
 */
export async function chooseWords(
  accounts: SpeechAccounts,
  named?: readonly WordsProvider[],
): Promise<{ port: WordsPort; why: string }> {
  const providers = named ?? withKey(accounts)
  const ports: WordsPort[] = []
  for (const provider of providers) ports.push(await wordsOf(provider, accounts))
  const [first] = ports
  const port = first !== undefined && ports.length === 1 ? first : createFailoverWords(ports)
  return { port, why: port.name + whyChosen(named !== undefined, providers) }
}

/** Flux first, and Nova for the languages that it does not speak. */
function withKey({ deepgram, openai }: SpeechAccounts): readonly WordsProvider[] {
  const providers: WordsProvider[] = [
    ...(deepgram === null ? [] : (['deepgram-flux', 'deepgram-nova'] as const)),
    ...(openai === null ? [] : (['openai'] as const)),
  ]
  return providers.length === 0 ? ['embedded'] : providers
}

async function wordsOf(provider: WordsProvider, { openai, deepgram }: SpeechAccounts): Promise<WordsPort> {
  switch (provider) {
    case 'deepgram-flux':
      if (deepgram === null) throw keyMissing(provider)
      return createFluxWords(deepgram)
    case 'deepgram-nova':
      if (deepgram === null) throw keyMissing(provider)
      return createNovaWords(deepgram)
    case 'openai':
      if (openai === null) throw keyMissing(provider)
      return createOpenAiWords(openai)
    case 'embedded':
      return createPocketsphinxWords()
    default:
      return provider satisfies never
  }
}
