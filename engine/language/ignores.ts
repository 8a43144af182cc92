import type { Diagnostic } from './diagnostic.ts'
import type { Source } from './source.ts'

interface Ignore {
  readonly code: string
  readonly reason: string
  /** Lines that it speaks of. */
  readonly lines: readonly number[]
  readonly start: number
  readonly end: number
}

const pattern = /(^|\s)#\s*callchart-ignore\s+([a-z][a-z0-9-]*)\s*(?::\s*(.*))?$/

/**
 * Silences what `# callchart-ignore CODE: reason` names: on its own line, or on the line below a comment that stands alone.
 * One that silences nothing, gives no reason, or names what cannot be silenced is itself reported.
 */
export function applyIgnores(
  diagnostics: readonly Diagnostic[],
  source: Source,
  ignorable: (code: string) => boolean,
): readonly Diagnostic[] {
  const ignores = readIgnores(source.text)
  if (ignores.length === 0) return diagnostics
  const used = new Set<Ignore>()
  const kept = diagnostics.filter(({ code, place }) => {
    const by = ignores.find((ignore) => ignore.code === code && ignore.lines.includes(place.line))
    if (by === undefined || !ignorable(code)) return true
    used.add(by)
    return false
  })
  const complaints = ignores.flatMap((ignore): Diagnostic[] => {
    const place = source.at(ignore.start, ignore.end)
    const complaint = (message: string, advice: string): Diagnostic[] => [
      { code: 'unused-ignore', severity: 'warning', message, advice, place, path: [] },
    ]
    if (used.has(ignore)) {
      return ignore.reason === ''
        ? complaint(
            'This comment silences a diagnostic and does not say why.',
            `Write "# callchart-ignore ${ignore.code}: reason".`,
          )
        : []
    }
    const stands = kept.some(({ code, place }) => code === ignore.code && ignore.lines.includes(place.line))
    return stands
      ? complaint(`"${ignore.code}" cannot be silenced: a call could not survive it.`, 'Mend it instead.')
      : complaint(`This comment silences nothing: there is no "${ignore.code}" here.`, 'Delete it.')
  })
  return [...kept, ...complaints].sort((a, b) => a.place.start - b.place.start)
}

function readIgnores(text: string): readonly Ignore[] {
  if (!text.includes('callchart-ignore')) return []
  const lines = text.split('\n')
  let offset = 0
  return lines.flatMap((line, index): Ignore[] => {
    const start = offset
    offset += line.length + 1
    const trimmed = line.trimEnd().slice(0, 1000)
    const match = pattern.exec(trimmed)
    const code = match?.[2]
    if (match === null || code === undefined) return []
    const from = start + match.index + (match[1]?.length ?? 0)
    const alone = trimmed.trimStart().startsWith('#')
    const below = alone ? nextLine(lines, index) : null
    return [
      {
        code,
        reason: match[3]?.trim() ?? '',
        lines: below === null ? [index + 1] : [index + 1, below + 1],
        start: from,
        end: start + trimmed.length,
      },
    ]
  })
}

/** The next line that is not blank and not a comment. */
function nextLine(lines: readonly string[], after: number): number | null {
  for (let index = after + 1; index < lines.length; index++) {
    const line = lines[index]?.trim() ?? ''
    if (line !== '' && !line.startsWith('#')) return index
  }
  return null
}
