import { expect, test } from 'vitest'
import { heard } from './asked.ts'

const at = (list: readonly string[], index: number): string => list[index] ?? ''

/** Numbers below a thousand as people say them. */
const words: Readonly<Record<string, (n: number) => string>> = {
  de: (n: number) => {
    const u = [
      'null',
      'eins',
      'zwei',
      'drei',
      'vier',
      'fünf',
      'sechs',
      'sieben',
      'acht',
      'neun',
      'zehn',
      'elf',
      'zwölf',
      'dreizehn',
      'vierzehn',
      'fünfzehn',
      'sechzehn',
      'siebzehn',
      'achtzehn',
      'neunzehn',
    ]
    const t = ['', '', 'zwanzig', 'dreißig', 'vierzig', 'fünfzig', 'sechzig', 'siebzig', 'achtzig', 'neunzig']
    const two = (m: number): string =>
      m < 20 ? at(u, m) : (m % 10 ? (m % 10 === 1 ? 'ein' : at(u, m % 10)) + 'und' : '') + at(t, Math.floor(m / 10))
    return n < 100 ? two(n) : (n < 200 ? 'ein' : at(u, Math.floor(n / 100))) + 'hundert' + (n % 100 ? two(n % 100) : '')
  },
  en: (n: number) => {
    const u = [
      'zero',
      'one',
      'two',
      'three',
      'four',
      'five',
      'six',
      'seven',
      'eight',
      'nine',
      'ten',
      'eleven',
      'twelve',
      'thirteen',
      'fourteen',
      'fifteen',
      'sixteen',
      'seventeen',
      'eighteen',
      'nineteen',
    ]
    const t = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety']
    const two = (m: number): string =>
      m < 20 ? at(u, m) : at(t, Math.floor(m / 10)) + (m % 10 ? ' ' + at(u, m % 10) : '')
    return n < 100 ? two(n) : at(u, Math.floor(n / 100)) + ' hundred' + (n % 100 ? ' and ' + two(n % 100) : '')
  },
  fr: (n: number) => {
    const u = [
      'zéro',
      'un',
      'deux',
      'trois',
      'quatre',
      'cinq',
      'six',
      'sept',
      'huit',
      'neuf',
      'dix',
      'onze',
      'douze',
      'treize',
      'quatorze',
      'quinze',
      'seize',
      'dix-sept',
      'dix-huit',
      'dix-neuf',
    ]
    const t = [
      '',
      '',
      'vingt',
      'trente',
      'quarante',
      'cinquante',
      'soixante',
      'soixante',
      'quatre-vingt',
      'quatre-vingt',
    ]
    const two = (m: number): string => {
      if (m < 20) return at(u, m)
      const d = Math.floor(m / 10)
      if (d === 7 || d === 9) return at(t, d) + (m === 71 ? ' et ' : '-') + at(u, m - (d - 1) * 10)
      if (m === 80) return 'quatre-vingts'
      return at(t, d) + (m % 10 === 0 ? '' : m % 10 === 1 && d !== 8 ? ' et un' : '-' + at(u, m % 10))
    }
    return n < 100
      ? two(n)
      : (n < 200 ? 'cent' : at(u, Math.floor(n / 100)) + ' cent') + (n % 100 ? ' ' + two(n % 100) : '')
  },
  es: (n: number) => {
    const u = [
      'cero',
      'uno',
      'dos',
      'tres',
      'cuatro',
      'cinco',
      'seis',
      'siete',
      'ocho',
      'nueve',
      'diez',
      'once',
      'doce',
      'trece',
      'catorce',
      'quince',
      'dieciséis',
      'diecisiete',
      'dieciocho',
      'diecinueve',
      'veinte',
      'veintiuno',
      'veintidós',
      'veintitrés',
      'veinticuatro',
      'veinticinco',
      'veintiséis',
      'veintisiete',
      'veintiocho',
      'veintinueve',
    ]
    const t = ['', '', '', 'treinta', 'cuarenta', 'cincuenta', 'sesenta', 'setenta', 'ochenta', 'noventa']
    const h = [
      '',
      'ciento',
      'doscientos',
      'trescientos',
      'cuatrocientos',
      'quinientos',
      'seiscientos',
      'setecientos',
      'ochocientos',
      'novecientos',
    ]
    const two = (m: number): string =>
      m < 30 ? at(u, m) : at(t, Math.floor(m / 10)) + (m % 10 ? ' y ' + at(u, m % 10) : '')
    return n < 100 ? two(n) : n === 100 ? 'cien' : at(h, Math.floor(n / 100)) + (n % 100 ? ' ' + two(n % 100) : '')
  },
  pl: (n: number) => {
    const u = [
      'zero',
      'jeden',
      'dwa',
      'trzy',
      'cztery',
      'pięć',
      'sześć',
      'siedem',
      'osiem',
      'dziewięć',
      'dziesięć',
      'jedenaście',
      'dwanaście',
      'trzynaście',
      'czternaście',
      'piętnaście',
      'szesnaście',
      'siedemnaście',
      'osiemnaście',
      'dziewiętnaście',
    ]
    const t = [
      '',
      '',
      'dwadzieścia',
      'trzydzieści',
      'czterdzieści',
      'pięćdziesiąt',
      'sześćdziesiąt',
      'siedemdziesiąt',
      'osiemdziesiąt',
      'dziewięćdziesiąt',
    ]
    const h = [
      '',
      'sto',
      'dwieście',
      'trzysta',
      'czterysta',
      'pięćset',
      'sześćset',
      'siedemset',
      'osiemset',
      'dziewięćset',
    ]
    const two = (m: number): string =>
      m < 20 ? at(u, m) : at(t, Math.floor(m / 10)) + (m % 10 ? ' ' + at(u, m % 10) : '')
    return n < 100 ? two(n) : at(h, Math.floor(n / 100)) + (n % 100 ? ' ' + two(n % 100) : '')
  },
}

const counted = { en: 'people', de: 'personen', fr: 'personnes', es: 'personas', pl: 'osób' }
const paid = { en: 'pounds', de: 'euro', fr: 'euros', es: 'euros', pl: 'złotych' }

test.each(['en', 'de', 'fr', 'es', 'pl'] as const)('%s: every number below a thousand is itself', (language) => {
  const wrong: string[] = []
  for (let n = 0; n < 1000; n++) {
    const said = words[language]?.(n) ?? ''
    for (const text of [said, `${said} ${counted[language]}`])
      if (heard('integer', text, { language }).value !== n) wrong.push(text)
    if (n === 0) continue
    const amount = heard('money', `${said} ${paid[language]}`, { language }).value as { amount?: number } | null
    if (amount?.amount !== n) wrong.push(`${said} ${paid[language]}`)
  }
  expect(wrong).toEqual([])
})

test.each([
  ['de', (hour: string, minute: string) => `${hour} uhr ${minute}`],
  ['fr', (hour: string, minute: string) => `${hour} heures ${minute}`],
] as const)('%s: every time of the day is itself', (language, say) => {
  const wrong: string[] = []
  for (let hour = 2; hour < 24; hour++)
    for (const minute of [1, 5, 9, 10, 15, 20, 30, 45, 59]) {
      const said = say(words[language]?.(hour) ?? '', words[language]?.(minute) ?? '')
      const value = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
      if (heard('time', said, { language }).value !== value) wrong.push(said)
    }
  expect(wrong).toEqual([])
})
