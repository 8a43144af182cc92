import type { Phrases } from '../../../engine/answers/phrases.ts'
import { createAutomaton } from './automaton.ts'
import type { Automaton } from './automaton.ts'
import { determinise } from './determinise.ts'

/** A grammar as a recogniser wants it: states from 0, words by their place in `words`, every path a phrase. */
export interface WordGrammar {
  readonly words: readonly string[]
  readonly states: number
  readonly start: number
  readonly finals: readonly number[]
  readonly transitions: readonly { readonly from: number; readonly to: number; readonly word: number }[]
}

/** More than this and decoding takes longer than the call can wait; the words are then taken in any order. */
const mostTransitions = 20_000

/**
 * Phrases as the smallest deterministic automaton, without empty transitions (the recogniser follows only one of them in
 * a row). Null where nothing can be said. A grammar that is too large becomes a loop over its words.
 */
export function compileGrammar(phrases: Phrases): WordGrammar | null {
  const automaton = createAutomaton(mostTransitions)
  const end = add(automaton, phrases, automaton.start)
  if (end === null) return null
  if (automaton.full) return anyOrder(phrases)
  return determinise(automaton, end, mostTransitions) ?? anyOrder(phrases)
}

/** What a phrase's text is in words: lower case, no punctuation but the apostrophe within a word. */
export function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .normalize('NFKC')
    .replace(/[’ʼ]/gu, "'")
    .split(/[^\p{L}\p{M}\p{N}']+/u)
    .map((word) => word.replace(/^'+|'+$/gu, ''))
    .filter((word) => word !== '')
}

/** Adds what leads from `from` through the phrases; the state in which they have been said, or null if they cannot be. */
function add(automaton: Automaton, phrases: Phrases, from: number): number | null {
  if (typeof phrases === 'string')
    return wordsOf(phrases).reduce((at, word) => automaton.step(at, word), automaton.skip(from))
  if ('any' in phrases) {
    const ends = phrases.any.map((one) => add(automaton, one, from)).filter((end) => end !== null)
    return ends.length === 0 ? null : automaton.join(ends)
  }
  if ('sequence' in phrases) return inOrder(automaton, phrases.sequence, from)
  if ('optional' in phrases) {
    const end = add(automaton, phrases.optional, from)
    return automaton.join(end === null ? [from] : [from, end])
  }
  const ends: number[] = phrases.min <= 0 ? [from] : []
  let at: number | null = from
  for (let times = 1; times <= phrases.max && !automaton.full; times++) {
    at = add(automaton, phrases.repeat, at)
    if (at === null) break
    if (times >= phrases.min) ends.push(at)
  }
  return ends.length === 0 ? null : automaton.join(ends)
}

function inOrder(automaton: Automaton, sequence: readonly Phrases[], from: number): number | null {
  let at = from
  for (const phrases of sequence) {
    const end = add(automaton, phrases, at)
    if (end === null) return null
    at = end
  }
  return at
}

function anyOrder(phrases: Phrases): WordGrammar {
  const words = [...new Set(allWords(phrases))]
  return {
    words,
    states: 1,
    start: 0,
    finals: [0],
    transitions: words.map((_, word) => ({ from: 0, to: 0, word })),
  }
}

function allWords(phrases: Phrases): string[] {
  if (typeof phrases === 'string') return wordsOf(phrases)
  if ('any' in phrases) return phrases.any.flatMap(allWords)
  if ('sequence' in phrases) return phrases.sequence.flatMap(allWords)
  return allWords('optional' in phrases ? phrases.optional : phrases.repeat)
}
