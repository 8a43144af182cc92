import type { Day } from '../calendar.ts'
import { pl as table } from '../tables/pl.ts'
import { join, type SpokenForms } from './forms.ts'
import { decimal, monthOf, weekdayOf } from './words.ts'

/** Polish: "piątek, 9 października", "16:30", which Polish voices read as a clock time. */
export const pl: SpokenForms = {
  date: (day, weekday, withYear) => `${weekdayOf(table, weekday)}, ${monthDay(day, withYear)}`,
  monthDay,
  time: (hour, minute) => {
    if (minute === 0 && hour === 12) return 'południe'
    if (minute === 0 && hour % 24 === 0) return 'północ'
    return `godzina ${hour}:${minute < 10 ? '0' : ''}${minute}`
  },
  at: (date, time) => `${date}, ${time}`,
  money: (whole, cents, currency) => {
    const names = moneys[currency] ?? [currency, currency, currency, 'cent', 'centy', 'centów']
    const main = `${whole} ${plural(whole, names[0], names[1], names[2])}`
    const small = `${cents} ${plural(cents, names[3], names[4], names[5])}`
    return cents === 0 ? main : whole === 0 ? small : `${main} i ${small}`
  },
  duration: ({ days, hours, minutes }) => {
    const parts = [
      days > 0 ? `${days} ${plural(days, 'dzień', 'dni', 'dni')}` : '',
      hours > 0 ? `${hours} ${plural(hours, 'godzina', 'godziny', 'godzin')}` : '',
      minutes > 0 ? `${minutes} ${plural(minutes, 'minuta', 'minuty', 'minut')}` : '',
    ]
    return join(parts.filter(Boolean), 'i') || '0 minut'
  },
  number: (value) => decimal(value, 'przecinek', 'minus'),
  yes: 'tak',
  no: 'nie',
  or: 'lub',
  and: 'i',
  address: { at: 'małpa', dot: 'kropka', dash: 'myślnik', underscore: 'podkreślenie' },
  asIn: (letter, word) => `${letter} jak ${word}`,
}

/** "1 minuta", "2 minuty", "5 minut", "12 minut", "22 minuty". */
function plural(count: number, one: string, few: string, many: string): string {
  if (count === 1) return one
  const last = count % 10
  return last >= 2 && last <= 4 && (count % 100 < 12 || count % 100 > 14) ? few : many
}

function monthDay(day: Day, withYear: boolean): string {
  return `${day.day} ${monthOf(table, day.month)}${withYear ? ` ${day.year} roku` : ''}`
}

const moneys: Readonly<Record<string, readonly [string, string, string, string, string, string]>> = {
  PLN: ['złoty', 'złote', 'złotych', 'grosz', 'grosze', 'groszy'],
  EUR: ['euro', 'euro', 'euro', 'cent', 'centy', 'centów'],
  GBP: ['funt', 'funty', 'funtów', 'pens', 'pensy', 'pensów'],
  USD: ['dolar', 'dolary', 'dolarów', 'cent', 'centy', 'centów'],
}
