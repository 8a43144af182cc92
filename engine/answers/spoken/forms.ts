import type { Day } from '../calendar.ts'

/** How one language says values aloud, for a voice to read. Texts have no leading or trailing space. */
export interface SpokenForms {
  /** `weekday` 1 = Monday; the year is said only where it is not plain from now. */
  date(day: Day, weekday: number, withYear: boolean): string
  /** A day without its weekday, as it stands within a sentence. */
  monthDay(day: Day, withYear: boolean): string
  time(hour: number, minute: number): string
  /** A date and a time together. */
  at(date: string, time: string): string
  money(whole: number, cents: number, currency: string): string
  duration(parts: { readonly days: number; readonly hours: number; readonly minutes: number }): string
  /** Digits behind the point are said one by one where they are written so. */
  number(value: number): string
  readonly yes: string
  readonly no: string
  readonly or: string
  readonly and: string
  /** "at", "dot", "dash", "underscore" in an address. */
  readonly address: { readonly at: string; readonly dot: string; readonly dash: string; readonly underscore: string }
  /** "b as in bravo". */
  asIn(letter: string, word: string): string
}

/** "a, b or c". */
export function join(items: readonly string[], word: string): string {
  return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} ${word} ${items.at(-1) ?? ''}`
}

/** "1 day", "2 days": the parts that are not nought. */
export function counted(parts: readonly (readonly [number, string, string])[], and: string): string {
  const said = parts.filter(([count]) => count > 0).map(([count, one, many]) => `${count} ${count === 1 ? one : many}`)
  return join(said, and)
}
