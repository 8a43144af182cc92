import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'

/** One line of `callchart serve --feed`. */
export interface FeedLine {
  readonly callId: string
  readonly type: string
  readonly [key: string]: unknown
}

export interface ServerProcess {
  readonly pid: number
  /** How often it has died and was started again. */
  readonly restarts: number
  /** Resolves when it answers. Rejects with what it printed when it ends before. */
  readonly ready: Promise<void>
  stop(): Promise<void>
}

/**
 * `callchart serve` as a process of its own, watched as a supervisor would: killed in mid-call, it is started again at once
 * on the same port and the same data, and the call goes on.
 */
export function startServer(options: {
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly onFeed: (line: FeedLine) => void
  readonly onRestart: (restarts: number) => void
}): ServerProcess {
  let child: ChildProcess
  let restarts = 0
  let stopping = false
  let answered = false
  const begin = (): Promise<void> => {
    child = spawn(
      process.execPath,
      [new URL('../../src/cli/bin.ts', import.meta.url).pathname, 'serve', '--feed', ...options.args],
      {
        env: { ...process.env, ...options.env },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    )
    const printed: string[] = []
    createInterface({ input: child.stdout! }).on('line', (line) => {
      if (line.startsWith('{')) options.onFeed(JSON.parse(line) as FeedLine)
    })
    const errors = createInterface({ input: child.stderr! })
    return new Promise((ready, fail) => {
      errors.on('line', (line) => {
        printed.push(line)
        if (!line.startsWith('Callchart answers')) return
        answered = true
        ready()
      })
      child.once('exit', (code) => {
        fail(new Error(`The server ended (${code}).\n${printed.join('\n')}`))
        if (stopping || !answered) return
        restarts += 1
        options.onRestart(restarts)
        if (restarts < 5) begin().catch(() => {})
      })
    })
  }
  const ready = begin()
  return {
    ready,
    get pid() {
      return child.pid ?? 0
    },
    get restarts() {
      return restarts
    },
    async stop() {
      stopping = true
      if (child.exitCode !== null) return
      const ended = new Promise((go) => child.once('exit', go))
      child.kill('SIGTERM')
      await ended
    },
  }
}
