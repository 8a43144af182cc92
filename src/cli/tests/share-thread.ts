import { enableCompileCache } from 'node:module'
import { parentPort, workerData } from 'node:worker_threads'

// A thread of `test-shares.ts`: it takes groups of tests until there are none, with modules of its own.
enableCompileCache()
const { runGroups } = await import('./test-shares.ts')
const failed = (error: unknown): { readonly problem: string } => ({
  problem: error instanceof Error ? error.message : String(error),
})
parentPort?.postMessage(await runGroups(workerData).catch(failed), [])
