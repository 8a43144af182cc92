import { isDay, isoDay, clockAt, toSerial } from './calendar.ts'
import type { AnswerContext } from './answer.ts'
import { yearsOf } from './year.ts'
import { readDigits, type DigitRun } from './digits.ts'
import type { Heard, Reading } from './reading.ts'

/**
 * A date dictated as digits: "0306 2012", "oh three oh six twenty twelve", "712 1978". Only where every way of cutting
 * the digits gives the same day; else the other cuts are alternatives and the reading is loose.
 */
export function digitDate({ tokens, lexicon }: Heard, context: AnswerContext, birth: boolean): Reading | undefined {
  let best: DigitRun | undefined
  for (let i = 0; i < tokens.length;) {
    const run = readDigits(tokens, i, lexicon)
    if (run && run.digits.length > (best?.digits.length ?? 0)) best = run
    i = run ? run.to : i + 1
  }
  if (!best) return undefined
  const days = cuts(best, context, birth)
  const first = days[0]
  if (first === undefined) return undefined
  const place = { from: best.from, to: best.to, alternatives: days.slice(1) }
  if (days.length > 1) return { ...place, state: 'partial', value: null, part: first, fit: 0.3 }
  return {
    ...place,
    state: best.digits.length === 8 ? 'closed' : 'open',
    value: first,
    fit: best.digits.length === 8 ? 0.9 : 0.8,
  }
}

function cuts({ digits, seams }: DigitRun, context: AnswerContext, birth: boolean): string[] {
  const monthFirst = context.language.toLowerCase() === 'en-us'
  const today = clockAt(context.nowMs, context.timezone)
  const found = new Set<string>()
  const shapes =
    digits.length === 8
      ? [[2, 2, 4]]
      : digits.length === 7
        ? [
            [1, 2, 4],
            [2, 1, 4],
          ]
        : digits.length === 6
          ? [
              [1, 1, 4],
              [2, 2, 2],
            ]
          : []
  for (const [a = 0, b = 0, c = 0] of shapes) {
    const one = Number(digits.slice(0, a))
    const other = Number(digits.slice(a, a + b))
    const tail = Number(digits.slice(a + b))
    if (digits[0] === '0' && a === 1) continue
    if (digits[a] === '0' && b === 1) continue
    const cut = [a, a + b]
    if (digits.length === 6 && a === 1 && !cut.every((seam) => seams.includes(seam))) continue
    if (digits.length === 6 && a === 2 && seams.some((seam) => seam % 2 === 1 && seam < digits.length)) continue
    if (digits.length === 7 && seams.length > 0 && !seams.some((seam) => seam === 3 || cut.includes(seam))) continue
    const [day, month] = monthFirst ? [other, one] : [one, other]
    const years = c === 4 ? [tail] : yearsOf({ value: tail, short: true }, today.year, birth)
    for (const year of years) {
      const value = { year, month, day }
      if (!isDay(value) || year < 1900 || year > 2100) continue
      if (birth && toSerial(value) > toSerial(today)) continue
      found.add(isoDay(value))
    }
  }
  return [...found]
}
