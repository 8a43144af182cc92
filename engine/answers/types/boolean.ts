import { is } from '../lexicon.ts'
import { nothing, type Grammar } from '../reading.ts'

/**
 * Yes or no. The last plain word wins ("yes, no, actually no"); "not really" and "that's not right" are no. Words that
 * only may mean yes ("fine", "okay") are an open answer, and none at all beside a plain no, or beside words that say
 * something else: "stop please" agrees to nothing. A yes beside such words is open: "yeah, can I speak to someone" may be
 * claimed by what else was asked for. "I don't know" takes back what was said before it; "no no, that's perfect" may mean
 * either, and is not guessed.
 */
export const boolean: Grammar = ({ tokens }) => {
  let value: boolean | undefined
  let from = 0
  let to = 0
  let weak = false
  let noes = 0
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]
    if (is(token, 'unsure')) {
      value = undefined
      continue
    }
    const isAgreed = is(token, 'assent') || is(token, 'yes')
    if (isAgreed && noes > 1 && !is(tokens[i - 1], 'not')) return nothing
    noes = is(token, 'no') ? noes + 1 : is(token, 'yes') ? 0 : noes
    if (is(token, 'not')) {
      if (/^know|sure$/.test(tokens[i + 1]?.text ?? '')) return nothing
      const start = i
      // "Yes but not today": neither, and not to be guessed.
      if (value === true && tokens[i - 1]?.text === 'but') return nothing
      while (is(tokens[i + 1], 'yes') || is(tokens[i + 1], 'assent')) i++
      ;[value, from, to, weak] = [false, start, i + 1, false]
    } else if (is(token, 'no')) [value, from, to, weak] = [false, i, i + 1, false]
    else if (is(token, 'yes')) [value, from, to, weak] = [true, i, i + 1, false]
    else if (is(token, 'assent') && value === undefined) [value, from, to, weak] = [true, i, i + 1, true]
  }
  if (value === undefined) return nothing
  const saysMore = !tokens.every((token) => agreeing.some((role) => is(token, role)))
  if (weak && saysMore) return nothing
  if (value && saysMore) weak = true
  return { state: weak ? 'open' : 'closed', value, alternatives: [], from, to, fit: weak ? 0.8 : 1 }
}

const agreeing = ['yes', 'assent', 'agreeing', 'filler', 'no', 'not', 'correction'] as const
