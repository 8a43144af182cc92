import { loadFlite } from '../../../src/speech/flite/synthesize.ts'
import { trimSilence, level } from '../../../src/speech/level.ts'
import { wordsContract, type SpokenWords } from '../../contract/words.ts'
import { createInstantWords } from '../../stand-ins/instant-words.ts'
import { joined, mulawOf, quiet } from '../../stand-ins/speech-samples.ts'

const flite = await loadFlite()

const rendered = new Map<string, Uint8Array>()

/** What was said of `text`, the same audio each time, as a caller's line carries it. */
function said(text: string): Uint8Array {
  const known = rendered.get(text) ?? render(text)
  rendered.set(text, known)
  return known
}

function render(text: string): Uint8Array {
  const speech = trimSilence(flite(text, 'kal').pcm, 8000, { beforeMs: 0, afterMs: 0 })
  return mulawOf(joined(quiet(300), level(Int16Array.from(speech), 8000), quiet(300)))
}

const frames = (mulaw: Uint8Array): Uint8Array[] =>
  Array.from({ length: Math.ceil(mulaw.length / 160) }, (_, i) => mulaw.subarray(i * 160, (i + 1) * 160))

const spoken: SpokenWords = { say: (text) => frames(said(text)), silence: (ms) => frames(mulawOf(quiet(ms))) }

wordsContract('instant', spoken, async () => {
  const words = createInstantWords()
  for (const text of ['yes', 'no', 'no thank you', 'on', 'friday', 'on friday']) words.teach(text, said(text))
  return words
})
