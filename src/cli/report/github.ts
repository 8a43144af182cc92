import type { Report } from './report.ts'

/**
 * Workflow commands: GitHub Actions draws them into the pull request, at the line.
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export const github: Report = ({ files, diagnostics }) => {
  const texts = new Map(files.map(({ file, text }) => [file, text]))
  return diagnostics
    .map(({ code, severity, message, advice, place }) => {
      const endColumn = place.column + width(texts.get(place.file) ?? '', place.start, place.end)
      const properties = {
        file: place.file,
        line: place.line,
        endLine: place.line,
        col: place.column,
        endColumn,
        title: code,
      }
      const written = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(String(value))}`)
      return `::${severity} ${written.join(',')}::${escape(advice === undefined ? message : `${message} ${advice}`)}`
    })
    .join('\n')
}

/** Characters up to the end of the span or of its first line. */
function width(text: string, start: number, end: number): number {
  const lineEnd = text.indexOf('\n', start)
  return Math.max(1, (lineEnd < 0 ? end : Math.min(end, lineEnd)) - start)
}

function escape(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escape(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
