import type { Day } from '../calendar.ts'
import { fr as table } from '../tables/fr.ts'
import { counted, type SpokenForms } from './forms.ts'
import { amountOf, decimal, monthOf, weekdayOf } from './words.ts'

/** French: "le vendredi 9 octobre", "16 heures 30". */
export const fr: SpokenForms = {
  date: (day, weekday, withYear) => `le ${weekdayOf(table, weekday)} ${monthDay(day, withYear)}`,
  monthDay,
  time: (hour, minute) => {
    if (minute === 0 && hour === 12) return 'midi'
    if (minute === 0 && hour % 24 === 0) return 'minuit'
    const named = hour === 1 ? 'une heure' : hour === 0 ? 'zéro heure' : `${hour} heures`
    return minute === 0 ? named : `${named} ${minute}`
  },
  at: (date, time) => `${date} à ${time}`,
  money: (whole, cents, currency) =>
    amountOf(whole, cents, names[currency] ?? [currency, currency, 'centime', 'centimes'], 'et'),
  duration: ({ days, hours, minutes }) =>
    counted(
      [
        [days, 'jour', 'jours'],
        [hours, 'heure', 'heures'],
        [minutes, 'minute', 'minutes'],
      ],
      'et',
    ) || '0 minute',
  number: (value) => decimal(value, 'virgule', 'moins'),
  yes: 'oui',
  no: 'non',
  or: 'ou',
  and: 'et',
  address: { at: 'arobase', dot: 'point', dash: 'tiret', underscore: 'tiret bas' },
  asIn: (letter, word) => `${letter} comme ${word}`,
}

function monthDay(day: Day, withYear: boolean): string {
  return `${day.day === 1 ? 'premier' : day.day} ${monthOf(table, day.month)}${withYear ? ` ${day.year}` : ''}`
}

const names: Readonly<Record<string, readonly [string, string, string, string]>> = {
  EUR: ['euro', 'euros', 'centime', 'centimes'],
  GBP: ['livre', 'livres', 'penny', 'pence'],
  USD: ['dollar', 'dollars', 'cent', 'cents'],
  PLN: ['zloty', 'zlotys', 'grosz', 'groszy'],
}
