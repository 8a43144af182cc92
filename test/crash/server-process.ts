import { spawn, type ChildProcess } from 'node:child_process'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { KillPoint } from './kill-points.ts'

/** A real server as a process of its own, and a supervisor that starts it again when it dies. */
export interface ServerProcess {
  readonly port: number
  /** How often it has died. */
  readonly deaths: number
  readonly isAlive: boolean
  /** Dies when it next comes by this point. Resolves when it is dead, with the time by `performance.now()`. */
  dieAt(point: KillPoint): Promise<number>
  signal(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT' | 'SIGTERM'): void
  /** Resolves when it answers. */
  ready(): Promise<void>
  stop(): Promise<void>
}

const root = resolve(import.meta.dirname, '../..')
const config = fileURLToPath(import.meta.resolve('./project/callchart.config.ts'))
const tools = fileURLToPath(import.meta.resolve('./project/tools.ts'))

export function startServerProcess(options: {
  readonly port: number
  readonly env: Readonly<Record<string, string>>
  /** A supervisor waits for so long before it starts a server again. */
  readonly restartAfterMs: number
}): ServerProcess {
  let child: ChildProcess
  let deaths = 0
  let isAlive = false
  let isStopping = false
  let said = ''
  let dead = Promise.withResolvers<number>()

  const begin = (): void => {
    dead = Promise.withResolvers()
    child = spawn(
      process.execPath,
      [
        '--import',
        resolve(import.meta.dirname, 'kill-points.ts'),
        resolve(root, 'src/cli/bin.ts'),
        'serve',
        '--project',
        dirname(config),
        '--tools',
        tools,
      ],
      { env: { ...process.env, ...options.env, PORT: String(options.port) }, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] },
    )
    isAlive = true
    for (const stream of [child.stdout!, child.stderr!])
      stream.on('data', (text: Buffer) => (said = (said + text.toString()).slice(-20_000)))
    child.once('exit', () => {
      isAlive = false
      dead.resolve(performance.now())
      if (isStopping) return
      deaths += 1
      setTimeout(() => {
        if (!isStopping) begin()
      }, options.restartAfterMs)
    })
  }
  begin()
  // A run that dies must not leave servers behind.
  const kill = (): void => void child.kill('SIGKILL')
  process.once('exit', kill)

  return {
    port: options.port,
    get deaths() {
      return deaths
    },
    get isAlive() {
      return isAlive
    },
    dieAt(point) {
      child.send(point)
      return dead.promise
    },
    signal: (signal) => void child.kill(signal),
    async ready() {
      const until = performance.now() + 120_000
      for (;;) {
        const answer = await fetch(`http://127.0.0.1:${options.port}/readyz`, {
          signal: AbortSignal.timeout(2000),
        }).catch(() => null)
        if (answer?.ok) return
        if (performance.now() > until) throw new Error(`A server did not start:\n${said}`)
        await new Promise((go) => setTimeout(go, 100))
      }
    },
    async stop() {
      isStopping = true
      process.off('exit', kill)
      if (!isAlive) return
      child.kill('SIGKILL')
      await dead.promise
    },
  }
}
