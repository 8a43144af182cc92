import { speak } from '../../answers/speak.ts'
import { formsOf } from '../../answers/spoken/forms-of.ts'
import type { Rule } from '../rule.ts'

const domain = String.raw`(?:[a-z0-9-]{1,63}\.){1,4}(?:com|org|net|info|biz|eu|uk|ie|us|de|at|ch|es|fr|be|pl|io|dev|app|gov|edu)`

/** "anna@example.com" */
export const email: Rule = {
  pattern: /(?<![\w.+-])[\w.+-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,12}(?![\w-])/giu,
  say: ([found], { language }) => tidy(speak('email', found, [], { language, timezone: 'UTC', nowMs: 0 })),
}

/** "https://www.example.com/help", "example.com". The scheme is not said. */
export const url: Rule = {
  pattern: new RegExp(
    String.raw`(?<![\w@.-])(?:https?:\/\/(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,12}|(?:www\.)?${domain})(?![\w@-]|\.\w)(?:\/[\w./~%-]{0,80})?`,
    'giu',
  ),
  say([found], { language, tongue }) {
    const { dot, dash, underscore } = formsOf(language).address
    const signs: Readonly<Record<string, string>> = { '.': dot, '-': dash, _: underscore, '/': tongue.slash }
    const [, address = '', stop = ''] = /^(?:https?:\/\/)?(.{0,300}?)\/?([.,]?)$/iu.exec(found) ?? []
    const said = address.replace(/^www(?=\.)/iu, 'w w w').replace(/[./_-]/gu, (sign) => ` ${signs[sign] ?? ' '} `)
    return tidy(said) + stop
  },
}

function tidy(text: string): string {
  return text.replace(/ {2,}/gu, ' ').trim()
}
