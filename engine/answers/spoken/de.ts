import type { Day } from '../calendar.ts'
import { de as table } from '../tables/de.ts'
import { counted, type SpokenForms } from './forms.ts'
import { amountOf, decimal, monthOf, weekdayOf } from './words.ts'

/** German: "Freitag, der 9. Oktober", "16 Uhr 30". */
export const de: SpokenForms = {
  date: (day, weekday, withYear) => `${weekdayOf(table, weekday)}, der ${monthDay(day, withYear)}`,
  monthDay,
  time: (hour, minute) => {
    const said = hour === 1 ? 'ein' : String(hour)
    return minute === 0 ? `${said} Uhr` : `${said} Uhr ${minute}`
  },
  at: (date, time) => `${date}, um ${time}`,
  money: (whole, cents, currency) =>
    amountOf(whole, cents, names[currency] ?? [currency, currency, 'Cent', 'Cent'], 'und'),
  duration: ({ days, hours, minutes }) =>
    counted(
      [
        [days, 'Tag', 'Tage'],
        [hours, 'Stunde', 'Stunden'],
        [minutes, 'Minute', 'Minuten'],
      ],
      'und',
    ) || '0 Minuten',
  number: (value) => decimal(value, 'Komma', 'minus'),
  yes: 'ja',
  no: 'nein',
  or: 'oder',
  and: 'und',
  address: { at: 'ät', dot: 'Punkt', dash: 'Bindestrich', underscore: 'Unterstrich' },
  asIn: (letter, word) => `${letter} wie ${word}`,
}

function monthDay(day: Day, withYear: boolean): string {
  return `${day.day}. ${monthOf(table, day.month)}${withYear ? ` ${day.year}` : ''}`
}

const names: Readonly<Record<string, readonly [string, string, string, string]>> = {
  EUR: ['Euro', 'Euro', 'Cent', 'Cent'],
  GBP: ['Pfund', 'Pfund', 'Penny', 'Pence'],
  USD: ['Dollar', 'Dollar', 'Cent', 'Cent'],
  PLN: ['Zloty', 'Zloty', 'Grosz', 'Groszy'],
}
