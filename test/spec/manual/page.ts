import { globSync, readFileSync } from 'node:fs'

/** A fenced block of a page. `info` is what stands behind the three backticks: ["yaml", "bad", "unknown-state"]. */
export interface Block {
  readonly info: readonly string[]
  readonly text: string
  /** Of its first line of text, from 1. */
  readonly line: number
}

export interface Page {
  /** From the repository's root, with forward slashes. */
  readonly file: string
  readonly text: string
  readonly blocks: readonly Block[]
}

/** The designer's manual: its front page, then its pages in order. */
export function manualPages(): readonly Page[] {
  const files = globSync('flows/manual/*.md').map((file) => file.replaceAll('\\', '/'))
  return ['flows/README.md', ...files.sort()].map(readPage)
}

export function readPage(file: string): Page {
  const text = readFileSync(file, 'utf8')
  return { file, text, blocks: blocksOf(text) }
}

/** A block's place in the text of a page: its fences are around it. */
const fence = /^```([^\n`]+)\n([^]*?)^```$/gm

function blocksOf(text: string): readonly Block[] {
  return [...text.matchAll(fence)].map(({ 1: info = '', 2: body = '', index }) => ({
    info: info.trim().split(/\s+/),
    text: body,
    line: text.slice(0, index).split('\n').length + 1,
  }))
}

/** The page with each block's text as `write` gives it; null leaves a block as it is. */
export function withBlocks(text: string, write: (block: Block, index: number) => string | null): string {
  const blocks = blocksOf(text)
  let index = 0
  return text.replaceAll(fence, (whole, info: string) => {
    const block = blocks[index]
    const written = block === undefined ? null : write(block, index)
    index++
    return written === null ? whole : `\`\`\`${info}\n${written}\`\`\``
  })
}

/** Whether a block is a whole flow, as a designer would save it. */
export function isFlow({ info, text }: Block): boolean {
  return info[0] === 'yaml' && /^flow:/m.test(text) && !isTest({ text })
}

/** … or a file of conversation tests. */
export function isTest({ text }: Pick<Block, 'text'>): boolean {
  return /^tests:/m.test(text)
}
