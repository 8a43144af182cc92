import type { LanguageTable } from '../tables/table.ts'
import { lexiconOf } from '../lexicon.ts'
import type { Phrases } from '../phrases.ts'

/** Every whole number between two bounds (at most 0–9999), as a compact grammar: tens and units share their nodes. */
export function numberPhrases(min: number, max: number, language: string): Phrases {
  const { table } = lexiconOf(language)
  const low = Math.max(0, Math.ceil(min))
  const high = Math.min(9999, Math.floor(max))
  const small = upTo99(low, Math.min(high, 99), table)
  if (high < 100 || table.language !== 'en') return small
  const hundreds: Phrases = {
    sequence: [
      {
        any: [
          'a',
          word(table, 1),
          word(table, 2),
          word(table, 3),
          word(table, 4),
          word(table, 5),
          word(table, 6),
          word(table, 7),
          word(table, 8),
          word(table, 9),
        ],
      },
      'hundred',
      { optional: { sequence: [{ optional: 'and' }, upTo99(1, 99, table)] } },
    ],
  }
  return low < 100 ? { any: [small, hundreds] } : hundreds
}

function upTo99(low: number, high: number, table: LanguageTable): Phrases {
  const single: string[] = []
  for (let value = low; value <= high; value++) {
    const said = table.numbers[value]?.split(' ')[0]
    if (said) single.push(said)
  }
  const pairs: Phrases[] = []
  for (let ten = 20; ten < 100; ten += 10) {
    const units = [1, 2, 3, 4, 5, 6, 7, 8, 9].filter(
      (unit) => ten + unit >= low && ten + unit <= high && !table.numbers[ten + unit],
    )
    if (units.length === 0) continue
    const words = units.map((unit) => word(table, unit))
    pairs.push(
      table.grammar.unitFirst
        ? { sequence: [{ any: words }, 'und', word(table, ten)] }
        : { sequence: [word(table, ten), { any: words }] },
    )
  }
  return { any: [...single, ...pairs] }
}

/** The word for one value of the table. */
export function word(table: LanguageTable, value: number): string {
  return (table.numbers[value] ?? '').split(' ')[0] ?? ''
}
