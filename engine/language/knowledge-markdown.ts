import type { Json } from './json.ts'
import { Source } from './source.ts'
import type { Scalar, SourceNode } from './source.ts'

/**
 * Reads knowledge from Markdown as the list of entries that YAML would give, every part with its place. A heading of the
 * second level or below is a question; a list right under it is the same question in other words; the text that follows
 * is the answer. What stands before the first such heading is a note.
 */
export function parseMarkdown(
  text: string,
  file: string,
): { readonly source: Source; readonly diagnostics: readonly [] } {
  const entries: SourceNode[] = []
  let entry: Entry | null = null
  let isNote = false
  let offset = 0
  for (const line of text.split('\n')) {
    const start = offset
    offset += line.length + 1
    const words = line.trim()
    const at = start + line.indexOf(words)
    if (isNote || words.startsWith('<!--')) {
      isNote = !words.includes('-->')
      continue
    }
    const heading = /^(#{1,6})\s+(.*?)\s*#*$/.exec(words)
    if (heading !== null) {
      if (entry !== null) entries.push(entry.node())
      const question = heading[2] ?? ''
      entry =
        (heading[1] ?? '').length === 1 ? null : new Entry({ text: question, start: at + words.indexOf(question) })
      continue
    }
    entry?.take(words, at)
  }
  if (entry !== null) entries.push(entry.node())
  const root: SourceNode = { ...emptyNode(0, text.length), data: entries.map(({ data }) => data), list: entries }
  return { source: new Source(file, text, root), diagnostics: [] }
}

interface Piece {
  readonly text: string
  readonly start: number
}

class Entry {
  readonly #questions: Piece[]
  readonly #answer: Piece[] = []

  constructor(question: Piece) {
    this.#questions = [question]
  }

  take(words: string, start: number): void {
    const item = /^[-*+]\s+(.*)$/.exec(words)
    const text = item?.[1] ?? words
    if (words === '') return
    if (item !== null && this.#answer.length === 0)
      this.#questions.push({ text: spoken(text), start: start + words.indexOf(text) })
    else this.#answer.push({ text: spoken(text), start: start + words.indexOf(text) })
  }

  node(): SourceNode {
    const questions = this.#questions.map(leaf)
    const [first] = this.#questions
    const start = first?.start ?? 0
    const list: SourceNode = { ...emptyNode(start, start), data: questions.map(({ data }) => data), list: questions }
    const map = new Map([['questions', list]])
    const answer = this.#answer[0]
    if (answer !== undefined) {
      const last = this.#answer.at(-1) ?? answer
      const text = this.#answer.map((piece) => piece.text).join(' ')
      map.set('answer', { ...leaf({ text, start: answer.start }), end: last.start + last.text.length })
    }
    const data: Record<string, Json> = Object.fromEntries([...map].map(([key, node]) => [key, node.data]))
    return { ...emptyNode(start, start + (first?.text.length ?? 0)), data, map }
  }
}

/** Without what only an eye needs: emphasis, code marks, the addresses of links. */
function spoken(text: string): string {
  return text
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/(\*\*|__|`)/g, '')
    .replaceAll(/(^|\s)[*_](\S(?:[^*_]*\S)?)[*_](?=\W|$)/g, '$1$2')
}

function leaf({ text, start }: Piece): SourceNode {
  const scalar: Scalar = { source: text, quoted: true, tag: null, comment: null }
  return { ...emptyNode(start, start + text.length), data: text, scalar }
}

function emptyNode(start: number, end: number): SourceNode {
  return { start, end, key: null, data: null, scalar: null, map: null, list: null, inline: false, hasMapKey: false }
}
