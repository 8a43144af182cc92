import { is } from '../lexicon.ts'
import { readChars } from '../letters.ts'
import { nothing, type Grammar, type Heard } from '../reading.ts'
import type { Token } from '../tokens.ts'

/**
 * An e-mail address as it is spoken: "john dot smith at gmail dot com", letters spelled or words said, "underscore",
 * "dash", digits. Lower case. Closed when it ends in a known top-level domain; without one it is partial.
 */
export const email: Grammar = (heard, { earlier }) => {
  const written = writtenAddress(heard)
  if (written) return written
  const at = heard.tokens.findLastIndex((token, i) => isAt(token, heard, i))
  const before = typeof earlier === 'string' ? earlier : ''
  if (at < 0) {
    if (before.includes('@')) {
      const rest = domain(heard, 0)
      return rest ? whole(before + rest.text, 0, rest.to, heard) : nothing
    }
    return nothing
  }
  const local = localPart(heard, at)
  const host = domain(heard, at + 1)
  if (local.text === '') return nothing
  const text = `${local.text}@${host?.text ?? ''}`
  return whole(text, local.from, host?.to ?? at + 1, heard)
}

function whole(text: string, from: number, to: number, heard: Heard): ReturnType<Grammar> {
  const place = { alternatives: [], from, to, fit: 0.95 }
  if (/^[a-z0-9._%+-]+@[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}$/.test(text) && !text.includes('..')) {
    const top = text.slice(text.lastIndexOf('.') + 1)
    const grows = to === heard.tokens.length && (top === 'co' || !tops.has(top))
    return { ...place, state: grows ? 'open' : 'closed', value: text }
  }
  return { ...place, state: 'partial', value: null, part: text }
}

/** "john@example.com", as some recognisers write it. */
function writtenAddress({ text, tokens }: Heard): ReturnType<Grammar> | undefined {
  const match = /[\w.%+-]+@[\w-]+(?:\.[\w-]+)+/.exec(text)
  if (!match) return undefined
  return { state: 'closed', value: match[0].toLowerCase(), alternatives: [], from: 0, to: tokens.length, fit: 1 }
}

function isAt(token: Token, heard: Heard, index: number): boolean {
  if (token.text === '@') return true
  return is(token, 'at-sign') && index > 0 && index < heard.tokens.length && token.text !== 'a' && token.text !== 'o'
}

/** What stands before the "at", from its end back to where the address begins: "my email is" is not of it. */
function localPart(heard: Heard, at: number): { text: string; from: number } {
  const { tokens } = heard
  let from = at
  const hadOne = (to: number): boolean => tokens.slice(0, to).some((token, i) => isAt(token, heard, i))
  const begins = (at: number): boolean => isLead(tokens, at) || (is(tokens[at], 'correction') && hadOne(at))
  while (from > 0 && !begins(from - 1)) from--
  return { text: pieces(heard, from, at), from }
}

function isLead(tokens: Heard['tokens'], index: number): boolean {
  const text = tokens[index]?.text ?? ''
  if (/^(email|e-mail|mail|address|is|it's|adresse|correo|adres|ist|es|est|to|jest)$/.test(text)) return true
  const isExample =
    is(tokens[index], 'as') &&
    (tokens[index - 1]?.text.length === 1 || tokens[index - 1]?.lexeme.letter !== '') &&
    index > 0
  if (isExample) return false
  return is(tokens[index], 'filler') && tokens[index]?.lexeme.letter === '' && !is(tokens[index], 'dot')
}

function domain(heard: Heard, start: number): { text: string; to: number } | undefined {
  const { tokens } = heard
  let end = start
  let dotted = -1
  while (end < tokens.length) {
    const token = tokens[end]
    if (is(token, 'dot') || token?.text === '.') dotted = end
    else if (dotted >= 0 && end - dotted > 1 && !joins(tokens, end, dotted)) break
    end++
  }
  const text = pieces(heard, start, end)
  return text === '' ? undefined : { text, to: end }
}

/** Behind the last dot one word is the top-level domain, or letters spelled one by one ("u k"). */
function joins(tokens: Heard['tokens'], index: number, dotted: number): boolean {
  const spelledOut = tokens
    .slice(dotted + 1, index + 1)
    .every((token) => token.text.length === 1 || token.lexeme.letter !== '')
  return spelledOut && index - dotted <= 3
}

function pieces({ tokens, lexicon }: Heard, from: number, to: number): string {
  let text = ''
  for (let i = from; i < to; i++) {
    const token = tokens[i]
    if (!token) break
    if (is(token, 'dot') || token.text === '.') text += '.'
    else if (is(token, 'underscore') || token.text === '_') text += '_'
    else if (is(token, 'dash') || token.text === '-') text += '-'
    else if (token.digits || (token.text.length === 1 && !is(tokens[i + 1], 'as'))) text += token.text
    else if (
      is(token, 'double') ||
      is(token, 'triple') ||
      is(tokens[i + 1], 'as') ||
      token.lexeme.code !== '' ||
      isNumber(token)
    ) {
      const before = readChars(tokens.slice(i, Math.min(to, i + 8)), lexicon)
      const first = before[0]
      const run = before.filter((char) => char.to === first?.to && char.from === first.from)
      if (first && (token.lexeme.code === '' || isSpelled(tokens, i, from, to))) {
        text += run.map((char) => char.digit || char.letter).join('')
        i += first.to - 1
      } else text += token.text
    } else if (is(token, 'filler') && token.lexeme.letter === '' && !(text.endsWith('.') && tops.has(token.text)))
      continue
    else text += token.text.replaceAll(/[^a-z0-9]/g, '')
  }
  return text
}

function isNumber(token: Token): boolean {
  return token.lexeme.number >= 0
}

/** A word of a spelling alphabet is its letter only beside other spelled letters: "mike" may be a name. */
function isSpelled(tokens: Heard['tokens'], at: number, from: number, to: number): boolean {
  const beside = (index: number): boolean => {
    const token = index >= from && index < to ? tokens[index] : undefined
    return token !== undefined && (token.lexeme.code !== '' || token.text.length === 1)
  }
  return beside(at - 1) || beside(at + 1)
}

const tops = new Set('com org net edu gov info biz uk us de fr es pl eu ie it nl io me app dev ch at be'.split(' '))
