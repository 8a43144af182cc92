import type { Hypothesis } from '../../../engine/answers/answer.ts'
import { createDecoder, createRecognizer } from './decoder.ts'
import type { Reading, SpokenGrammar } from './decoder.ts'
import type { LoadedSphinx } from './sphinx.ts'
import { wideBand } from './wide-band.ts'

/**
 * What was said in an utterance (linear, 8 kHz), best first; empty where it is none of the grammar's phrases. The same
 * audio gives the same words, whatever was recognised before. Blocks for about 40 ms a second of audio.
 */
export type Recognise = (pcm: Int16Array, grammar: SpokenGrammar) => Hypothesis[]

/** The frequency axis as it is, and stretched for higher voices; the one that fits better counts. */
const warps = ['1', '1.2']

/** Less than two overlapping windows of the front end, and there is nothing to hear. */
const shortestMs = 60

export function createRecogniser({ sphinx, freeze }: LoadedSphinx): Recognise {
  const recognizers = warps.map((warp) => createRecognizer(sphinx, warp))
  const reset = freeze()
  return (pcm, grammar) => {
    if (pcm.length < shortestMs * 8) return []
    const audio = wideBand(pcm)
    try {
      const read = recognizers
        .map((recognizer) => createDecoder(sphinx, recognizer, { grammar, audio }))
        .map((decoder) => ({ decoder, phrase: decoder.phrase() }))
        .filter(({ phrase }) => phrase.words.length > 0)
        .sort((a, b) => b.phrase.score - a.phrase.score)
      const best = read[0]
      if (!best) return []
      const phones = best.decoder.phones()
      const texts = [...new Set(read.map(({ phrase }) => phrase.words.join(' ')))]
      const agreed = read.length === warps.length && texts.length === 1
      return texts
        .map((text) => read.find(({ phrase }) => phrase.words.join(' ') === text)!.phrase)
        .map((phrase) => ({ text: phrase.words.join(' '), confidence: confidenceOf(phrase, phones, agreed) }))
        .filter(({ confidence }) => confidence >= leastConfidence)
    } finally {
      reset()
    }
  }
}

/**
 * How far a phrase may score below free phones, over frames^0.75 (long utterances vary less a frame, more in all): at
 * `doubtful`, 95 % of what was said in the grammar lies above and 80 % of other speech below.
 */
const doubtful = -38
const spread = 7
/** Two readings that differ: one of them at least is wrong. */
const disagreement = 15
/** Less sure than this is no answer: speech that is not in the grammar. */
const leastConfidence = 0.35

function confidenceOf(phrase: Reading, phones: Reading, agreed: boolean): number {
  const frames = Math.max(phrase.frames, phones.frames, 1)
  const margin = (phrase.score - phones.score) / frames ** 0.75 - (agreed ? 0 : disagreement)
  return Math.round(100 / (1 + Math.exp((doubtful - margin) / spread))) / 100
}
