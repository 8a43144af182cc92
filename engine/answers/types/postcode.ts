import { isSentence, readChars, type Char } from '../letters.ts'
import { readDigits } from '../digits.ts'
import { nothing, type Grammar, type Heard, type Reading } from '../reading.ts'
import type { AnswerContext } from '../answer.ts'
import type { Json } from '../../language/json.ts'
import { fitGb } from '../postcode-gb.ts'
import { regionOf } from './phone.ts'

/** A postcode as its country writes it: "W2 0AB", "87-906", "10115", "12345-6789". Of GB, US, PL, DE, FR and ES. */
export const postcode: Grammar = (heard, context) => {
  const region = regionOf(context.slot.region, context.language)
  return region === 'GB' ? british(heard, context) : digitsOnly(heard, context, region)
}

function british({ tokens, lexicon }: Heard, { earlier }: AnswerContext): Reading {
  const chars = readChars(tokens, lexicon)
  if (chars.length === 0) return nothing
  const found = fitGb(chars)
  const place = { from: chars[0]?.from ?? 0, to: chars.at(-1)?.to ?? 0, alternatives: [] as Json[] }
  const last = chars.at(-1)?.letter ?? ''
  const grows = found !== undefined && (found.fit < 0.93 || last === 'a' || last === 'e')
  if (found)
    return {
      ...place,
      state: grows ? 'open' : 'closed',
      value: found.value,
      fit: found.fit,
      alternatives: found.others,
    }
  const said = chars.map((char) => char.digit || char.letter).join('')
  if (typeof earlier === 'string' && earlier !== '') {
    const whole = fitGb([...charsOf(earlier), ...chars])
    if (whole) return { ...place, state: 'closed', value: whole.value, fit: whole.fit * 0.95 }
  }
  if (said.length >= 5 || isSentence(tokens, chars)) return nothing
  return { ...place, state: 'partial', value: null, part: said, fit: 0.3 }
}

function charsOf(text: string): Char[] {
  return text.split('').map((one) => ({
    letter: one === '0' ? 'o' : /\d/.test(one) ? '' : one,
    digit: /\d/.test(one) ? one : '',
    doubt: 0,
    from: 0,
    to: 0,
  }))
}

/** Countries whose postcodes are digits. */
function digitsOnly({ tokens, lexicon }: Heard, { earlier }: AnswerContext, region: string): Reading {
  const runs: { digits: string; groups: string[]; from: number; to: number }[] = []
  for (let i = 0; i < tokens.length;) {
    const run = readDigits(tokens, i, lexicon)
    if (run) runs.push({ ...run, groups: groupsOf(run.digits, run.seams) })
    i = run ? run.to : i + 1
  }
  const all = {
    digits: runs.map((run) => run.digits).join(''),
    groups: runs.flatMap((run) => run.groups),
    from: runs[0]?.from ?? 0,
    to: runs.at(-1)?.to ?? 0,
  }
  for (const run of [all, ...runs.toReversed()]) {
    const value =
      written(run.digits, region) ?? written(composed(run.groups), region) ?? written(saidTwice(run.digits), region)
    if (value)
      return {
        state: grows(run, region) ? 'open' : 'closed',
        value,
        alternatives: [],
        from: run.from,
        to: run.to,
        fit: written(run.digits, region) ? 1 : 0.85,
      }
  }
  if (all.digits === '') return nothing
  const whole = typeof earlier === 'string' ? written(earlier + all.digits, region) : undefined
  const place = { alternatives: [] as Json[], from: all.from, to: all.to }
  if (whole) return { ...place, state: 'closed', value: whole, fit: 0.9 }
  return all.digits.length < 5 ? { ...place, state: 'partial', value: null, part: all.digits, fit: 0.3 } : nothing
}

/** "59-730", then "1": a round end may go on; so may five American digits. */
function grows({ digits }: { readonly digits: string }, region: string): boolean {
  return digits.endsWith('0') || (region === 'US' && digits.length === 5)
}

/** Who repeats a code in one breath has said it once. */
function saidTwice(digits: string): string {
  const half = digits.length / 2
  return Number.isInteger(half) && digits.slice(0, half) === digits.slice(half) ? digits.slice(half) : ''
}

function written(digits: string, region: string): string | undefined {
  if (region === 'US' && /^\d{9}$/.test(digits)) return `${digits.slice(0, 5)}-${digits.slice(5)}`
  if (!/^\d{5}$/.test(digits)) return undefined
  switch (region) {
    case 'PL':
      return `${digits.slice(0, 2)}-${digits.slice(2)}`
    case 'FR':
      return /^(0[1-9]|[1-8]\d|9[0-8])/.test(digits) ? digits : undefined
    case 'ES':
      return /^(0[1-9]|[1-4]\d|5[0-2])/.test(digits) ? digits : undefined
    case 'DE':
      return digits.startsWith('00') ? undefined : digits
    default:
      return digits
  }
}

function groupsOf(digits: string, seams: readonly number[]): string[] {
  const cuts = [0, ...seams.filter((seam) => seam > 0 && seam < digits.length), digits.length]
  return cuts.slice(1).map((end, i) => digits.slice(cuts[i], end))
}

/** "700 54" is how recognisers write seven hundred and fifty four: a round number takes in the smaller one behind it. */
function composed(groups: readonly string[]): string {
  const merged: string[] = []
  for (const group of groups) {
    const before = merged.at(-1)
    const noughts = /0*$/.exec(before ?? '')?.[0].length ?? 0
    if (before !== undefined && noughts >= group.length && !group.startsWith('0') && before.length > group.length)
      merged[merged.length - 1] = before.slice(0, -group.length) + group
    else merged.push(group)
  }
  return merged.join('')
}
