import { drawDiagnostics } from '../../../engine/language/excerpt.ts'
import type { ExploredFlow } from './explore-flows.ts'
import { github as annotations } from '../report/github.ts'
import { junit as report } from '../report/junit.ts'

type Draw = (flows: readonly ExploredFlow[], options: { readonly colours: boolean }) => string

/** What explorations found, for people and for programs. */
export const exploreReports: Readonly<Record<'pretty' | 'json' | 'github' | 'junit', Draw>> = {
  pretty: (flows, { colours }) => flows.map((flow) => pretty(flow, colours)).join('\n\n'),
  json: (flows) => JSON.stringify({ flows: flows.map(plain) }, null, 2),
  github: (flows) => annotations(together(flows), { colours: false }),
  junit: (flows) => report(together(flows), { colours: false }),
}

function together(flows: readonly ExploredFlow[]): Parameters<typeof annotations>[0] {
  const texts = new Map(flows.flatMap((flow) => [...flow.texts]))
  return {
    files: [...texts].map(([file, text]) => ({ file, text })),
    diagnostics: flows.flatMap(({ diagnostics }) => diagnostics),
  }
}

function pretty({ flow, diagnostics, examples, explored, parts, texts }: ExploredFlow, colours: boolean): string {
  const found = diagnostics.map((diagnostic, index) => {
    const drawn = drawDiagnostics([diagnostic], { textOf: (file) => texts.get(file), colours })
    const example = examples[index] ?? null
    return example === null ? drawn : `${drawn}\n\n  The shortest call that shows it:\n\n${indented(example)}`
  })
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length
  const warnings = diagnostics.length - errors
  const bound = explored.isComplete ? 'all of them, as far as they are told apart' : 'not all: the bound was reached'
  const sum = diagnostics.length === 0 ? 'nothing to mend' : `${count(errors, 'error')}, ${count(warnings, 'warning')}`
  return [
    ...found,
    `${flow}: ${sum}. ${explored.spots} calls at rest in ${explored.runs} runs (${bound}); ${parts.reached} of ${parts.total} parts of the flow reached, ${taken(explored)} of ${explored.transitions.size} transitions of the machine between its states taken.`,
  ].join('\n\n')
}

function indented(text: string): string {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n')
}

function taken({ transitions }: ExploredFlow['explored']): number {
  return [...transitions.values()].filter((leg) => leg !== null).length
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`
}

function plain({ flow, file, diagnostics, examples, explored, parts }: ExploredFlow): object {
  return {
    flow,
    file,
    calls: explored.spots,
    runs: explored.runs,
    complete: explored.isComplete,
    parts,
    transitions: {
      taken: taken(explored),
      total: explored.transitions.size,
      never: [...explored.transitions].flatMap(([name, leg]) => (leg === null ? [name] : [])),
    },
    found: diagnostics.map(({ code, severity, message, place }, index) => ({
      code,
      severity,
      message,
      file: place.file,
      line: place.line,
      ...(examples[index] === null ? {} : { test: examples[index] }),
    })),
  }
}
