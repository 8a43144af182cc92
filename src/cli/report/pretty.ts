import { drawDiagnostics } from '../../../engine/language/excerpt.ts'
import type { Report } from './report.ts'

/** For people: each with its excerpt, then a line that counts. */
export const pretty: Report = ({ files, diagnostics }, { colours }) => {
  const texts = new Map(files.map(({ file, text }) => [file, text]))
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length
  const warnings = diagnostics.length - errors
  const checked = `${files.length} ${files.length === 1 ? 'flow' : 'flows'} checked`
  const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`
  const summary =
    diagnostics.length === 0
      ? `${checked}: nothing to mend.`
      : `${checked}: ${count(errors, 'error')}, ${count(warnings, 'warning')}.`
  if (diagnostics.length === 0) return summary
  return `${drawDiagnostics(diagnostics, { textOf: (file) => texts.get(file), colours })}\n\n${summary}`
}
