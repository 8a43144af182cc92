import { checkFlows, type CheckedFlow } from '../../../engine/language/check.ts'
import type { SourceFile } from '../../../engine/language/source-library.ts'
import { isFlow, type Block, type Page } from './page.ts'

/** The name under which the flow of a block is checked. */
const flowFile = 'flow.yaml'

/** A flow as if it stood in a folder with the other flows of its page, and with the files that the page shows. */
export function checkOnPage(text: string, page: Page): CheckedFlow {
  const own = nameOf(text)
  const beside = flowsOf(page).filter((other) => nameOf(other.text) !== own)
  const all = [{ file: flowFile, text }, ...beside, ...filesOf(page)]
  const found = checkFlows(all).results.find(({ file }) => file === flowFile)
  return found ?? { flow: null, diagnostics: [] }
}

/** The flows of a page up to a block, the nearest first: a page may let one grow. */
export function flowsAbove(page: Page, block: Block): readonly SourceFile[] {
  const above = flowsOf(page, block.line).toReversed()
  const rest = flowsOf(page).filter((one) => !above.some(({ text }) => nameOf(text) === nameOf(one.text)))
  return [...above, ...rest, ...filesOf(page)]
}

/** Of each name the last one, or the last one above a line. */
function flowsOf(page: Page, above = Infinity): readonly SourceFile[] {
  const flows = page.blocks.filter((block) => isFlow(block) && block.info.length === 1 && block.line < above)
  return [...new Map(flows.map(({ text }) => [nameOf(text), text]))].map(([name, text]) => ({
    file: `${name}.yaml`,
    text,
  }))
}

/** Blocks that are files for a flow to name: ```yaml file shared.yaml */
function filesOf({ blocks }: Page): readonly SourceFile[] {
  return blocks.flatMap(({ info, text }) => (info[1] === 'file' ? [{ file: info[2] ?? '', text }] : []))
}

function nameOf(text: string): string {
  return /^flow:\s*(\w+)/m.exec(text)?.[1] ?? ''
}
