import { formsOf } from '../../answers/spoken/forms-of.ts'
import { lexiconOf } from '../../answers/lexicon.ts'
import type { Tongue } from '../tongue.ts'
import { before, type Rule } from '../rule.ts'

/** "Dr.", "z. B.", "No. 5" */
export function shortForms({ short }: Tongue): Rule[] {
  return short.map(([pattern, said]) => {
    // Some stand at the end of a longer word: "Hauptstr.".
    const ahead = pattern.startsWith('(?<=') ? '' : String.raw`(?<![\p{L}\p{N}_.])`
    const behind = said.endsWith(' ') ? '' : String.raw`(?![\p{L}\p{N}_])`
    return { pattern: new RegExp(`${ahead}(?:${pattern})${behind}`, 'gu'), say: () => said }
  })
}

/** "&", "and/or", "he/she" */
export const signs: Rule = {
  pattern: /(?<=\s)&(?=\s)|(?<=\p{L})\/(?=\p{L})/gu,
  say([sign], passage) {
    const { and, or } = formsOf(passage.language)
    if (sign === '&') return and
    return new RegExp(`(?<!\\p{L})${and}$`, 'iu').test(before(passage)) ? ' ' : ` ${or} `
  },
}

/** "#5" */
export const hash: Rule = {
  pattern: /(?<![\p{L}\p{N}_&#])#(?=\d)/gu,
  say: (_, { language }) => (/^en/iu.test(language) ? 'number ' : null),
}

const values: Readonly<Record<string, number>> = { I: 1, V: 5, X: 10 }

/** "Chapter IV", "Henry VIII": only where the word before it makes it plain. */
export function roman({ numbered, regnal }: Tongue, language: string): Rule {
  const { table } = lexiconOf(language)
  const isNumbered = new RegExp(`(?<!\\p{L})(?:${numbered}) $`, 'iu')
  const isRegnal = regnal.names === '' ? null : new RegExp(`(?<!\\p{L})(?:${regnal.names}) $`, 'u')
  return {
    pattern: /(?<![\p{L}\p{N}'’])(?:X{0,3}(?:IX|IV|V?I{1,3}|V)|X{1,3})(?![\p{L}\p{N}'’.])/gu,
    say([numeral], passage) {
      const value = valueOf(numeral)
      const ahead = before(passage)
      if (isNumbered.test(ahead)) return numeral.length === 1 && numeral === 'I' ? '1' : String(value)
      if (isRegnal?.test(ahead) !== true || (numeral.length < 2 && numeral !== 'V' && numeral !== 'X')) return null
      const ordinal = table.ordinals[value]?.split(' ')[0]
      return ordinal === undefined ? String(value) : regnal.before + ordinal
    },
  }
}

function valueOf(numeral: string): number {
  const digits = numeral.split('').map((letter) => values[letter] ?? 0)
  return digits.reduce((sum, value, i) => sum + (value < (digits[i + 1] ?? 0) ? -value : value), 0)
}
