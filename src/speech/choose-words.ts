import type { OpenAiAccount } from './openai/account.ts'
import { createOpenAiWords } from './openai/words.ts'
import { createPocketsphinxWords } from './pocketsphinx/words.ts'
import type { WordsPort } from './words.ts'

/** The recogniser for this server, and in a line for people why it is that one. Rejects with SpeechError. */
export async function chooseWords(account: OpenAiAccount | null): Promise<{ port: WordsPort; why: string }> {
  if (account === null) {
    const port = await createPocketsphinxWords()
    return { port, why: `${port.name}: good for the demo and for tests, not for customers; set OPENAI_API_KEY` }
  }
  const port = createOpenAiWords(account)
  return { port, why: `${port.name}, as OPENAI_API_KEY is set` }
}
