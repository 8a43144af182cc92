import { is } from '../lexicon.ts'
import { nothing, type Grammar } from '../reading.ts'

/** Whatever was said, without the noises at its ends. Open: more may always come. */
export const text: Grammar = ({ text, tokens }) => {
  const said = tokens.filter((token) => !is(token, 'filler'))
  if (
    tokens.length === 0 ||
    (said.length === 0 && tokens.every((token) => /^(u[hm]+|e[rh]m?|h?mm*)$/.test(token.text)))
  )
    return nothing
  return { state: 'open', value: text.trim(), alternatives: [], from: 0, to: tokens.length, fit: 1 }
}
