import type { Day } from '../calendar.ts'
import { counted, type SpokenForms } from './forms.ts'
import { en as table } from '../tables/en.ts'

/** English as in Britain: "Friday the 9th of October", "half past four in the afternoon". */
export const enGB: SpokenForms = {
  date: (day, weekday, withYear) => `${dayName(weekday)} ${britishDay(day, withYear)}`,
  monthDay: britishDay,
  time: (hour, minute) => {
    if (minute === 0 && hour === 12) return 'midday'
    if (minute === 0 && (hour === 0 || hour === 24)) return 'midnight'
    return `${clock(hour, minute)} ${partOfDay(hour)}`
  },
  at: (date, time) => `${date} at ${time}`,
  money: (whole, cents, currency) => money(whole, cents, currency),
  duration: ({ days, hours, minutes }) =>
    counted(
      [
        [days, 'day', 'days'],
        [hours, 'hour', 'hours'],
        [minutes, 'minute', 'minutes'],
      ],
      'and',
    ) || '0 minutes',
  number: (value) =>
    (Number.isInteger(value) ? String(value) : String(value).replace('.', ' point ')).replace('-', 'minus '),
  yes: 'yes',
  no: 'no',
  or: 'or',
  and: 'and',
  address: { at: 'at', dot: 'dot', dash: 'dash', underscore: 'underscore' },
  asIn: (letter, word) => `${letter} for ${word}`,
}

/** English as in the United States: "Friday, October 9th", "4:30 p.m." as words. */
export const enUS: SpokenForms = {
  ...enGB,
  date: (day, weekday, withYear) => `${dayName(weekday)}, ${americanDay(day, withYear)}`,
  monthDay: americanDay,
  time: (hour, minute) => {
    if (minute === 0 && hour === 12) return 'noon'
    if (minute === 0 && (hour === 0 || hour === 24)) return 'midnight'
    const half = hour < 12 ? 'a.m.' : 'p.m.'
    const minutes = minute === 0 ? '' : minute < 10 ? ` oh ${word(minute)}` : ` ${word(minute)}`
    return `${word(hour % 12 || 12)}${minutes} ${half}`
  },
  asIn: (letter, word) => `${letter} as in ${word}`,
}

function britishDay(day: Day, withYear: boolean): string {
  return `the ${nth(day.day)} of ${monthName(day.month)}${withYear ? ` ${day.year}` : ''}`
}

function americanDay(day: Day, withYear: boolean): string {
  return `${monthName(day.month)} ${nth(day.day)}${withYear ? `, ${day.year}` : ''}`
}

function clock(hour: number, minute: number): string {
  const named = word(hour % 12 || 12)
  const next = word((hour + 1) % 12 || 12)
  if (minute === 0) return named
  if (minute === 15) return `quarter past ${named}`
  if (minute === 30) return `half past ${named}`
  if (minute === 45) return `quarter to ${next}`
  if (minute % 5 === 0) return minute < 30 ? `${word(minute)} past ${named}` : `${word(60 - minute)} to ${next}`
  return `${named} ${minute < 10 ? `oh ${word(minute)}` : word(minute)}`
}

function partOfDay(hour: number): string {
  if (hour < 12) return 'in the morning'
  if (hour < 18) return 'in the afternoon'
  return hour < 22 ? 'in the evening' : 'at night'
}

function money(whole: number, cents: number, currency: string): string {
  const [one, many, cent, centsName] = names[currency] ?? [currency, currency, '', '']
  const main = `${whole} ${whole === 1 ? one : many}`
  if (cents === 0) return main
  const small = cent === '' ? String(cents) : `${cents} ${cents === 1 ? cent : centsName}`
  return whole === 0 ? small : `${main} and ${small}`
}

const names: Readonly<Record<string, readonly [string, string, string, string]>> = {
  GBP: ['pound', 'pounds', 'penny', 'pence'],
  USD: ['dollar', 'dollars', 'cent', 'cents'],
  EUR: ['euro', 'euros', 'cent', 'cents'],
  PLN: ['zloty', 'zlotys', 'grosz', 'groszy'],
}

function word(value: number): string {
  const { numbers } = table
  const exact = numbers[value]?.split(' ')[0]
  if (exact) return exact
  return `${numbers[value - (value % 10)]?.split(' ')[0] ?? ''} ${numbers[value % 10]?.split(' ')[0] ?? ''}`
}

function nth(day: number): string {
  const suffix = day % 100 >= 11 && day % 100 <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][day % 10] ?? 'th')
  return `${day}${suffix}`
}

function dayName(weekday: number): string {
  return capital(table.weekdays[weekday - 1]?.split(' ')[0] ?? '')
}

function monthName(month: number): string {
  return capital(table.months[month - 1]?.split(' ')[0] ?? '')
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
