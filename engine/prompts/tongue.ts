/**
 * How a language writes what a voice would stumble over, and the words to say for it that the tables of the answers do
 * not have. Patterns are parts of regular expressions (flags `giu`), bounded so that they are linear.
 */
export interface Tongue {
  /** "%" */
  readonly percent: string
  /** Between the ends of a range: "9–17". */
  readonly to: string
  /** Before a number that is dialled with its country. */
  readonly plus: string
  /** "/" in an address. */
  readonly slash: string
  /** Unit to its names for one and for many; a third one for Polish "5 kilometrów". */
  readonly units: Readonly<Record<string, readonly [one: string, many: string, others?: string]>>
  /** What is written short and said long, in order. `$1` is allowed. */
  readonly short: readonly (readonly [pattern: string, said: string])[]
  /** After one of these a number is a code: it is said digit by digit. */
  readonly codes: string
  /** After one of these "9/10" is a date. */
  readonly beforeDates: string
  /** Articles that the spoken date or time brings along. */
  readonly articles: { readonly date: string; readonly time: string }
  /** What follows a clock time in writing and is part of it: "Uhr". */
  readonly afterTimes: string
  /** Between hours and minutes, besides the colon. */
  readonly clockSigns: string
  /** What the spoken time ends with where the part of day is guessed: it is left out where the writer did not say it. */
  readonly partOfDay: RegExp | null
  /** False where voices read "19:30" themselves, in the right case. */
  readonly saysClock: boolean
  readonly decimalSign: '.' | ','
  /** Weekdays as they are shortened, from Monday, each a part of a pattern. */
  readonly weekdays: readonly string[]
  /** After one of these a Roman numeral is a number: "Chapter IV". */
  readonly numbered: string
  /** After one of these it is an ordinal: "Henry VIII", and what is said before the ordinal. */
  readonly regnal: { readonly names: string; readonly before: string }
  /** Where an ordinal is written with a figure: its pattern, and which of the table's forms is said. */
  readonly ordinals: readonly (readonly [pattern: string, form: number])[]
}
