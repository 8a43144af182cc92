import { drawDiagnostics } from '../../../../engine/language/excerpt.ts'
import { clock, drawNote, type Note } from '../../../../engine/rehearsal/note.ts'
import { drawCoverage } from './coverage.ts'
import type { TestResult, TestResults } from './results.ts'

/** For people: a line a test, what failed with the call so far, then a line that counts. */
export function pretty(
  { tests, diagnostics, texts, coverage, tookMs }: TestResults,
  { colours }: { colours: boolean },
): string {
  const paint = (style: string, text: string): string => (colours ? `\u001B[${style}m${text}\u001B[0m` : text)
  const draw = { textOf: (file: string) => texts.get(file), colours }
  const parts: string[] = []
  for (const file of new Set(tests.map((test) => test.file))) {
    const own = tests.filter((test) => test.file === file)
    const lines = own.map(
      ({ name, failure, ms, callMs }) =>
        `  ${failure === null ? paint('32', '✓') : paint('31', '✗')} ${name} ${paint('2', `(a call of ${clock(callMs)}, in ${Math.max(1, Math.round(ms))} ms)`)}`,
    )
    parts.push([file, ...lines].join('\n'))
  }
  for (const { name, failure } of tests) {
    if (failure === null) continue
    const so = failure.notes.map((note) => `    ${drawNote(note)}`)
    const { acted } = failure
    const call = [
      paint('2', `  What acted: the state "${acted.state}", ${acted.file}:${acted.line}${whyOf(failure.notes)}.`),
      paint('2', `  The call so far, in "${failure.state}":`),
      ...so,
    ].join('\n')
    parts.push(`${paint('31;1', `✗ ${name}`)}\n\n${drawDiagnostics([failure.diagnostic], draw)}\n\n${call}`)
  }
  if (diagnostics.length > 0) parts.push(drawDiagnostics(diagnostics, draw))
  if (coverage !== null) parts.push(coverage.map((one) => drawCoverage(one)).join('\n\n'))
  parts.push(summary(tests, diagnostics.filter(({ severity }) => severity === 'error').length, tookMs))
  return parts.join('\n\n')
}

/** Why the call came to be as it is: the reasons of its last step. */
function whyOf(notes: readonly Note[]): string {
  const last = notes.findLast((note) => note.kind === 'moved' || note.kind === 'stayed')
  return last === undefined ? '' : `, because: ${last.why.join(', ')}`
}

function summary(tests: readonly TestResult[], errors: number, tookMs: number): string {
  const failed = tests.filter(({ failure }) => failure !== null).length
  const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`
  const passed = `${count(tests.length - failed, 'test')} passed`
  return (
    [passed, ...(failed > 0 ? [`${failed} failed`] : []), ...(errors > 0 ? [count(errors, 'mistake')] : [])].join(
      ', ',
    ) + `, in ${Math.round(tookMs)} ms.`
  )
}
