import { readAmount } from '../amounts.ts'
import { standing } from '../correction.ts'
import { currencyOf } from '../currency.ts'
import { is } from '../lexicon.ts'
import { readCount } from '../numbers.ts'
import { nothing, type Grammar, type Heard, type Match } from '../reading.ts'

interface Said {
  readonly amount: number
  readonly currency: string | undefined
  readonly grows: boolean
}

/**
 * An amount of money as `{ amount, currency }` (ISO 4217): "$41.50", "twelve pounds fifty", "50p", "zwölf Euro fünfzig".
 * Without a currency it is the slot's region's. A bare number counts only where no amount with a currency was said.
 */
export const money: Grammar = (heard, context) => {
  const { tokens } = heard
  const { slot } = context
  const found = standing(amounts(heard), tokens).filter(
    ({ value }) => value.amount >= (slot.min ?? 0) && value.amount <= (slot.max ?? Infinity),
  )
  const chosen = found.find((match) => match.value.currency !== undefined) ?? found[0]
  if (!chosen) return nothing
  if (chosen.value.currency === undefined && followedByCents(heard, chosen.to, chosen.value.amount))
    return { ...nothing, state: 'partial', from: chosen.from, to: tokens.length }
  const { amount, currency = currencyOf(slot, context.language), grows } = chosen.value
  const fit = chosen.value.currency === undefined ? 0.9 : 1
  return {
    state: grows ? 'open' : 'closed',
    value: { amount, currency },
    alternatives: [],
    from: chosen.from,
    to: chosen.to,
    fit,
  }
}

function amounts(heard: Heard): Match<Said>[] {
  const found: Match<Said>[] = []
  for (let i = 0; i < heard.tokens.length;) {
    const match = amountAt(heard, i)
    if (match) found.push(match)
    i = match ? match.to : i + 1
  }
  return found
}

function amountAt(heard: Heard, at: number): Match<Said> | undefined {
  const { tokens, lexicon } = heard
  const sign = signs[tokens[at]?.text ?? '']
  const from = at
  const first = sign ? at + 1 : at
  const isOne = is(tokens[first], 'a') && tokens[first + 1]?.lexeme.currency?.isCents === false
  const read = readAmount(tokens, first, lexicon) ?? (isOne ? { value: 1, to: first + 1, exact: false } : undefined)
  if (!read) return undefined
  let { value, to } = read
  const behind = signs[tokens[to]?.text ?? '']
  const named = tokens[to]?.lexeme.currency
  const done = (amount: number, currency: string | undefined, end: number, grows: boolean): Match<Said> => ({
    value: { amount: Math.round(amount * 100) / 100, currency, grows },
    from,
    to: end,
  })
  if (sign || behind)
    return done(value, sign ?? behind, behind ? to + 1 : to, sign !== undefined && to === tokens.length && !read.exact)
  if (!named) return done(value, undefined, to, true)
  if (named.isCents) return done(value / 100, whichCents(heard, named.code), to + 1, false)
  to++
  const joined = is(tokens[to], 'and') || tokens[to]?.text === 'con' ? to + 1 : to
  const half = is(tokens[joined], 'a') ? joined + 1 : joined
  if (joined > to && is(tokens[half], 'half')) return done(value + 0.5, named.code, half + 1, false)
  const cents = readCount(tokens, joined, lexicon)
  if (cents && !cents.ordinal && cents.value < 100 && Number.isInteger(value)) {
    const unit = tokens[cents.end]?.lexeme.currency
    const isLast = cents.end === tokens.length || tokens[cents.end]?.gap === 2
    if (unit?.isCents) return done(value + cents.value / 100, named.code, cents.end + 1, false)
    if (
      (joined === to || tokens[to]?.text === 'con') &&
      cents.value >= 10 &&
      (isLast || is(tokens[cents.end], 'filler') || is(tokens[cents.end], 'correction'))
    ) {
      value += cents.value / 100
      return done(value, named.code, cents.end, true)
    }
  }
  return done(value, named.code, to, to === tokens.length)
}

/** "three fifty" may be 3.50 or 350: it is asked again. */
function followedByCents({ tokens, lexicon }: Heard, at: number, value: number): boolean {
  const next = readCount(tokens, at, lexicon)
  return next !== undefined && value < 100 && next.value >= 10 && next.value < 100 && next.end === tokens.length
}

/** "50 cents" are of the currency named elsewhere, else of the first in the table that has them. */
function whichCents({ tokens }: Heard, code: string): string {
  return tokens.find((token) => token.lexeme.currency?.isCents === false)?.lexeme.currency?.code ?? code
}

const signs: Readonly<Record<string, string>> = { $: 'USD', '£': 'GBP', '€': 'EUR' }
