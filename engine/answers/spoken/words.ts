import type { LanguageTable } from '../tables/table.ts'

/** The first word of a table's list: the one to speak. */
export function firstOf(list: string | undefined): string {
  return list?.split(' ')[0] ?? ''
}

/** A month's name, 1–12, as the table writes it. */
export function monthOf(table: LanguageTable, month: number): string {
  return firstOf(table.months[month - 1])
}

/** A weekday's name, 1 = Monday. */
export function weekdayOf(table: LanguageTable, weekday: number): string {
  return firstOf(table.weekdays[weekday - 1])
}

/** "1 euro", "12 euros 50": whole and cents by a currency's two names each, joined as the language joins them. */
export function amountOf(
  whole: number,
  cents: number,
  names: readonly [one: string, many: string, cent: string, cents: string],
  and: string,
): string {
  const main = `${whole} ${whole === 1 ? names[0] : names[1]}`
  if (cents === 0) return main
  const small = `${cents} ${cents === 1 ? names[2] : names[3]}`
  return whole === 0 ? small : `${main} ${and} ${small}`
}

/** A number with the language's word for the point, digit groups left to the voice. */
export function decimal(value: number, point: string, minus: string): string {
  return String(value).replace('-', `${minus} `).replace('.', ` ${point} `)
}
