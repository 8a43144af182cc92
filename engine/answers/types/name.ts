import { is } from '../lexicon.ts'
import { nothing, type Grammar } from '../reading.ts'

/** A person's name as said: "it's Katie Marshall" is "Katie Marshall". Spelled letters are put together. */
export const name: Grammar = ({ tokens, lexicon }) => {
  let from = 0
  while (from < tokens.length && isLead(tokens[from])) from++
  let to = tokens.length
  while (to > from && (is(tokens[to - 1], 'filler') || tokens[to - 1]?.digits)) to--
  const words = tokens.slice(from, to).filter((token) => !token.digits)
  if (words.length === 0) return nothing
  void lexicon
  const value = words.map((token) => capital(token.raw)).join(' ')
  return { state: 'open', value, alternatives: [], from, to, fit: 1 }
}

function isLead(
  token: { readonly lexeme: { readonly roles: readonly string[] }; readonly text: string } | undefined,
): boolean {
  return (
    token !== undefined &&
    (token.lexeme.roles.includes('filler') ||
      /^(my|name|name's|names|is|it's|i'm|im|called|surname|this|speaking)$/.test(token.text))
  )
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}
