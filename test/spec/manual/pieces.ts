import { flowAround, type Piece } from './around.ts'
import type { Block } from './page.ts'

const pieces: ReadonlySet<string> = new Set<Piece>(['state', 'slot', 'head'])

function isPiece(word: string | undefined): word is Piece {
  return word !== undefined && pieces.has(word)
}

/** The whole flow that a block stands for, and what it must give: nothing, or exactly this diagnostic. Null for others. */
export function wholeOf(block: Block): { readonly text: string; readonly code: string | null } | null {
  const [language, word, code, piece] = block.info
  if (language !== 'yaml') return null
  if (word === 'bad') return { text: badText(block), code: code ?? '' }
  if (isPiece(word)) return { text: flowAround(block.text, word), code: null }
  return piece === undefined && word === undefined ? { text: block.text, code: null } : null
}

/** The flow of a block that is wrong on purpose: whole, or around the piece that it is. */
export function badText({ info, text }: Block): string {
  const piece = info[3]
  return isPiece(piece) ? flowAround(text, piece) : text
}
