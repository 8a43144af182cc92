import { createStreamsPort } from '../streams-port.ts'
import type { WordsPort } from '../words.ts'
import type { OpenAiAccount } from './account.ts'
import { openWordsStream } from './words-stream.ts'
import type { StreamSettings } from './words-stream.ts'

/** Transcribes while the caller speaks, and has no turn detection of its own. OPENAI_WORDS_MODEL changes it. */
const defaultModel = 'gpt-live-transcribe'

/** A commit is answered at once, whatever the words take. Whoever listens to a turn waits for three seconds. */
const limits = { committedWithinMs: 1500, finalWithinMs: 3000 }

/** OpenAI's recogniser: a realtime transcription session for each call, mu-law as it comes from the line. */
export function createOpenAiWords(
  account: OpenAiAccount,
  options: Partial<Omit<StreamSettings, 'model'>> = {},
): WordsPort {
  const model = account.wordsModel ?? defaultModel
  return createStreamsPort({
    name: `OpenAI ${model}`,
    // A message for every 20 ms would be fifty a second; a pause hands over what there is at once.
    batchMs: 100,
    open: (call) => openWordsStream(account, call, { ...limits, ...options, model }),
  })
}
