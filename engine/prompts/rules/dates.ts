import { isDay } from '../../answers/calendar.ts'
import { lexiconOf } from '../../answers/lexicon.ts'
import { formsOf } from '../../answers/spoken/forms-of.ts'
import type { Tongue } from '../tongue.ts'
import { before, end, start, type Passage, type Rule } from '../rule.ts'

/** "2026-10-09" */
export function isoDate(tongue: Tongue): Rule {
  return {
    pattern: new RegExp(`${article(tongue)}(?<![\\p{L}\\p{N}-])(\\d{4})-(\\d{2})-(\\d{2})(?![\\p{N}-])`, 'giu'),
    say: ([, year = '', month = '', day = ''], passage) => dayText(year, month, day, passage),
  }
}

/** "9/10/2026", "9.10.2026" */
export function dateWithYear(tongue: Tongue): Rule {
  return {
    pattern: new RegExp(`${article(tongue)}${start}(\\d{1,2})([/.-])(\\d{1,2})\\2(\\d{4}|\\d{2})${end}`, 'giu'),
    say([, first = '', , second = '', year = ''], passage) {
      const full = year.length === 4 ? year : Number(year) < 70 ? `20${year}` : `19${year}`
      const [day, month] = monthFirst(passage.language) ? [second, first] : [first, second]
      return dayText(full, month, day, passage)
    },
  }
}

/** "on 9/10", "am 9.10." */
export function dateWithoutYear(tongue: Tongue): Rule {
  return {
    pattern: new RegExp(`${article(tongue)}${start}(\\d{1,2})([/.])(\\d{1,2})(?:(\\.)(?!\\d)|${end})`, 'giu'),
    say([found, first = '', sign, second = '', stop = ''], passage) {
      if (stop !== '' && sign === '/') return null
      const words = tongue.beforeDates
      const isAnnounced = new RegExp(`(?<!\\p{L})(?:${words}) $`, 'iu').test(before(passage)) || isWeekday(passage)
      const isGerman = sign === '.' && stop === '.' && tongue.decimalSign === ','
      if (!isGerman && (!isAnnounced || (sign === '.' && tongue.decimalSign === '.')) && !/^the /iu.test(found))
        return null
      const [day, month] = monthFirst(passage.language) ? [second, first] : [first, second]
      return dayText('', month, day, passage)
    },
  }
}

/** "9 Oct", "Oct. 9" */
export function shortMonth(language: string): Rule | null {
  const months = lexiconOf(language).table.months.flatMap((names, i) =>
    names
      .split(' ')
      .slice(1)
      .filter((name) => name.length <= 4)
      .map((name): [string, number] => [name.toLowerCase(), i]),
  )
  if (months.length === 0 || !/^(?:en|de)/iu.test(language)) return null
  const table = lexiconOf(language).table.months
  const names = months.map(([name]) => name).join('|')
  return {
    pattern: new RegExp(
      `(?<=\\d(?:st|nd|rd|th)?\\.? )(${names})(?!\\p{L})\\.?|(?<!\\p{L})(${names})(?!\\p{L})\\.?(?= \\d)`,
      'giu',
    ),
    say([, behind, ahead]) {
      const month = new Map(months).get((behind ?? ahead ?? '').toLowerCase())
      const name = month === undefined ? undefined : table[month]?.split(' ')[0]
      return name === undefined ? null : name.charAt(0).toUpperCase() + name.slice(1)
    },
  }
}

/** "Mon–Fri", "Sat 9" */
export function shortWeekday({ weekdays }: Tongue, language: string): Rule {
  const names = lexiconOf(language).table.weekdays.map((list) => list.split(' ')[0] ?? '')
  return {
    pattern: new RegExp(
      `(?<!\\p{L})(?:${weekdays.map((day) => `(${day})`).join('|')})(?!\\p{L})(?:\\.?(?= ?[–—-] ?(?:${weekdays.join('|')})(?!\\p{L}))|(?<=[–—-] ?[\\p{L}.]{2,6})|\\.?,?(?= \\d{1,2}[ :.,-]))`,
      'giu',
    ),
    say(match) {
      const day = weekdays.findIndex((_, i) => match[i + 1] !== undefined)
      const name = names[day]
      return name === undefined ? null : language.startsWith('en') || language.startsWith('de') ? capital(name) : name
    },
  }
}

function article({ articles }: Tongue): string {
  return articles.date === '' ? '' : `(?:(?<!\\p{L})${articles.date} )?`
}

function dayText(year: string, month: string, day: string, { language }: Passage): string | null {
  const date = { year: year === '' ? 2024 : Number(year), month: Number(month), day: Number(day) }
  return isDay(date) ? formsOf(language).monthDay(date, year !== '') : null
}

function monthFirst(language: string): boolean {
  return /^en-us/iu.test(language)
}

function isWeekday(passage: Passage): boolean {
  const last = /(\p{L}{3,12}),? $/u.exec(before(passage))?.[1]?.toLowerCase()
  if (last === undefined) return false
  return lexiconOf(passage.language).table.weekdays.some((names) => names.toLowerCase().split(' ').includes(last))
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
