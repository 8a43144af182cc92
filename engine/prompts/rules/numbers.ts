import { lexiconOf } from '../../answers/lexicon.ts'
import { formsOf } from '../../answers/spoken/forms-of.ts'
import { digitGroups, phoneGroups } from '../../answers/spoken/groups.ts'
import type { Tongue } from '../tongue.ts'
import { after, before, end, start, type Passage, type Rule } from '../rule.ts'

/** "+44 20 7946 0958", "020 7946 0958", "4111 1111 1111 1111" */
export const spacedDigits: Rule = {
  pattern:
    /(?<![\p{L}\p{N}_+]|\d[.,:/ -])(\+\d{1,3}[ .-]?)?(?:\(\d{1,5}\)[ .-]?)?\d{2,5}(?:[ .-]\d{2,5}){1,5}(?![\p{N}_]|[.,:/-]\d| \d)/gu,
  say([found, country], { language, tongue }) {
    const groups = found.match(/\d+/gu) ?? []
    const count = groups.join('').length
    if (country !== undefined) return phone(found, language, tongue)
    if (count < 7 || count > 19) return null
    // "10 000 000" and "1.250.000" are amounts.
    const isAmount = groups.slice(1).every(({ length }) => length === 3) && (groups[0]?.length ?? 0) <= 3
    if (isAmount && !found.startsWith('0') && (count < 9 || found.endsWith('000') || found.includes('.'))) return null
    return groups.map(spaced).join(', ')
  },
}

/** "+442079460958", a code, what begins with a nought, and what is too long to be an amount. */
export function longDigits({ codes }: Tongue): Rule {
  const isCode = new RegExp(
    `(?<!\\p{L})(?:${codes})[:#]?(?: (?:is|was|no|number|ist|lautet|es|est|to|jest|number is))?:? $`,
    'iu',
  )
  return {
    pattern: new RegExp(
      `(?<![\\p{L}\\p{N}_+]|\\d[.,:/-]|[£$€]|\\d[ \\u00a0])(\\+)?\\d{3,20}${end}(?![.,]\\d|%|[ \\u00a0]\\d{3}(?!\\d))`,
      'gu',
    ),
    say([found, plus], passage) {
      if (plus !== undefined) return found.length > 7 ? phone(found, passage.language, passage.tongue) : null
      const { length } = found
      const isYear = length === 4 && /^(?:19|20)/u.test(found)
      if (length >= 7 || found.startsWith('0')) return digitGroups(found)
      return isCode.test(before(passage)) && !isYear ? digitGroups(found) : null
    },
  }
}

/** "2.5", "2,75" */
export function decimals({ decimalSign }: Tongue): Rule {
  return {
    pattern: new RegExp(`${start}(\\d{1,9})[${decimalSign}](\\d{1,6})${end}`, 'gu'),
    say([, whole = '', part = ''], { language }) {
      // "1,250" in a language that writes a comma is still no thousand; the sign decides.
      const [, point = ''] = formsOf(language).number(0.5).split(' ')
      return `${whole} ${point} ${spaced(part)}`
    },
  }
}

/** "15%" */
export const percent: Rule = {
  pattern: /(?<=\d)[ \u00a0]?%(?!\p{L})/gu,
  say: (_, { tongue }) => ` ${tongue.percent}`,
}

/** "20 km/h" */
export function units({ units: names }: Tongue): Rule {
  const all = Object.keys(names).sort((a, b) => b.length - a.length)
  const pattern = all.map((unit) => unit.replace(/[/]/gu, '\\/')).join('|')
  return {
    pattern: new RegExp(`(?<=\\d)[ \\u00a0]?(${pattern})(?![\\p{L}\\p{N}²/'’])`, 'gu'),
    say([found, unit = ''], passage) {
      const forms = names[unit]
      const number = /(?<![\d.,])(\d+)$/u.exec(before(passage))?.[1]
      // "5 m people" and "A4 g" are not metres and grams.
      if (
        forms === undefined ||
        /[£$€] ?[\d.,]{1,12}$/u.test(before(passage)) ||
        /(?<!\p{L})\p{L}\d+$/u.test(before(passage))
      )
        return null
      if (found === unit && unit.length === 1 && unit !== '°' && /^ \p{Ll}/u.test(after(passage))) return null
      return ` ${pluralOf(number, forms)}`
    },
  }
}

/** "9–17", "9am-5pm", "Mon–Fri": only the dash is said otherwise. */
export const range: Rule = {
  pattern: / ?[–—] ?|(?<=\S)-(?=\S)| - (?=\d)/gu,
  say([dash], passage) {
    const left = /(?:^|[\s(])([^\s(]{1,14}|\d{1,2} ?[ap]\.?m\.?)$/iu.exec(before(passage))?.[1] ?? ''
    const right = /^[^\s),;]{1,14}/u.exec(after(passage))?.[0] ?? ''
    if (isDayName(left, passage) && isDayName(right, passage)) return ` ${passage.tongue.to} `
    if (!/^[£$€]?\d/u.test(right) || !/(?:\d|\d ?[ap]\.?m\.?|\d ?[%€£h])$/iu.test(left)) return null
    if (dash.includes('-')) {
      const [from, to] = [/^\d{1,4}$/u.exec(left)?.[0], /^\d{1,4}(?=[.,;]?$|[ap]m)/u.exec(right)?.[0]]
      const areTimes =
        /^\d{1,2}(?:[:.]\d\d)?(?: ?[ap]\.?m\.?|h)?$/iu.test(left) && /^\d{1,2}(?:[:.]\d\d|[ap]m|h)/iu.test(right)
      const isRising = from !== undefined && to !== undefined && Number(from) < Number(to)
      if (!areTimes && !isRising) return null
    }
    return ` ${passage.tongue.to} `
  },
}

/** "9th", "1er", "3ª" */
export function ordinals({ ordinals: written }: Tongue, language: string): Rule[] {
  const { table } = lexiconOf(language)
  const forms = new Map<number, readonly string[]>()
  for (const [value, list] of Object.entries(table.ordinals)) forms.set(Number(value), list.split(' '))
  return written.map(([pattern, form]) => ({
    pattern: new RegExp(`${start}${pattern}(?![\\p{L}\\p{N}])`, 'giu'),
    say([, figures = '']) {
      const value = Number(figures)
      const exact = forms.get(value)
      if (exact !== undefined) return exact.at(Math.min(form, exact.length - 1)) ?? null
      const tens = table.numbers[value - (value % 10)]?.split(' ')[0]
      const unit = forms.get(value % 10)?.[0]
      return table.language === 'en' && value > 20 && value % 10 !== 0 && tens && unit ? `${tens} ${unit}` : null
    },
  }))
}

function phone(written: string, language: string, { plus }: Tongue): string {
  return phoneGroups(written.replace(/[^\d+]/gu, ''), language).replace(/^plus/u, plus)
}

function spaced(digits: string): string {
  return digits.split('').join(' ')
}

function pluralOf(number: string | undefined, [one, many, others]: readonly [string, string, string?]): string {
  if (number === '1') return one
  if (others === undefined) return many
  const value = Number(number)
  const last = value % 10
  return last >= 2 && last <= 4 && (value % 100 < 12 || value % 100 > 14) ? many : others
}

function isDayName(word: string, { tongue, language }: Passage): boolean {
  const plain = word.toLowerCase()
  if (lexiconOf(language).table.weekdays.some((names) => names.toLowerCase().split(' ').includes(plain))) return true
  return new RegExp(`^(?:${tongue.weekdays.join('|')})\\.?$`, 'iu').test(word)
}
