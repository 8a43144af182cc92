import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { checkFlow } from '../../../engine/language/check.ts'

const folder = new URL('../../../engine/patterns/', import.meta.url)
export const generated = new URL('default-flows.ts', folder)

/**
 * The module that holds the default repairs in their plain form, made of the YAML beside it: a machine needs no reader of
 * YAML. Run this file to write it. Throws where a pattern is not sound.
 */
export function defaultFlowsModule(): string {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort((a, b) => a.localeCompare(b))
  const flows = files.map((file) => {
    const { flow, diagnostics } = checkFlow(readFileSync(new URL(file, folder), 'utf8'), file)
    if (flow === null || diagnostics.length > 0) throw new Error(`${file}: ${JSON.stringify(diagnostics)}`)
    return flow
  })
  const lines = flows.map((flow) => `  ${flow.flow}:\n    ${quoted(JSON.stringify(flow))},\n`)
  return [
    '/* oxlint-disable max-lines */',
    "import type { Flow } from '../language/flow.ts'",
    '',
    '/** Made of the YAML beside it by `node test/spec/patterns/generate.ts`: change that. */',
    'const texts: Readonly<Record<string, string>> = {',
    `${lines.join('')}}`,
    '',
    '/** The default repairs by name, in their plain form. A project replaces one by a flow of that name. */',
    'export const defaultFlows: Readonly<Record<string, Flow>> = Object.fromEntries(',
    '  Object.entries(texts).map(([name, text]) => [name, JSON.parse(text) as Flow]),',
    ')',
    '',
  ].join('\n')
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}

if (process.argv[1]?.endsWith('patterns/generate.ts') === true) writeFileSync(generated, defaultFlowsModule())
