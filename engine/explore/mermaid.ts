import type { Diagram, DiagramNode } from './diagram.ts'

const shapes: Readonly<Partial<Record<DiagramNode['kind'], readonly [string, string]>>> = {
  greeting: ['([', '])'],
  end: ['([', '])'],
  tool: ['[[', ']]'],
  decide: ['{{', '}}'],
  confirm: ['{{', '}}'],
  branch: ['{', '}'],
  transfer: ['[/', '/]'],
}

/** A flow as a Mermaid flowchart: failures and repairs are dotted. Ends with a line end. */
export function mermaid({ start, nodes, links }: Diagram): string {
  // A state may be called "end", which Mermaid takes for its own word.
  const id = (name: string): string => `s_${name}`
  const lines = [
    'flowchart TD',
    '  start(( )) --> ' + id(start),
    ...nodes.map(({ name, kind, about }) => {
      const [open, close] = shapes[kind] ?? ['[', ']']
      const text = about === '' || kind === 'branch' ? name : `${name}<br/><small>${escape(short(about))}</small>`
      return `  ${id(name)}${open}"${text}"${close}`
    }),
    ...links.map(({ from, to, labels, sort }) => {
      const label = labels.length === 0 ? '' : `|"${labels.map(escape).join('<br/>')}"|`
      return `  ${id(from)} ${sort === 'way' ? '-->' : '-.->'}${label} ${id(to)}`
    }),
  ]
  return `${lines.join('\n')}\n`
}

function short(text: string): string {
  return text.length > 48 ? `${text.slice(0, 47).trimEnd()}…` : text
}

/** Mermaid reads its own entity codes, with # for &. */
function escape(text: string): string {
  return text
    .replaceAll('#', '#35;')
    .replaceAll('"', '#quot;')
    .replaceAll('<', '#lt;')
    .replaceAll('>', '#gt;')
    .replaceAll(/\s+/g, ' ')
}
