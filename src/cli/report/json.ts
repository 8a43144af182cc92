import type { Report } from './report.ts'

/** For programs: the diagnostics as they are. `version` is of this shape. */
export const json: Report = ({ files, diagnostics }) => {
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length
  const report = {
    version: 1,
    files: files.map(({ file }) => file),
    errors,
    warnings: diagnostics.length - errors,
    diagnostics,
  }
  return JSON.stringify(report, null, 2)
}
