import type { PreparedOption } from '../options.ts'
import { speak } from '../speak.ts'

/** How one option may be said: its words; a time or a day in its spoken form, whole and in part. */
export function spokenOption(
  option: PreparedOption,
  context: { readonly language: string; readonly nowMs: number; readonly timezone: string },
): string[] {
  if (!option.clock && !option.day) return option.phrases.map((phrase) => phrase.words.join(' '))
  const said: string[] = []
  if (option.clock) {
    const time = speak('time', option.clock, [], context).toLowerCase()
    said.push(time, time.replace(/ (in the (morning|afternoon|evening)|at night)$/, ''))
  }
  if (option.day) said.push(speak('date', option.day, [], context).toLowerCase())
  return [...new Set(said)].filter((phrase) => !/\d/.test(phrase))
}
