import { lexiconOf } from '../lexicon.ts'
import type { Phrases } from '../phrases.ts'
import { numberPhrases, word } from './number-phrases.ts'

/** Clock times as said: "half past four", "four thirty", "seven o'clock", "quarter to five in the afternoon", "noon". */
export function hours(language: string): Phrases {
  const { table } = lexiconOf(language)
  const hour: Phrases = { any: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map((value) => word(table, value)) }
  if (table.language !== 'en')
    return { sequence: [numberPhrases(0, 24, language), { optional: numberPhrases(1, 59, language) }] }
  const five: Phrases = { any: ['five', 'ten', 'twenty', 'twenty five', 'quarter', 'a quarter'] }
  const half: Phrases = { any: ['in the morning', 'in the afternoon', 'in the evening', 'at night', 'a m', 'p m'] }
  return {
    any: [
      'noon',
      'midday',
      'midnight',
      {
        sequence: [
          {
            any: [
              { sequence: [hour, { optional: { any: ["o'clock", minutes()] } }] },
              { sequence: ['half', { optional: 'past' }, hour] },
              { sequence: [five, { any: ['past', 'to'] }, hour] },
            ],
          },
          { optional: half },
        ],
      },
    ],
  }
}

/** The minutes that people say behind an hour. */
function minutes(): Phrases {
  return {
    any: [
      'oh five',
      'ten',
      'fifteen',
      'twenty',
      'twenty five',
      'thirty',
      'thirty five',
      'forty',
      'forty five',
      'fifty',
      'fifty five',
    ],
  }
}

/** "the twelfth of october", "october the twelfth", "friday", "next friday", "tomorrow", with a year where one is said. */
export function dateNames(language: string): Phrases {
  const { table } = lexiconOf(language)
  const month = monthNames(language)
  if (table.language !== 'en') return { sequence: [numberPhrases(1, 31, language), month] }
  const day = dayNumbers(language)
  const weekday = weekdayNames(language)
  const year: Phrases = {
    sequence: [{ any: ['nineteen', 'twenty', 'two thousand and'] }, { optional: numberPhrases(1, 99, language) }],
  }
  return {
    any: [
      'today',
      'tomorrow',
      'the day after tomorrow',
      {
        sequence: [
          { optional: { any: ['on', 'next', 'this', 'a week on'] } },
          weekday,
          { optional: { sequence: ['the', day, { optional: { sequence: ['of', month] } }] } },
        ],
      },
      { sequence: [{ optional: 'the' }, day, { optional: 'of' }, month, { optional: year }] },
      { sequence: [month, { optional: 'the' }, day, { optional: year }] },
      { sequence: ['the', day] },
    ],
  }
}

function monthNames(language: string): Phrases {
  return { any: lexiconOf(language).table.months.map((list) => list.split(' ')[0] ?? '') }
}

function weekdayNames(language: string): Phrases {
  return { any: lexiconOf(language).table.weekdays.map((list) => list.split(' ')[0] ?? '') }
}

/** First to thirty-first. */
function dayNumbers(language: string): Phrases {
  const { ordinals } = lexiconOf(language).table
  const nth = (value: number): string => ordinals[value]?.split(' ')[0] ?? ''
  const units: Phrases = { any: [1, 2, 3, 4, 5, 6, 7, 8, 9].map(nth) }
  return {
    any: [
      ...Array.from({ length: 20 }, (_, i) => nth(i + 1)),
      nth(30),
      'thirty first',
      { sequence: ['twenty', units] },
    ],
  }
}
