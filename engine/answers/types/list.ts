import { is } from '../lexicon.ts'
import { optionsOf } from '../options.ts'
import { standing } from '../correction.ts'
import { nothing, type Grammar } from '../reading.ts'
import { choice, spokenOptions } from './choice.ts'

/**
 * Several answers in one breath: of the slot's options, each once and in the order said ("all" and "both" are all of
 * them); without options, what was said, cut at commas and "and".
 */
export const list: Grammar = (heard, context) => {
  const { tokens, lexicon } = heard
  const options = optionsOf(context.slot, lexicon)
  if (options.length === 0) return freeList(heard, context)
  const found = standing(spokenOptions(heard, options), tokens)
  const values = [...new Set(found.map((match) => match.value))]
  if (values.length > 0) {
    const state = values.length === options.length ? 'closed' : 'open'
    return { state, value: values, alternatives: [], from: found[0]?.from ?? 0, to: found.at(-1)?.to ?? 0, fit: 1 }
  }
  const at = tokens.findIndex((token) => is(token, 'all') || (options.length === 2 && is(token, 'both')))
  if (at >= 0)
    return {
      state: 'closed',
      value: options.map((option) => option.value),
      alternatives: [],
      from: at,
      to: at + 1,
      fit: 0.9,
    }
  const one = choice(heard, context)
  if (one.state === 'closed' && one.value === null) return { ...one, value: [], alternatives: [] }
  return one.value === null ? nothing : { ...one, state: 'open', value: [one.value] }
}

const freeList: Grammar = ({ tokens }) => {
  const items: string[][] = [[]]
  for (const [i, token] of tokens.entries()) {
    if (is(token, 'and') || (token.gap === 2 && i > 0)) items.push([])
    if (!is(token, 'and') && !(is(token, 'filler') && items.at(-1)?.length === 0)) items.at(-1)?.push(token.raw)
  }
  const value = items.map((words) => words.join(' ')).filter((item) => item !== '')
  return value.length === 0 ? nothing : { state: 'open', value, alternatives: [], from: 0, to: tokens.length, fit: 0.9 }
}
