import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { keywordsFor, phrasesFor } from '../../../engine/answers/expect.ts'
import { readKeys } from '../../../engine/answers/keypad.ts'
import { parse } from '../../../engine/answers/parse.ts'
import { slotTypes, type SlotType } from '../../../engine/language/slot.ts'
import { contextFor, heard, thursday } from './asked.ts'

const languages = ['en-GB', 'en-US', 'es-ES', 'de-DE', 'fr-FR', 'pl-PL', 'xx'] as const
const options = { options: { check_up: { synonyms: ['checkup'], key: '1' }, filling: { synonyms: [], key: '2' } } }

/** Words that grammars react to, in all languages, with figures, signs and noise among them. */
const word = fc.oneof(
  fc.constantFrom(
    ...'twenty the of half past to not no yes 23rd may friday 1990 19 oh double a p.m. £ $5 at dot com and next week in ago'.split(
      ' ',
    ),
    ...'halb fünf vor uhr dreiundzwanzigster y media menos cuarto et demie quatre vingt za wpół tysiąc 12:30 2026-10-09 - , w2 0ab'.split(
      ' ',
    ),
  ),
  fc.string({ maxLength: 8 }),
  fc.nat({ max: 99_999_999 }).map(String),
)
const utterance = fc.array(word, { maxLength: 14 }).map((words) => words.join(' '))

describe('any words give an answer', () => {
  test.each(slotTypes)('asked for a %s, nothing throws, and state and value agree', (type) => {
    fc.assert(
      fc.property(
        fc.array(utterance, { maxLength: 4 }),
        fc.constantFrom(...languages),
        fc.option(fc.string(), { nil: undefined }),
        (texts, language, earlier) => {
          const context = contextFor(type, { language, ...options, ...(earlier === undefined ? {} : { earlier }) })
          const hypotheses = texts.map((text) => ({ text, confidence: 0.8 }))
          const answer = parse(hypotheses, context)
          expect(parse(hypotheses, context)).toEqual(answer)
          if (answer.state === 'none' || answer.state === 'partial') expect(answer.value).toBe(null)
          if (answer.state === 'open') expect(answer.value).not.toBe(null)
          expect(answer.confidence).toBeGreaterThanOrEqual(0)
          expect(answer.confidence).toBeLessThanOrEqual(1)
          expect(JSON.parse(JSON.stringify(answer))).toEqual(answer)
        },
      ),
      { numRuns: 150 },
    )
  })

  test('any keys give an answer', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9*#]{0,20}$/), fc.constantFrom(...slotTypes), (keys, type) => {
        const context = contextFor(type, options)
        expect(['closed', 'open', 'partial', 'none']).toContain(readKeys(keys, context.slot, context).state)
      }),
    )
  })

  test.each(slotTypes)('there are phrases to expect for a %s in every language', (type) => {
    for (const language of languages) {
      const { slot } = contextFor(type, { language, ...options })
      expect(phrasesFor(slot, language, thursday, 'Europe/London')).toBeDefined()
      for (const keyword of keywordsFor(slot, language, thursday, 'Europe/London')) expect(keyword).not.toMatch(/\s/)
    }
  })
})

describe('filler sounds change nothing', () => {
  test.each<[SlotType, string]>([
    ['time', 'quarter to five in the afternoon'],
    ['time', 'half past four p.m.'],
    ['date', 'the twenty third of november twenty twenty six'],
    ['date', 'the day after tomorrow'],
    ['integer', 'two hundred and six'],
    ['digits', 'double five nine oh'],
    ['money', 'twelve pounds and fifty pence'],
    ['phone', 'oh seven four double oh one two three four five six'],
    ['email', 'john dot smith at gmail dot com'],
    ['duration', 'an hour and a half'],
    ['postcode', 'whiskey two zero alpha bravo'],
    ['boolean', 'yes that is right'],
    ['choice', 'a check up please'],
  ])('%s: "%s" with "um" between any two words', (type, said) => {
    const plain = heard(type, said, options)
    expect(plain.value).not.toBe(null)
    const words = said.split(' ')
    for (let at = 0; at <= words.length; at++) {
      const noisy = [...words.slice(0, at), at % 2 ? 'um' : 'uh', ...words.slice(at)].join(' ')
      expect(heard(type, noisy, options), noisy).toMatchObject({ state: plain.state, value: plain.value })
    }
  })
})
