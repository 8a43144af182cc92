import { checkFlow, checkFlows } from '../../../engine/language/check.ts'
import { drawDiagnostics } from '../../../engine/language/excerpt.ts'
import type { Rule } from '../../../engine/language/rule.ts'
import { rules } from '../../../engine/language/rules/registry.ts'

const intro = `# Diagnostics

\`callchart validate\` finds these before any call. This page is written from the checks themselves: each bad example is
checked by the tests to give exactly this diagnostic, and each good one none.

An **error** means that no call can begin with this flow. A **warning** means that calls can begin, and that callers will
probably not like them. Every diagnostic names its line, underlines what it means, and says how to mend it.

To silence one where it stands, say why:

\`\`\`yaml state
# callchart-ignore two-questions: callers know this one, and answer both
ask: { gather: [day, time], prompt: "Which day? And at what time?", next: goodbye }
\`\`\`

Only what a call can survive may be silenced. A comment that silences nothing is reported itself.
`

/** The page of all diagnostics, by code. */
export function diagnosticsPage(): string {
  const sorted = [...rules].sort((a, b) => a.code.localeCompare(b.code))
  const index = (severity: Rule['severity']): string =>
    sorted
      .filter((rule) => rule.severity === severity)
      .map(({ code, about }) => `- [${code}](#${code}): ${about}`)
      .join('\n')
  const parts = [intro, '## Errors\n', index('error'), '\n## Warnings\n', index('warning'), '']
  return [...parts, ...sorted.map(section)].join('\n')
}

function section(rule: Rule): string {
  const bad = dedented(rule.bad)
  const { world = {}, files = [], base } = rule
  const old = base === undefined ? null : checkFlow(base, 'flow.yaml', world).flow
  const all = [...files.map(({ file, text }) => ({ file, text: dedented(text) })), { file: 'flow.yaml', text: bad }]
  const { diagnostics } = checkFlows(all, world, new Map(old === null ? [] : [[old.flow, old]]))
  const drawn = drawDiagnostics(diagnostics, { textOf: (file) => all.find((one) => one.file === file)?.text })
  return [
    `\n## ${rule.code}\n`,
    `*${rule.severity === 'error' ? 'Error' : 'Warning'}.* ${rule.about} ${rule.why}\n`,
    ...(base === undefined ? [] : example('Of the older version', base)),
    ...files.flatMap(({ file, text }) => example(`With \`${file}\``, text)),
    ...(bad.length > longest ? [] : ['```yaml example', bad.trimEnd(), '```', '']),
    '```text',
    drawn,
    '```\n',
    'Without it:\n',
    '```yaml example',
    dedented(rule.good).trimEnd(),
    '```',
    '',
  ].join('\n')
}

function example(head: string, text: string): readonly string[] {
  return [`${head}:\n`, '```yaml example', dedented(text).trimEnd(), '```', '', 'the flow', '']
}

/** An example that is made too large on purpose is not printed. */
const longest = 4000

function dedented(text: string): string {
  const lines = text.replace(/^\n/, '').trimEnd().split('\n')
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/))
  const by = Math.min(...indents)
  return `${lines.map((line) => line.slice(by)).join('\n')}\n`
}
