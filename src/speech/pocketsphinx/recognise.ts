import type { Hypothesis } from '../../../engine/answers/answer.ts'
import { createDecoder, createRecognizer } from './decoder.ts'
import type { Reading, SpokenGrammar } from './decoder.ts'
import type { LoadedSphinx } from './sphinx.ts'
import { wideBand } from './wide-band.ts'

/**
 * What was said in an utterance (linear, 8 kHz), best first; empty where it is none of the grammar's phrases. The same
 * audio gives the same words, whatever was recognised before. Blocks for about 60 ms a second of audio.
 */
export type Recognise = (pcm: Int16Array, grammar: SpokenGrammar) => Hypothesis[]

/**
 * Stretches of the frequency axis, for vocal tracks longer and shorter than those of the model's speakers. Three readings
 * that agree are right far more often than one.
 */
const warps = ['0.95', '1.1', '1.25']

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
      const readings = Map.groupBy(read, ({ phrase }) => phrase.words.join(' '))
      let leastSoFar = 1
      return Array.from(readings, ([text, same]) => {
        const confidence = confidenceOf(same[0]!.phrase, phones, (same.length - 1) / (warps.length - 1))
        // The better score is the better reading, even where fewer agree.
        leastSoFar = Math.min(leastSoFar, confidence)
        return { text, confidence: leastSoFar }
      }).filter(({ confidence }) => confidence >= leastConfidence)
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
/** Taken off where no other warp gives the same reading. */
const disagreement = 15
/** Less sure than this is no answer: speech that is not in the grammar. */
const leastConfidence = 0.35

function confidenceOf(phrase: Reading, phones: Reading, agreement: number): number {
  const frames = Math.max(phrase.frames, phones.frames, 1)
  const margin = (phrase.score - phones.score) / frames ** 0.75 - (1 - agreement) * disagreement
  return Math.round(100 / (1 + Math.exp((doubtful - margin) / spread))) / 100
}
