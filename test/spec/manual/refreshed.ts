import { drawDiagnostics } from '../../../engine/language/excerpt.ts'
import type { Flow } from '../../../engine/language/flow.ts'
import { diagramOf } from '../../../engine/explore/diagram.ts'
import { mermaid } from '../../../engine/explore/mermaid.ts'
import { withKeyTables } from './key-tables.ts'
import { withSaidTables } from './said-tables.ts'
import { withSourceTables, withSpokenTables } from './source-tables.ts'
import { isFlow, withBlocks, type Page } from './page.ts'
import { checkOnPage } from './page-flows.ts'
import { badText } from './pieces.ts'
import { transcriptOf } from './transcript.ts'

/**
 * The page as it would be written today: tables of keys from the schema; what a chat answers to the lines typed in it, what
 * `validate` says of the bad example above it, and the drawing of the flow above it.
 */
export function refreshed(page: Page): string {
  let flow: Flow | null = null
  let bad = ''
  return withBlocks(withSpokenTables(withSourceTables(withSaidTables(withKeyTables(page.text)))), (block) => {
    if (isFlow(block) && block.info.length === 1) flow = checkOnPage(block.text, page).flow
    if (block.info[0] === 'yaml' && block.info[1] === 'bad') bad = badText(block)
    if (block.info.join(' ') === 'text chat' && flow !== null) return transcriptOf(flow, block.text)
    if (block.info[0] === 'mermaid' && flow !== null) return mermaid(diagramOf(flow))
    if (block.info.join(' ') !== 'text validate') return null
    const { diagnostics } = checkOnPage(bad, page)
    return `${drawDiagnostics(diagnostics, { textOf: () => bad })}\n`
  })
}
