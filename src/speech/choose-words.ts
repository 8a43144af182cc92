import type { OpenAiAccount } from './openai/account.ts'
import { createPocketsphinxWords } from './pocketsphinx/words.ts'
import type { WordsPort } from './words.ts'

/** The recogniser for this server, and in a line for people why it is that one. Rejects with SpeechError. */
export async function chooseWords(account: OpenAiAccount | null): Promise<{ port: WordsPort; why: string }> {
  void account
  const port = await createPocketsphinxWords()
  return { port, why: `${port.name}: good for the demo and for tests, not for customers; set OPENAI_API_KEY` }
}
