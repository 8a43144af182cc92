import type { Day } from '../calendar.ts'
import { es as table } from '../tables/es.ts'
import { counted, type SpokenForms } from './forms.ts'
import { amountOf, decimal, firstOf, monthOf, weekdayOf } from './words.ts'

/** Spanish: "el viernes 9 de octubre", "las cuatro y media de la tarde". */
export const es: SpokenForms = {
  date: (day, weekday, withYear) => `el ${weekdayOf(table, weekday)} ${monthDay(day, withYear)}`,
  monthDay,
  time: (hour, minute) => {
    if (minute === 0 && hour === 12) return 'mediodía'
    if (minute === 0 && hour % 24 === 0) return 'medianoche'
    const back = minute > 30
    const named = (back ? hour + 1 : hour) % 12 || 12
    const article = named === 1 ? 'la una' : `las ${firstOf(table.numbers[named])}`
    return `${article}${minutes(minute)} ${partOfDay(hour)}`
  },
  at: (date, time) => `${date} a ${time}`,
  money: (whole, cents, currency) =>
    amountOf(whole, cents, names[currency] ?? [currency, currency, 'céntimo', 'céntimos'], 'con'),
  duration: ({ days, hours, minutes }) =>
    counted(
      [
        [days, 'día', 'días'],
        [hours, 'hora', 'horas'],
        [minutes, 'minuto', 'minutos'],
      ],
      'y',
    ) || '0 minutos',
  number: (value) => decimal(value, 'coma', 'menos'),
  yes: 'sí',
  no: 'no',
  or: 'o',
  and: 'y',
  address: { at: 'arroba', dot: 'punto', dash: 'guion', underscore: 'guion bajo' },
  asIn: (letter, word) => `${letter} de ${word}`,
}

function minutes(minute: number): string {
  if (minute === 0) return ''
  if (minute === 15) return ' y cuarto'
  if (minute === 30) return ' y media'
  if (minute === 45) return ' menos cuarto'
  return minute < 30 ? ` y ${minute}` : ` menos ${60 - minute}`
}

function partOfDay(hour: number): string {
  if (hour < 6) return 'de la madrugada'
  if (hour < 12) return 'de la mañana'
  return hour < 21 ? 'de la tarde' : 'de la noche'
}

function monthDay(day: Day, withYear: boolean): string {
  return `${day.day} de ${monthOf(table, day.month)}${withYear ? ` de ${day.year}` : ''}`
}

const names: Readonly<Record<string, readonly [string, string, string, string]>> = {
  EUR: ['euro', 'euros', 'céntimo', 'céntimos'],
  GBP: ['libra', 'libras', 'penique', 'peniques'],
  USD: ['dólar', 'dólares', 'centavo', 'centavos'],
  PLN: ['zloty', 'zlotys', 'grosz', 'groszy'],
}
