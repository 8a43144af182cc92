import type { WordsPort, WordsStream } from '../words.ts'
import type { OpenAiAccount } from './account.ts'
import { openWordsStream } from './words-stream.ts'

/** Transcribes while the caller speaks, and has no turn detection of its own. OPENAI_WORDS_MODEL changes it. */
const defaultModel = 'gpt-live-transcribe'

/** OpenAI's recogniser: a realtime transcription session for each call, mu-law as it comes from the line. */
export function createOpenAiWords(
  account: OpenAiAccount,
  options: { readonly finalWithinMs?: number } = {},
): WordsPort {
  const model = account.wordsModel ?? defaultModel
  const streams = new Set<WordsStream>()
  return {
    name: `OpenAI ${model}`,
    // A message for every 20 ms would be fifty a second; a pause hands over what there is at once.
    batchMs: 100,
    async open(call) {
      const stream = await openWordsStream(account, call, { model, finalWithinMs: options.finalWithinMs ?? 4000 })
      streams.add(stream)
      const close = (): void => {
        streams.delete(stream)
        stream.close()
      }
      return { ...stream, close }
    },
    async close() {
      for (const stream of streams) stream.close()
      streams.clear()
    },
  }
}
