import type { Diagnostic } from '../../../engine/language/diagnostic.ts'
import { github } from './github.ts'
import { json } from './json.ts'
import { junit } from './junit.ts'
import { pretty } from './pretty.ts'
import { sarif } from './sarif.ts'

/** What was checked and what was found, in the order of the files. */
export interface Findings {
  readonly files: readonly { readonly file: string; readonly text: string }[]
  readonly diagnostics: readonly Diagnostic[]
}

export interface ReportOptions {
  /** ANSI colours, for `pretty`. */
  readonly colours: boolean
}

export type Report = (findings: Findings, options: ReportOptions) => string

export const reports: Readonly<Record<'pretty' | 'json' | 'github' | 'sarif' | 'junit', Report>> = {
  pretty,
  json,
  github,
  sarif,
  junit,
}
export type ReportFormat = keyof typeof reports

export function isReportFormat(name: string): name is ReportFormat {
  return Object.hasOwn(reports, name)
}
