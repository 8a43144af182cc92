import { toSerial, fromSerial } from './calendar.ts'
import { fold } from './fold.ts'
import { is } from './lexicon.ts'
import type { DateScene, SaidDate } from './said-date.ts'

/**
 * Days that have a name and the same date each year, by language: "MM-DD", and what callers say. Those that move (Easter,
 * Thanksgiving) are not here: they are asked for.
 */
const named: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  en: {
    '12-24': ['christmas eve'],
    '12-25': ['christmas day', 'christmas'],
    '12-26': ['boxing day'],
    '12-31': ["new year's eve", 'new years eve'],
    '01-01': ["new year's day", 'new years day'],
    '02-14': ["valentine's day", 'valentines day'],
    '10-31': ['halloween'],
  },
  es: {
    '12-24': ['nochebuena'],
    '12-25': ['día de navidad', 'navidad'],
    '12-31': ['nochevieja'],
    '01-01': ['año nuevo'],
    '01-06': ['día de reyes'],
  },
  de: {
    '12-24': ['heiligabend', 'heiliger abend', 'heiligen abend'],
    '12-25': ['ersten weihnachtstag', 'erster weihnachtstag', 'ersten weihnachtsfeiertag', 'erster weihnachtsfeiertag'],
    '12-26': [
      'zweiten weihnachtstag',
      'zweiter weihnachtstag',
      'zweiten weihnachtsfeiertag',
      'zweiter weihnachtsfeiertag',
    ],
    '12-31': ['silvester'],
    '01-01': ['neujahr'],
  },
  fr: {
    '12-24': ['réveillon de noël', 'veille de noël'],
    '12-25': ['jour de noël', 'noël'],
    '12-31': ['saint sylvestre'],
    '01-01': ["jour de l' an", 'nouvel an'],
  },
  pl: {
    '12-24': ['wigilię', 'wigilia'],
    '12-25': ['pierwszy dzień świąt'],
    '12-26': ['drugi dzień świąt'],
    '12-31': ['sylwestra', 'sylwester'],
    '01-01': ['nowy rok'],
  },
}

interface Phrase {
  readonly words: readonly string[]
  readonly month: number
  readonly day: number
}

/** By language, then by first word, the longest first. */
const byFirst = new Map<string, ReadonlyMap<string, readonly Phrase[]>>()
for (const [language, days] of Object.entries(named)) {
  const phrases = Object.entries(days)
    .flatMap(([date, said]) =>
      said.map((text): Phrase => ({
        words: fold(text).split(' '),
        month: Number(date.slice(0, 2)),
        day: Number(date.slice(3)),
      })),
    )
    .toSorted((a, b) => b.words.length - a.words.length)
  byFirst.set(
    language,
    Map.groupBy(phrases, ({ words }) => words[0] ?? ''),
  )
}

/** "Christmas Day", "Heiligabend": the next one that lies ahead. */
export function holiday({ tokens, lexicon, today }: DateScene, at: number): SaidDate | undefined {
  const first = is(tokens[at], 'the') ? at + 1 : at
  const found = byFirst
    .get(lexicon.language)
    ?.get(tokens[first]?.text ?? '')
    ?.find(({ words }) => words.every((word, n) => tokens[first + n]?.text === word))
  if (found === undefined) return undefined
  const { month, day, words } = found
  const { year } = fromSerial(today)
  const serial = toSerial({ year, month, day })
  const ahead = serial >= today ? serial : toSerial({ year: year + 1, month, day })
  return { serial: ahead, grows: false, from: at, to: first + words.length }
}
