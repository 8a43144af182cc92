import type { AnswerContext } from './answer.ts'
import { fold } from './fold.ts'
import { knownCodes, nearestCodes } from './known-codes.ts'
import { readChars } from './letters.ts'
import { nearness, soundOf } from './phonetic.ts'
import type { Ranked } from './ranked.ts'
import { nothing, type Heard, type Reading } from './reading.ts'
import { isSpelling, nameWords } from './types/name.ts'

interface KnownNames {
  readonly names: readonly string[]
  /** First and last word of each, folded, as indexes into `words`. */
  readonly ends: readonly (readonly [number, number])[]
  readonly words: readonly string[]
  /** From a pair of letters to the words that hold it: only those are compared. */
  readonly pairs: ReadonlyMap<string, readonly number[]>
}

/**
 * Of the known names, the one that all hypotheses together come nearest to, by how it is written and how it sounds; a
 * name that was spelled is compared letter by letter. Closed where one is near and no other nearly so; otherwise partial.
 */
export function knownName(heard: readonly Heard[], context: AnswerContext): Ranked | undefined {
  const first = heard[0]
  if (!first) return undefined
  const candidates = context.candidates ?? []
  const scores = new Map<string, number>()
  const spelled = heard.filter((one) => isSpelling(one))
  if (spelled.length * 2 > heard.length) bySpelling(spelled, candidates, scores)
  else
    bySound(
      heard.filter((one) => !isSpelling(one)),
      prepare(candidates),
      scores,
    )
  const [winner, second] = [...scores].sort((a, b) => b[1] - a[1])
  const wrap = (reading: Reading): Ranked => ({ reading, heard: first, rank: 0, confidence: 1 })
  if (!winner || winner[1] < worthAsking) return wrap(nothing)
  const place = { from: 0, to: first.tokens.length, fit: Math.min(1, winner[1]) }
  const margin = winner[1] - (second?.[1] ?? 0)
  if (winner[1] < leastScore || margin < leastMargin) {
    const alternatives = second ? [winner[0], second[0]] : [winner[0]]
    return wrap({ ...place, state: 'partial', value: null, alternatives })
  }
  return wrap({ ...place, state: winner[1] > 0.95 ? 'closed' : 'open', value: winner[0], alternatives: [] })
}

/** Tuned on real calls. */
const worthAsking = 0.5
const leastScore = 0.72
const leastMargin = 0.03
const perRank = 0.01

function prepare(candidates: readonly string[]): KnownNames {
  const ready = prepared.get(candidates)
  if (ready) return ready
  const names = [...new Set(candidates)]
  const index = new Map<string, number>()
  const words: string[] = []
  const indexOf = (word: string): number => {
    const known = index.get(word)
    if (known !== undefined) return known
    index.set(word, words.length)
    words.push(word)
    return words.length - 1
  }
  const ends = names.map((name): readonly [number, number] => {
    const parts = fold(name).split(/\s+/)
    return [indexOf(parts[0] ?? ''), indexOf(parts.at(-1) ?? '')]
  })
  const pairs = new Map<string, number[]>()
  for (const [at, word] of words.entries()) {
    for (const pair of pairsOf(word)) {
      const list = pairs.get(pair)
      if (list) list.push(at)
      else pairs.set(pair, [at])
    }
  }
  const made = { names, ends, words, pairs }
  prepared.set(candidates, made)
  return made
}

const prepared = new WeakMap<object, KnownNames>()

/** Pairs of neighbours in how a word is written and in how it sounds, with its edges. */
function pairsOf(word: string): Set<string> {
  const pairs = new Set<string>()
  for (const text of [`^${word}$`, `^${soundOf(word)}$`])
    for (let i = 1; i < text.length; i++) pairs.add(text.slice(i - 1, i + 1))
  return pairs
}

/** The words that share two pairs or more with one that was said. */
function alike(said: string, { pairs }: KnownNames): number[] {
  const counts = new Map<number, number>()
  for (const pair of pairsOf(said)) for (const at of pairs.get(pair) ?? []) counts.set(at, (counts.get(at) ?? 0) + 1)
  const found: number[] = []
  for (const [at, count] of counts) if (count >= 3) found.push(at)
  return found
}

function bySound(heard: readonly Heard[], known: KnownNames, scores: Map<string, number>): void {
  const { names, ends, words } = known
  const firsts = new Float64Array(words.length)
  const lasts = new Float64Array(words.length)
  for (const [rank, one] of heard.slice(0, 8).entries()) {
    const raise = (scores: Float64Array, said: string, less: number): void => {
      for (const index of alike(said, known)) {
        const score = nearness(said, words[index] ?? '') - less
        if (score > (scores[index] ?? 0)) scores[index] = score
      }
    }
    const said = nameWords(one).map((token) => token.text)
    if (said.length === 0) continue
    const head = said[0] ?? ''
    const tail = said.length > 1 ? said.slice(1).join('') : ''
    const end = said.at(-1) ?? ''
    const less = rank * perRank
    raise(firsts, head, less)
    if (tail !== '') raise(lasts, tail, less)
    if (tail !== '' && end !== tail) raise(lasts, end, less)
  }
  for (const [i, [first, last]] of ends.entries()) {
    const a = firsts[first] ?? 0
    const b = lasts[last] ?? 0
    const score = (a + b) / 2 - (Math.min(a, b) < 0.4 ? 0.2 : 0)
    if (score > worthAsking) scores.set(names[i] ?? '', score)
  }
}

function bySpelling(heard: readonly Heard[], candidates: readonly string[], scores: Map<string, number>): void {
  const known = knownCodes(candidates)
  for (const [rank, { tokens, lexicon }] of heard.slice(0, 8).entries()) {
    const chars = readChars(tokens, lexicon)
    for (const { code, cost } of nearestCodes(chars, known, 24)) {
      const length = code.length - 1
      if (chars.length < length * 0.8) continue
      const score = 1 - (1.3 * cost) / length - rank * perRank
      if (score > (scores.get(code) ?? 0)) scores.set(code, score)
    }
  }
}
