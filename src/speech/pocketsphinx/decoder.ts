import type { WordGrammar } from './grammar.ts'
import type { Recognizer, Segment, Sphinx } from './sphinx.ts'

/** One reading of an utterance. */
export interface Reading {
  /** Empty where no phrase fits at all. */
  readonly words: readonly string[]
  /** Of the whole utterance: comparable between all that was read from the same audio. */
  readonly score: number
  /** Of 10 ms, without the silence. */
  readonly frames: number
}

/** A recogniser that is set to read one utterance. */
export interface Decoder {
  /** The best phrase of the grammar. */
  phrase(): Reading
  /** The best row of phones, whatever they mean: what a phrase that was really said comes close to. */
  phones(): Reading
}

/** All phones of the acoustic model but silence. */
const phones =
  'AA AE AH AO AW AX AXR AY B CH D DH DX EH ER EY F G HH IH IX IY JH K L M N NG OW OY P R S SH T TH TS UH UW V W Y Z ZH'.split(
    ' ',
  )
const phoneWords = phones.map((phone) => [`_${phone}`, phone] as const)

/**
 * `compallsen` makes scores comparable from one grammar to another. The beams are wider than usual: the grammars are
 * small. A word costs more than by default (0.65), or digits are heard where there are none.
 */
const settings = {
  '-compallsen': 'yes',
  '-beam': '1e-80',
  '-pbeam': '1e-80',
  '-wbeam': '1e-60',
  '-wip': '0.1',
  '-topn': '8',
}

/**
 * A recogniser without a grammar; takes about 35 ms, most of it for the phones as words. `warp` stretches the frequency
 * axis for shorter vocal tracks than those of the model's speakers.
 */
export function createRecognizer(sphinx: Sphinx, warp: string): Recognizer {
  const config = new sphinx.Config()
  for (const entry of Object.entries({ ...settings, '-warp_params': warp })) config.push_back(entry)
  const recognizer = new sphinx.Recognizer(config)
  config.delete()
  addWords(sphinx, recognizer, phoneWords)
  return recognizer
}

/** A grammar with how its words are said: one list for each word, empty where nobody could say it. */
export interface SpokenGrammar extends WordGrammar {
  readonly pronunciations: readonly (readonly string[])[]
}

/**
 * Gives a fresh recogniser its grammar and lets it hear the utterance (16 kHz) once to learn its cepstral mean: it knows
 * no other way, and without it the first words of a call are lost.
 */
export function createDecoder(
  sphinx: Sphinx,
  recognizer: Recognizer,
  { grammar, audio }: { readonly grammar: SpokenGrammar; readonly audio: Int16Array },
): Decoder {
  const { pronunciations } = grammar
  addWords(
    sphinx,
    recognizer,
    pronunciations.flatMap((variants, i) =>
      variants.map((phones, k) => [k === 0 ? symbol(i) : `${symbol(i)}(${k + 1})`, phones] as const),
    ),
  )
  const mean = addLoop(sphinx, recognizer, ['_M'])
  const anything = addLoop(
    sphinx,
    recognizer,
    phoneWords.map(([word]) => word),
  )
  const phrases = addGrammar(sphinx, recognizer, {
    ...grammar,
    transitions: grammar.transitions
      .filter(({ word }) => pronunciations[word]!.length > 0)
      .map(({ from, to, word }) => ({ from, to, word: symbol(word) })),
  })

  const hear = (search: number): void => {
    const buffer = new sphinx.AudioBuffer()
    for (const sample of audio) buffer.push_back(sample)
    recognizer.switchSearch(search)
    recognizer.start()
    recognizer.process(buffer)
    recognizer.stop()
    buffer.delete()
  }

  const read = (search: number): Reading => {
    hear(search)
    const segments = segmentsOf(sphinx, recognizer)
    return {
      words: recognizer
        .getHyp()
        .split(' ')
        .flatMap((word) => grammar.words[indexOf(word)] ?? []),
      score: segments.reduce((sum, { ascr }) => sum + ascr, 0),
      frames: segments
        .filter(({ word }) => /^[w_]/iu.test(word))
        .reduce((sum, { start, end }) => sum + end - start + 1, 0),
    }
  }

  hear(mean)
  return { phrase: () => read(phrases), phones: () => read(anything) }
}

/** Words stand under their numbers: the recogniser reads "(2)" in a word as a variant, and knows no accents. */
function symbol(index: number): string {
  return `w${index}`
}

function indexOf(symbol: string): number {
  return Number(/^w(\d+)/iu.exec(symbol)?.[1] ?? -1)
}

function addWords(sphinx: Sphinx, recognizer: Recognizer, words: readonly (readonly [string, string])[]): void {
  const list = new sphinx.VectorWords()
  for (const word of words) list.push_back(word)
  recognizer.addWords(list)
  list.delete()
}

function addLoop(sphinx: Sphinx, recognizer: Recognizer, words: readonly string[]): number {
  const transitions = words.map((word) => ({ from: 0, to: 0, word }))
  return addGrammar(sphinx, recognizer, { states: 1, start: 0, finals: [0], transitions })
}

/** Its number. There is one end only, to which each final state has a step without a word. */
function addGrammar(
  sphinx: Sphinx,
  recognizer: Recognizer,
  grammar: {
    readonly states: number
    readonly start: number
    readonly finals: readonly number[]
    readonly transitions: readonly { readonly from: number; readonly to: number; readonly word: string }[]
  },
): number {
  const end = grammar.states
  const transitions = new sphinx.VectorTransitions()
  for (const transition of grammar.transitions) transitions.push_back({ ...transition, logp: 0 })
  for (const from of grammar.finals) transitions.push_back({ from, to: end, logp: 0, word: '' })
  const ids = new sphinx.Integers()
  recognizer.addGrammar(ids, { start: grammar.start, end, numStates: end + 1, transitions })
  const id = ids.get(0)
  ids.delete()
  transitions.delete()
  return id
}

function segmentsOf(sphinx: Sphinx, recognizer: Recognizer): Segment[] {
  const list = new sphinx.Segmentation()
  recognizer.getHypseg(list)
  const segments = Array.from({ length: list.size() }, (_, i) => list.get(i))
  list.delete()
  return segments
}
