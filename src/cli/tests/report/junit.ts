import type { Diagnostic } from '../../../../engine/language/diagnostic.ts'
import { drawNote } from '../../../../engine/rehearsal/note.ts'
import { escapeXml } from '../../report/xml.ts'
import type { TestResult, TestResults } from './results.ts'

/** JUnit's XML: a suite a file, a case a test; a mistake in a file is an error of its own case. */
export function junit({ tests, diagnostics }: TestResults): string {
  const files = [...new Set([...tests.map(({ file }) => file), ...diagnostics.map(({ place }) => place.file)])]
  const suites = files.map((file) => {
    const own = tests.filter((test) => test.file === file)
    const mistakes = diagnostics.filter(({ place, severity }) => place.file === file && severity === 'error')
    const counts = countsOf(own, mistakes.length)
    return [
      `  <testsuite name="${escapeXml(file)}" ${counts}>`,
      ...own.map((test) => caseOf(test)),
      ...mistakes.map((mistake) => mistakeOf(mistake)),
      '  </testsuite>',
    ].join('\n')
  })
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${countsOf(tests, errors)}>`,
    ...suites,
    '</testsuites>',
  ].join('\n')
}

function countsOf(tests: readonly TestResult[], errors: number): string {
  const failed = tests.filter(({ failure }) => failure !== null).length
  return `tests="${tests.length + errors}" failures="${failed}" errors="${errors}"`
}

function caseOf({ flow, name, failure, ms }: TestResult): string {
  const head = `    <testcase classname="${escapeXml(flow)}" name="${escapeXml(name)}" time="${(ms / 1000).toFixed(4)}"`
  if (failure === null) return `${head}/>`
  const { message, place } = failure.diagnostic
  const text = [`${place.file}:${place.line}:${place.column} ${message}`, ...failure.notes.map(drawNote)].join('\n')
  return `${head}>\n      <failure message="${escapeXml(message)}">${escapeXml(text)}</failure>\n    </testcase>`
}

function mistakeOf({ code, message, place }: Diagnostic): string {
  const text = `${place.file}:${place.line}:${place.column} ${message}`
  return `    <testcase classname="${escapeXml(code)}" name="${escapeXml(text)}">\n      <error type="${escapeXml(code)}" message="${escapeXml(message)}"/>\n    </testcase>`
}
