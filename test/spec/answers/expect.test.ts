import { expect, test } from 'vitest'
import { keywordsFor, phrasesFor } from '../../../engine/answers/expect.ts'
import type { Phrases } from '../../../engine/answers/phrases.ts'
import type { SlotType } from '../../../engine/language/slot.ts'
import { contextFor, heard, thursday, type Asked } from './asked.ts'

const zone = 'Europe/London'

/** Whether the grammar takes the words, by walking it. */
function takes(phrases: Phrases, words: readonly string[]): boolean {
  return ends(phrases, words, 0).has(words.length)
}

function ends(phrases: Phrases, words: readonly string[], at: number): Set<number> {
  if (typeof phrases === 'string') {
    const own = phrases.split(' ')
    return new Set(own.every((word, i) => words[at + i] === word) ? [at + own.length] : [])
  }
  if ('any' in phrases) return new Set(phrases.any.flatMap((one) => [...ends(one, words, at)]))
  if ('optional' in phrases) return new Set([at, ...ends(phrases.optional, words, at)])
  if ('sequence' in phrases) {
    let now = new Set([at])
    for (const one of phrases.sequence) now = new Set([...now].flatMap((from) => [...ends(one, words, from)]))
    return now
  }
  let now = new Set([at])
  const reached = new Set<number>(phrases.min === 0 ? [at] : [])
  for (let n = 1; n <= phrases.max && now.size > 0; n++) {
    now = new Set([...now].flatMap((from) => [...ends(phrases.repeat, words, from)]))
    if (n >= phrases.min) for (const end of now) reached.add(end)
  }
  return reached
}

const visit: Asked = { options: { check_up: { synonyms: ['examination'] }, filling: { synonyms: [] } } }

test.each<[SlotType, string, Asked?]>([
  ['boolean', 'yes please'],
  ['boolean', 'no thank you'],
  ['time', 'half past four'],
  ['time', 'um half past four please'],
  ['time', "at seven o'clock"],
  ['time', 'quarter to five in the afternoon'],
  ['time', 'four thirty p m'],
  ['date', 'the twelfth of october'],
  ['date', 'october twelfth'],
  ['date', 'next friday'],
  ['date', 'tomorrow'],
  ['date', 'twenty first of may nineteen eighty four'],
  ['datetime', 'friday at half past four'],
  ['integer', 'twenty three'],
  ['integer', 'four please'],
  ['digits', 'double five nine oh', { length: 4 }],
  ['choice', 'the examination'.slice(4), visit],
  ['choice', 'the second one', visit],
  ['choice', 'check up', visit],
])('the grammar for a %s takes "%s", and the parser understands it', (type, said, asked) => {
  const { slot } = contextFor(type, asked)
  expect(takes(phrasesFor(slot, 'en-GB', thursday, zone), said.split(' '))).toBe(true)
  expect(heard(type, said, asked).state).toMatch(/closed|open/)
})

test('the grammar refuses what is no answer', () => {
  const { slot } = contextFor('time')
  expect(takes(phrasesFor(slot, 'en-GB', thursday, zone), 'half past bananas'.split(' '))).toBe(false)
})

test('keywords are single lower-case words without digits', () => {
  const { slot } = contextFor('date')
  const words = keywordsFor(slot, 'en-GB', thursday, zone)
  expect(words).toContain('october')
  expect(words.filter((word) => !/^[a-z']+$/.test(word))).toEqual([])
})

test('free text has no grammar', () => {
  expect(phrasesFor(contextFor('text').slot, 'en-GB', thursday, zone)).toEqual({ any: [] })
})
