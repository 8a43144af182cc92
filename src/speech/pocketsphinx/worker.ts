import type { Hypothesis } from '../../../engine/answers/answer.ts'
import type { Phrases } from '../../../engine/answers/phrases.ts'
import { decodeMulaw } from '../../media/mulaw.ts'
import { answerJobs } from '../worker-answers.ts'
import type { SpokenGrammar } from './decoder.ts'
import { compileGrammar } from './grammar.ts'
import { loadPronunciations } from './pronounce.ts'
import { createRecogniser } from './recognise.ts'
import { loadSphinx } from './sphinx.ts'

/** mu-law, 8 kHz; empty to have the grammar ready. `key` names the phrases: the same for the same. */
export interface RecogniseJob {
  readonly audio: Uint8Array
  readonly key: string
  readonly phrases: Phrases
}

/** Grammars that are kept: the states of many flows, and the lists that tools found for the calls of an hour. */
const keptGrammars = 500

const pronounce = loadPronunciations()
let recognise = loadSphinx().then(createRecogniser)
const grammars = new Map<string, SpokenGrammar | null>()

answerJobs<Hypothesis[]>(async ({ audio, key, phrases }: RecogniseJob) => {
  const grammar = await grammarOf(key, phrases)
  const read = await recognise
  if (!grammar || audio.length === 0) return []
  const pcm = new Int16Array(audio.length)
  decodeMulaw(audio, pcm)
  try {
    return read(pcm, grammar)
  } catch (error) {
    // The module has aborted (out of memory), and an aborted module answers nothing any more.
    recognise = loadSphinx().then(createRecogniser)
    throw error
  }
})

async function grammarOf(key: string, phrases: Phrases): Promise<SpokenGrammar | null> {
  const known = grammars.get(key)
  const grammar = known === undefined ? await compile(phrases) : known
  // Set anew, so that the first in the map is the one unused for longest.
  grammars.delete(key)
  grammars.set(key, grammar)
  for (const oldest of grammars.keys()) {
    if (grammars.size <= keptGrammars) break
    grammars.delete(oldest)
  }
  return grammar
}

async function compile(phrases: Phrases): Promise<SpokenGrammar | null> {
  const grammar = compileGrammar(phrases)
  return grammar && { ...grammar, pronunciations: grammar.words.map(await pronounce) }
}
