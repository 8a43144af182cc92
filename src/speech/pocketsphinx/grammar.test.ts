import { array, assert, constantFrom, integer, letrec, oneof, property, record } from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Phrases } from '../../../engine/answers/phrases.ts'
import { compileGrammar, wordsOf } from './grammar.ts'
import type { WordGrammar } from './grammar.ts'

/** Every phrase that the automaton takes, sorted. */
function taken(grammar: WordGrammar | null): string[] {
  if (!grammar) return []
  const all: string[] = []
  const walk = (state: number, said: readonly string[]): void => {
    if (grammar.finals.includes(state)) all.push(said.join(' '))
    for (const { from, to, word } of grammar.transitions) if (from === state) walk(to, [...said, grammar.words[word]!])
  }
  walk(grammar.start, [])
  return all.sort()
}

/** Every phrase there is, by what the words of `Phrases` mean. */
function meant(phrases: Phrases): string[] {
  if (typeof phrases === 'string') return [wordsOf(phrases).join(' ')]
  if ('any' in phrases) return unique(phrases.any.flatMap(meant))
  if ('sequence' in phrases) return phrases.sequence.map(meant).reduce(followed, [''])
  if ('optional' in phrases) return unique(['', ...meant(phrases.optional)])
  const one = meant(phrases.repeat)
  let at = ['']
  const all: string[] = phrases.min <= 0 ? [''] : []
  for (let times = 1; times <= phrases.max; times++) {
    at = followed(at, one)
    if (times >= phrases.min) all.push(...at)
  }
  return unique(all)
}

function followed(first: readonly string[], second: readonly string[]): string[] {
  return unique(first.flatMap((one) => second.map((other) => `${one} ${other}`.trim())))
}

function unique(phrases: readonly string[]): string[] {
  return [...new Set(phrases)]
}

describe('a grammar', () => {
  it('takes exactly the phrases that were written, whatever they are made of', () => {
    const { phrases } = letrec<{ phrases: Phrases }>((tie) => {
      const few = array(tie('phrases'), { maxLength: 3 })
      return {
        phrases: oneof(
          { maxDepth: 3, depthSize: 'small' },
          constantFrom('one', 'two', 'one two', 'two three', ''),
          record({ any: few }),
          record({ sequence: few }),
          record({ optional: tie('phrases') }),
          record({ repeat: tie('phrases'), min: integer({ min: 0, max: 2 }), max: integer({ min: 0, max: 2 }) }),
        ),
      }
    })
    assert(
      property(phrases, (phrases) => {
        expect(taken(compileGrammar(phrases))).toEqual(meant(phrases).sort())
      }),
    )
  })

  it('never has two ways for one word from a state, and shares what ends alike', () => {
    const grammar = compileGrammar({
      any: ['the ninth of october', 'the tenth of october', { sequence: ['the', { any: ['ninth', 'first'] }] }],
    })!
    const ways = grammar.transitions.map(({ from, word }) => `${from} ${word}`)
    expect(new Set(ways).size).toBe(ways.length)
    expect(grammar.states).toBe(6)
  })

  it('is null where nothing can be said', () => {
    expect(compileGrammar({ any: [] })).toBeNull()
    expect(compileGrammar({ sequence: ['yes', { any: [] }] })).toBeNull()
  })

  it('leaves out an option that cannot be said', () => {
    expect(taken(compileGrammar({ sequence: [{ optional: { any: [] } }, 'yes'] }))).toEqual(['yes'])
  })

  it('takes the words in any order where it would be too large', () => {
    const words = Array.from({ length: 300 }, (_, i) => `word${i}`)
    const grammar = compileGrammar({ repeat: { any: words }, min: 1, max: 200 })!
    expect(grammar).toMatchObject({ states: 1, start: 0, finals: [0] })
    expect(grammar.words).toEqual(words)
  })
})

it.each([
  ["Let's try Saturday!", ["let's", 'try', 'saturday']],
  ['twenty-first', ['twenty', 'first']],
  ["o'clock 'quoted'", ["o'clock", 'quoted']],
  ['Café, naïve', ['café', 'naïve']],
  ['  ', []],
])('reads %j as the words %j', (text, words) => {
  expect(wordsOf(text)).toEqual(words)
})
