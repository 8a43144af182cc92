import { formsOf } from '../../answers/spoken/forms-of.ts'
import type { Tongue } from '../tongue.ts'
import { end, start, type Rule } from '../rule.ts'

const signs: Readonly<Record<string, string>> = { '£': 'GBP', $: 'USD', '€': 'EUR', zł: 'PLN' }
const sign = String.raw`[£$€]|zł|GBP|USD|EUR|PLN`
const amount = String.raw`\d{1,3}(?:[., \u00a0\u202f]\d{3}){1,3}(?:[.,]\d{1,2})?|\d{1,9}(?:[.,]\d{1,2})?`
/** From here on the figures are written in groups, which no voice reads as a telephone number. */
const leastGrouped = 1_000_000

/** "£12.50", "EUR 12,50" */
export const moneyAfterSign: Rule = {
  pattern: new RegExp(
    String.raw`(?<![\p{L}\p{N}])(${sign}) ?(${amount})(?: ?(million|billion|m|bn|k)(?!\p{L}))?(?!\d)`,
    'gu',
  ),
  say([, currency = '', figures = '', times], { language, tongue }) {
    if (times !== undefined) return large(currency, figures, times, language)
    return spokenMoney(currency, figures, language, tongue)
  },
}

/** "12,50 €", "5 zł" */
export const moneyBeforeSign: Rule = {
  pattern: new RegExp(String.raw`${start}(${amount})[ \u00a0]?(${sign})(?![\p{L}\p{N}])`, 'gu'),
  say: ([, figures = '', currency = ''], { language, tongue }) => spokenMoney(currency, figures, language, tongue),
}

/** "50p" */
export const pence: Rule = {
  pattern: new RegExp(String.raw`${start}(\d{1,2})p${end}`, 'gu'),
  say: ([, figures = ''], { language }) =>
    /^en(?!-us)/iu.test(language) ? formsOf(language).money(0, Number(figures), 'GBP') : null,
}

function spokenMoney(currency: string, figures: string, language: string, tongue: Tongue): string | null {
  const value = valueOf(figures, tongue)
  if (value === null) return null
  const all = Math.round(value * 100)
  const whole = Math.floor(all / 100)
  const said = formsOf(language).money(whole, all % 100, signs[currency] ?? currency)
  return whole < leastGrouped ? said : said.replace(String(whole), grouped(whole, tongue))
}

/** "£2m": two million pounds. */
function large(currency: string, figures: string, times: string, language: string): string | null {
  if (!/^en/iu.test(language)) return null
  const name = formsOf(language)
    .money(2, 0, signs[currency] ?? currency)
    .replace(/^2 /u, '')
  return `${figures} ${times === 'k' ? 'thousand' : times.startsWith('m') ? 'million' : 'billion'} ${name}`
}

function grouped(whole: number, { decimalSign }: Tongue): string {
  return String(whole).replace(/\B(?=(?:\d{3})+$)/gu, decimalSign === '.' ? ',' : '.')
}

/** The last sign is the point, unless three figures follow it. */
function valueOf(figures: string, { decimalSign }: Tongue): number | null {
  const tight = figures.replace(/[ \u00a0\u202f]/gu, '')
  const [, whole = tight, cents] = /^(.*)[.,](\d{1,2})$/u.exec(tight) ?? []
  const value = Number(`${whole.replace(/[.,]/gu, '')}.${cents ?? 0}`)
  if (!Number.isFinite(value)) return null
  // "1.5 €" in German writing is unheard of, but no other reading is.
  return cents?.length === 1 && decimalSign === '.' && tight.includes(',') ? null : value
}
