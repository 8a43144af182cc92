import { formsOf } from '../../answers/spoken/forms-of.ts'
import type { Tongue } from '../tongue.ts'
import { after, before, end, start, type Passage, type Rule } from '../rule.ts'

/** "7pm", "7.30 p.m." */
export const twelveHours: Rule = {
  pattern: /(?<![\p{L}\p{N}_]|\d[.,:/])(\d{1,2})(?:[:.]([0-5]\d))? ?(?:([ap])\.m\.|([ap]) ?m(?![\p{L}\p{N}]))/giu,
  say([found, hours = '', minutes = '0', dotted, plain], passage) {
    const hour = Number(hours)
    if (!/^en/iu.test(passage.language) || hour < 1 || hour > 12) return null
    const isAfternoon = (dotted ?? plain)?.toLowerCase() === 'p'
    const said = formsOf(passage.language).time((hour % 12) + (isAfternoon ? 12 : 0), Number(minutes))
    // The stop of "p.m." may be the sentence's, too.
    const endsSentence = found.endsWith('.') && !said.endsWith('.') && /^(?:$|\s+\p{Lu})/u.test(after(passage))
    return endsSentence ? `${said}.` : said
  },
}

/** "19:30", "19.30 Uhr", "19h30" */
export function twentyFourHours(tongue: Tongue): Rule {
  const { afterTimes, articles } = tongue
  const article = articles.time === '' ? '' : `(?:(?<!\\p{L})${articles.time} )?`
  const behind = afterTimes === '' ? '' : `(?: ?(?:${afterTimes})(?!\\p{L}))?`
  return {
    pattern: new RegExp(`${article}${start}([01]?\\d|2[0-4]):([0-5]\\d)(?![\\p{N}:])${behind}`, 'giu'),
    say: ([, hours = '', minutes = ''], passage) => clock(hours, minutes, passage),
  }
}

/** "19.30 Uhr", "19h30", "um 9 h": with another sign than a colon. */
export function clockWithSign({ clockSigns, afterTimes }: Tongue): Rule | null {
  if (clockSigns === '') return null
  const pattern =
    clockSigns === '.'
      ? `${start}([01]?\\d|2[0-4])\\.([0-5]\\d) ?(?:${afterTimes})(?!\\p{L})`
      : `${start}([01]?\\d|2[0-4]) ?[${clockSigns}] ?([0-5]\\d)?(?![\\p{L}\\p{N}])`
  return {
    pattern: new RegExp(pattern, 'giu'),
    say: ([, hours = '', minutes = '0'], passage) => clock(hours, minutes, passage),
  }
}

/** "at 7.30", where the British write a stop. */
export const clockAfterAt: Rule = {
  pattern: new RegExp(`${start}(1?\\d|2[0-3])\\.([0-5]\\d)${end}`, 'gu'),
  say: ([, hours = '', minutes = ''], passage) =>
    /^en(?!-us)/iu.test(passage.language) && /(?<!\p{L})(?:at|from|until|till|before|after) $/iu.test(before(passage))
      ? clock(hours, minutes, passage)
      : null,
}

function clock(hours: string, minutes: string, { language, tongue }: Passage): string | null {
  if (!tongue.saysClock) return null
  const hour = Number(hours)
  const said = formsOf(language).time(hour, Number(minutes))
  // "7:30" does not say which half of the day is meant; "07:30" and "19:30" do.
  const isPlain = hour > 12 || hours.startsWith('0')
  return isPlain || tongue.partOfDay === null ? said : said.replace(tongue.partOfDay, '')
}
