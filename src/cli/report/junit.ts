import type { Diagnostic } from '../../../engine/language/diagnostic.ts'
import type { Report } from './report.ts'
import { escapeXml } from './xml.ts'

/** JUnit's XML: a test case a file, an error or warning each a failure of it. */
export const junit: Report = ({ files, diagnostics }) => {
  const cases = files.map(({ file }) => {
    const own = diagnostics.filter(({ place }) => place.file === file)
    if (own.length === 0) return `    <testcase classname="callchart.validate" name="${escapeXml(file)}"/>`
    const failures = own.map((diagnostic) => `      ${failure(diagnostic)}`).join('\n')
    return `    <testcase classname="callchart.validate" name="${escapeXml(file)}">\n${failures}\n    </testcase>`
  })
  const failed = files.filter(({ file }) => diagnostics.some(({ place }) => place.file === file)).length
  const counts = `tests="${files.length}" failures="${failed}" errors="0"`
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite name="callchart validate" ${counts}>`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
  ].join('\n')
}

function failure({ code, severity, message, advice, place }: Diagnostic): string {
  const text = `${place.file}:${place.line}:${place.column} ${severity} ${message}${advice === undefined ? '' : ` ${advice}`}`
  return `<failure type="${escapeXml(code)}" message="${escapeXml(message)}">${escapeXml(text)}</failure>`
}
