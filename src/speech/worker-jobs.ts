import { Worker } from 'node:worker_threads'
import { SpeechError } from './speech-error.ts'

/** A worker thread that does one job at a time, in the order they were asked for. */
export interface WorkerJobs<Job, Result> {
  /**
   * Rejects with SpeechError: `aborted` at once when the signal fires (what was begun is thrown away), `unavailable` when
   * the job failed or the worker died, `timeout` when it took too long. The next job finds a new worker.
   */
  run(job: Job, signal?: AbortSignal): Promise<Result>
  /** Ends the thread; what waits is rejected as `aborted`. */
  close(): Promise<void>
}

export interface WorkerJobsOptions {
  /** For people, in errors: "flite". */
  readonly name: string
  /** The worker's file without its extension, beside the caller: `./worker`. */
  readonly file: string
  /** The caller's `import.meta.url`: its extension is the worker's too (.ts in the repository, .js as installed). */
  readonly from: string
  readonly workerData?: unknown
  /** A job that takes longer takes its worker with it. */
  readonly timeoutMs: number
}

/** What the worker answers: `answerJobs` in worker-answers.ts makes it. */
export type WorkerAnswer<Result> = { readonly result: Result } | { readonly fault: string }

interface Waiting<Job, Result> {
  readonly job: Job
  readonly resolve: (result: Result) => void
  readonly reject: (error: SpeechError) => void
  dropped: boolean
}

/** The thread is started by the first job and does not keep the process alive while it has nothing to do. */
export function createWorkerJobs<Job, Result>(options: WorkerJobsOptions): WorkerJobs<Job, Result> {
  const url = new URL(`${options.file}${options.from.endsWith('.ts') ? '.ts' : '.js'}`, options.from)
  const queue: Waiting<Job, Result>[] = []
  let worker: Worker | undefined
  let current: Waiting<Job, Result> | undefined
  let timer: NodeJS.Timeout | undefined
  let closed = false

  const settle = (how: (waiting: Waiting<Job, Result>) => void): void => {
    clearTimeout(timer)
    const waiting = current
    current = undefined
    if (waiting && !waiting.dropped) how(waiting)
    next()
  }

  const fail = (code: SpeechError['code'], message: string, cause?: unknown): void =>
    settle((waiting) => waiting.reject(new SpeechError(code, `${options.name}: ${message}`, { cause })))

  const lose = (lost: Worker, code: SpeechError['code'], message: string, cause?: unknown): void => {
    if (lost !== worker) return
    worker = undefined
    void lost.terminate()
    fail(code, message, cause)
  }

  const start = (): Worker => {
    const started = new Worker(url, { workerData: options.workerData })
    started.on('message', (answer: WorkerAnswer<Result>) => {
      if ('fault' in answer) fail('unavailable', answer.fault)
      else settle((waiting) => waiting.resolve(answer.result))
    })
    started.on('error', (error) => lose(started, 'unavailable', 'its worker thread failed', error))
    started.on('exit', (code) => lose(started, 'unavailable', `its worker thread ended with code ${code}`))
    return started
  }

  const next = (): void => {
    current = queue.shift()
    if (!current) {
      worker?.unref()
      return
    }
    const busy = (worker ??= start())
    busy.ref()
    timer = setTimeout(
      () => lose(busy, 'timeout', `nothing came back within ${options.timeoutMs} ms`),
      options.timeoutMs,
    )
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has no origin
    busy.postMessage(current.job)
  }

  return {
    async run(job, signal) {
      if (closed || signal?.aborted) throw new SpeechError('aborted', `${options.name}: stopped before it began`)
      const { promise, resolve, reject } = Promise.withResolvers<Result>()
      const waiting: Waiting<Job, Result> = { job, resolve, reject, dropped: false }
      const abort = (): void => {
        const place = queue.indexOf(waiting)
        if (place !== -1) queue.splice(place, 1)
        waiting.dropped = true
        reject(new SpeechError('aborted', `${options.name}: stopped`))
      }
      signal?.addEventListener('abort', abort, { once: true })
      queue.push(waiting)
      if (!current) next()
      try {
        return await promise
      } finally {
        signal?.removeEventListener('abort', abort)
      }
    },
    async close() {
      closed = true
      clearTimeout(timer)
      const ending = worker
      worker = undefined
      for (const waiting of [current, ...queue.splice(0)])
        if (waiting && !waiting.dropped) waiting.reject(new SpeechError('aborted', `${options.name}: closed`))
      current = undefined
      await ending?.terminate()
    },
  }
}
