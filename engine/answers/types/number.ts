import { readAmount, type Amount } from '../amounts.ts'
import { standing } from '../correction.ts'
import { nothing, type Grammar, type Match } from '../reading.ts'
import { inBounds } from './integer.ts'

/** A number that may have a fraction: "two point five", "three and a half", "minus four". */
export const number: Grammar = ({ tokens, lexicon }, { slot }) => {
  const found: Match<Amount>[] = []
  for (let i = 0; i < tokens.length;) {
    const amount = readAmount(tokens, i, lexicon)
    if (amount) found.push({ value: amount, from: amount.from, to: amount.to })
    i = amount ? amount.to : i + 1
  }
  const fitting = standing(found, tokens).filter((match) => inBounds(match.value.value, slot))
  const chosen = fitting[0]
  if (!chosen) return nothing
  const { value, exact } = chosen.value
  const others = fitting.map((match) => match.value.value).filter((other) => other !== value)
  const state = exact || chosen.to < tokens.length ? 'closed' : 'open'
  return { state, value, alternatives: [...new Set(others)], from: chosen.from, to: chosen.to, fit: 1 }
}
