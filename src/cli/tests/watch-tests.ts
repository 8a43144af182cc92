import { existsSync, statSync, watch, type FSWatcher } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { Worker } from 'node:worker_threads'
import { touchedBy, type TestRunArguments, type TestRunOutcome } from './test-run.ts'

/** As it stands here: TypeScript in the repository, JavaScript in the package. */
const thread = import.meta.url.endsWith('.ts')
  ? new URL('./test-thread.ts', import.meta.url)
  : new URL('./test-thread.js', import.meta.url)

/** A file is often written in several pieces. */
const settleMs = 80
const watched = /\.(ya?ml|md|m?[jt]s|json)$/
const notOurs = /(^|[\\/])(node_modules|\.[^\\/]+)([\\/]|$)/

/**
 * Runs tests, and again those that a changed flow, test or tool touches, until it is interrupted. Every run is a thread of
 * its own, so that changed tools are loaded anew. Resolves once `stop` is called.
 */
export async function watchTests(
  args: TestRunArguments,
  show: (outcome: TestRunOutcome, note: string) => void,
  stop: AbortSignal,
): Promise<void> {
  const changed = new Set<string>()
  let wake: () => void = () => {}
  let timer: NodeJS.Timeout | undefined
  const note = (path: string): void => {
    if (!watched.test(path) || notOurs.test(relative('.', path))) return
    changed.add(path)
    clearTimeout(timer)
    timer = setTimeout(() => wake(), settleMs)
  }
  const watchers = foldersOf(args.paths).map((folder) => watchFolder(folder, note))
  try {
    let only: readonly string[] | null = null
    while (!stop.aborted) {
      const outcome = await inThread({ ...args, only }, stop)
      if (outcome !== null) show(outcome, only === null ? '' : only.join(', '))
      only = null
      while (only === null && !stop.aborted) {
        await new Promise<void>((resolve) => {
          wake = resolve
          stop.addEventListener('abort', () => resolve(), { once: true })
          if (changed.size > 0 && timer === undefined) resolve()
        })
        const files = [...changed]
        changed.clear()
        timer = undefined
        const touched = (await Promise.all(files.map((file) => touchedBy(file, args.paths)))).flat()
        only = touched.length === 0 ? null : [...new Set(touched)].sort()
      }
    }
  } finally {
    clearTimeout(timer)
    for (const watcher of watchers) watcher.close()
  }
}

/** Of a file its folder: editors put a new file in the place of the old one. */
function foldersOf(paths: readonly string[]): readonly string[] {
  const folders = paths.filter(existsSync).map((path) => (statSync(path).isDirectory() ? path : dirname(path)))
  return [...new Set(folders)]
}

function watchFolder(folder: string, note: (path: string) => void): FSWatcher {
  return watch(folder, { recursive: true }, (_, name) => {
    if (name !== null) note(join(folder, name))
  })
}

/** null where it was stopped. */
function inThread(args: TestRunArguments, stop: AbortSignal): Promise<TestRunOutcome | null> {
  return new Promise((resolve) => {
    const worker = new Worker(thread, { workerData: args })
    const end = (): void => void worker.terminate()
    stop.addEventListener('abort', end, { once: true })
    let outcome: TestRunOutcome | null = null
    worker.on('message', (message: TestRunOutcome) => {
      outcome = message
    })
    worker.on('error', (error) => {
      outcome = { out: '', problem: error instanceof Error ? error.message : String(error), code: 2 }
    })
    worker.on('exit', () => {
      stop.removeEventListener('abort', end)
      resolve(stop.aborted ? null : outcome)
    })
  })
}
