import { readFileSync } from 'node:fs'

/**
 * The last line of a run: what passed and what failed. `node .ci/summary.ts REPORT CHECK_EXIT TEST_EXIT`, with Vitest's
 * JSON report. The check counts as one; so does a test run that failed without a failing test: a file that does not load,
 * a promise that nobody caught, or no report at all.
 */
const [report = '', checkExit = '1', testExit = '1'] = process.argv.slice(2)
const check = checkExit === '0' ? 1 : 0
const { passed, failed } = counted(report)
const unexplained = testExit !== '0' && failed === 0 ? 1 : 0
const allFailed = failed + unexplained + (1 - check)
console.log(`${passed + check} passed, ${allFailed} failed`)
process.exitCode = allFailed === 0 && passed > 0 ? 0 : 1

interface Report {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[]
}

function counted(path: string): { readonly passed: number; readonly failed: number } {
  try {
    const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(path, 'utf8')) as Report
    const unloaded = testResults.filter(
      ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
    )
    return { passed: numPassedTests, failed: numFailedTests + unloaded.length }
  } catch {
    return { passed: 0, failed: 0 }
  }
}
