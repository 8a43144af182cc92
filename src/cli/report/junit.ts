import type { Diagnostic } from '../../../engine/language/diagnostic.ts'
import type { Report } from './report.ts'

/** JUnit's XML: a test case a file, an error or warning each a failure of it. */
export const junit: Report = ({ files, diagnostics }) => {
  const cases = files.map(({ file }) => {
    const own = diagnostics.filter(({ place }) => place.file === file)
    if (own.length === 0) return `    <testcase classname="callchart.validate" name="${escape(file)}"/>`
    const failures = own.map((diagnostic) => `      ${failure(diagnostic)}`).join('\n')
    return `    <testcase classname="callchart.validate" name="${escape(file)}">\n${failures}\n    </testcase>`
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
  return `<failure type="${escape(code)}" message="${escape(message)}">${escape(text)}</failure>`
}

/** XML allows no control characters, not even as references. */
function escape(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '?')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
