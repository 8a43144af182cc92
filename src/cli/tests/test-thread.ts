import { parentPort, workerData } from 'node:worker_threads'
import { runTestFiles, type TestRunArguments, type TestRunOutcome } from './test-run.ts'

// A thread of `watch-tests.ts`: one run, with modules of its own.
const failed = (error: unknown): TestRunOutcome => ({
  out: '',
  problem: error instanceof Error ? error.message : String(error),
  code: 2,
})
parentPort?.postMessage(await runTestFiles(workerData as TestRunArguments).catch(failed), [])
