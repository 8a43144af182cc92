import { standing } from '../correction.ts'
import { is } from '../lexicon.ts'
import { readCount } from '../numbers.ts'
import { nothing, type Grammar, type Heard, type Match } from '../reading.ts'
import { nounGroup } from '../nouns.ts'
import type { Slot } from '../../language/flow.ts'

interface Counted extends Match<number> {
  readonly noun: number
  readonly loose: boolean
}

/**
 * A whole number: "four", "a couple", "twenty-three", "for 4 please". Where several were said, the one counted in the
 * slot's own noun ("three kids" for `kids`), else the first; bounds rule out what cannot be meant.
 */
export const integer: Grammar = (heard, context) => {
  const { slot } = context
  const all = counts(heard)
  const stand = standing(all, heard.tokens) as readonly Counted[]
  const wanted = nounGroup(slot, heard.lexicon)
  const fitting = stand.filter((match) => inBounds(match.value, slot))
  const named = wanted < 0 ? undefined : fitting.find((match) => match.noun === wanted)
  const bare = fitting.find((match) => match.noun < 0 && !match.loose)
  const chosen = named ?? bare ?? (wanted < 0 ? fitting[0] : fitting.find((match) => match.noun < 0))
  if (!chosen) return nothing
  const others = fitting.filter((match) => match !== chosen && match.value !== chosen.value).map((match) => match.value)
  return {
    state: isClosed(chosen, heard, slot) ? 'closed' : 'open',
    value: chosen.value,
    alternatives: [...new Set(others)],
    from: chosen.from,
    to: chosen.to,
    fit: chosen.loose ? 0.7 : 1,
  }
}

function counts({ tokens, lexicon }: Heard): Counted[] {
  const found: Counted[] = []
  for (let i = 0; i < tokens.length;) {
    const count = readCount(tokens, i, lexicon)
    if (!count || (count.ordinal && count.digits === '')) {
      const loose = looseCount(tokens[i], tokens.length)
      if (loose >= 0) found.push({ value: loose, from: i, to: i + 1, noun: -1, loose: true })
      i = count ? count.end : i + 1
      continue
    }
    const minus = is(tokens[i - 1], 'minus') ? -1 : 1
    let noun = -1
    for (let n = count.end; n < count.end + 3 && noun < 0; n++) noun = tokens[n]?.lexeme.noun ?? -1
    if (!count.ordinal) found.push({ value: minus * count.value, from: i, to: count.end, noun, loose: false })
    i = count.end
  }
  return found
}

/** "to", "for" alone are what recognisers make of "two" and "four". */
function looseCount(token: Heard['tokens'][number] | undefined, length: number): number {
  return token && length === 1 ? token.lexeme.homophone : -1
}

export function inBounds(value: number, slot: Slot): boolean {
  return value >= (slot.min ?? -Infinity) && value <= (slot.max ?? Infinity)
}

function isClosed(chosen: Counted, heard: Heard, slot: Slot): boolean {
  if (chosen.noun >= 0 || chosen.to < heard.tokens.length) return true
  const { value } = chosen
  if (
    slot.max !== undefined &&
    value * 10 > slot.max &&
    !(value >= 20 && value < 100 && value % 10 === 0 && value < slot.max)
  )
    return true
  return false
}
