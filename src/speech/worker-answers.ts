import { parentPort } from 'node:worker_threads'
import type { WorkerAnswer } from './worker-jobs.ts'

/**
 * The other end of `createWorkerJobs`, called once in a worker's file: does each job as it comes. What `work` throws
 * becomes a fault that the asker is told; `transfer` names buffers of the result that need not be copied.
 */
export function answerJobs<Result>(
  work: (job: never) => Promise<Result> | Result,
  transfer: (result: Result) => ArrayBuffer[] = () => [],
): void {
  const port = parentPort
  if (!port) throw new Error('This file runs in a worker thread only')
  const answer = async (job: unknown): Promise<WorkerAnswer<Result>> => {
    try {
      return { result: await work(job as never) }
    } catch (error) {
      return { fault: error instanceof Error ? error.message : String(error) }
    }
  }
  port.on('message', (job) => {
    void answer(job).then((answered) =>
      port.postMessage(answered, 'result' in answered ? transfer(answered.result) : []),
    )
  })
}
