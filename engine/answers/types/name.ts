import { is } from '../lexicon.ts'
import { readChars } from '../letters.ts'
import { nothing, type Grammar, type Heard } from '../reading.ts'
import type { Token } from '../tokens.ts'

/**
 * A person's name as said: "it's Katie Marshall" is "Katie Marshall". A name that was spelled is put together from its
 * letters; one word alone may be half a name and fits less.
 */
export const name: Grammar = (heard) => {
  const { tokens, lexicon } = heard
  if (isSpelling(heard)) {
    const letters = readChars(spelling(tokens), lexicon).map((char) => char.letter)
    const value = capital(letters.join(''))
    return { state: 'open', value, alternatives: [], from: 0, to: tokens.length, fit: 0.7 }
  }
  const words = putRight(nameWords(heard))
  const [first] = words
  if (words.some(({ text }) => nobody.test(text))) return nothing
  if (!first) return nothing
  const from = tokens.indexOf(first)
  const value = words.map((token) => capital(token.raw)).join(' ')
  return { state: 'open', value, alternatives: [], from, to: from + words.length, fit: words.length > 1 ? 1 : 0.8 }
}

/** "John, no, James Smith": the later one. */
function putRight(words: Token[]): Token[] {
  const at = words.findLastIndex(({ text }) => /^(no|sorry|nein|perdon|perdona|pardon|non|przepraszam)$/.test(text))
  return at < 0 ? words : words.slice(at + 1)
}

/** Words of questions and excuses: nobody is called so. */
const nobody =
  /^(what|who|why|how|where|which|you|rather|repeat|not|don't|booking|que|quien|quiero|decirlo|repetir|dice|was|wer|wie|nicht|warum|wiederholen|quoi|comment|pourquoi|pas|repeter|kto|dlaczego|nie|powtorzyc|slucham)$/

/** "Jones, J O N E S": the letters, without the word that they spell. */
function spelling(tokens: readonly Token[]): readonly Token[] {
  const first = tokens.findIndex(isLetter)
  const rest = tokens.slice(Math.max(first, 0))
  const isSaidBefore = first > 0 && tokens[first - 1]?.text === rest.map(({ text }) => text).join('')
  return isSaidBefore ? rest : tokens
}

function isLetter({ text }: Token): boolean {
  return /^[a-z]$/.test(text)
}

/** Whether letters were said rather than words: most of it is single letters or what stands for them. */
export function isSpelling({ tokens }: Heard): boolean {
  let letters = 0
  for (const { text, lexeme } of tokens) if (/^[a-z]$/.test(text) || lexeme.code !== '') letters++
  return letters >= 3 && letters * 2 >= tokens.length
}

/** The words that may be of a name: without "my name is", fillers and digits. */
export function nameWords({ tokens }: Heard): Token[] {
  let from = afterIntroduction(tokens)
  while (from < tokens.length && isLead(tokens[from])) from++
  let to = endOfName(tokens, from)
  while (
    to > from &&
    (is(tokens[to - 1], 'filler') || tokens[to - 1]?.digits || closes.test(tokens[to - 1]?.text ?? ''))
  )
    to--
  return tokens.slice(from, to).filter((token) => !token.digits && /\p{L}/u.test(token.raw))
}

/** Behind "my name is", wherever that stands; 0 where nobody introduces themselves. */
function afterIntroduction(tokens: readonly Token[]): number {
  const at = tokens.findLastIndex((token, i) => introduces.test(token.text) && i < tokens.length - 1)
  return at < 0 || tokens.slice(at + 1).every((token) => isLead(token)) ? 0 : at + 1
}

/** "Olivia Brown speaking", "Müller mein Name", "Anna Nowak przy telefonie": nobody's name ends so. */
const closes = /^(speaking|here|mein|name|apparat|l'|appareil|aparato|przy|telefonie)$/

const introduces = /^(name|name's|names|called|heisse|llamo|nombre|appelle|nom|nazywam|imie|nazwisko)$/

/** "John Smith and my postcode is …": another answer begins. */
function endOfName(tokens: readonly Token[], from: number): number {
  for (let i = from + 1; i < tokens.length - 1; i++)
    if (is(tokens[i], 'and') && isLead(tokens[i + 1]) && !is(tokens[i + 1], 'and')) return i
  return tokens.length
}

function isLead(token: Token | undefined): boolean {
  return token !== undefined && (is(token, 'filler') || introductions.test(token.text))
}

const introductions =
  /^(my|name|name's|names|is|it's|i'm|im|i|am|called|surname|this|speaking|here|hier|spricht|est|aqui|habla|ici|z|tej|strony|tutaj|heisse|bin|ist|name|llamo|me|soy|nombre|je|m'|m|appelle|suis|nom|nazywam|sie|mam|imie|nazwisko|jestem)$/

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}
