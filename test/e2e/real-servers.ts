import { spawn, type ChildProcess } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { startRedis } from '../redis-server.ts'
import { startTwilio, type StandInTwilio, type TwilioOptions } from '../stand-ins/twilio.ts'
import type { StandInCall } from '../stand-ins/twilio-call.ts'

/** The files of a project, by name: what a server of some release has. */
export type Project = Readonly<Record<string, string>>

/** A real server: `callchart serve` as a process of its own. */
export interface RealServer {
  readonly name: string
  readonly url: string
  readonly pid: number
  /** False once its process is gone. */
  readonly isAlive: boolean
  /** What it has logged so far, a line each. */
  readonly logged: readonly string[]
  /** SIGTERM, as a deploy ends it: resolves when it is gone. */
  stop(): Promise<void>
  /** SIGKILL: resolves when it is gone. */
  kill(): Promise<void>
  /** Asks its routes with the token of an operator. */
  ask(method: string, path: string, body?: object): Promise<{ readonly status: number; readonly body: Answer }>
  /** A figure of its metrics, all labels together that fit; 0 where there is none. */
  metric(name: string, labels?: string): Promise<number>
  audited(): Promise<readonly Readonly<Record<string, unknown>>[]>
}

/** What routes answer: enough of it for the tests. */
export interface Answer {
  readonly callId?: string
  readonly live?: boolean
  readonly state?: unknown
  readonly bundle?: string
  readonly owner?: string | null
  readonly outcome?: string | null
  readonly log?: readonly { readonly type: string }[]
  readonly calls?: readonly Answer[]
}

export interface RealServers {
  readonly twilio: StandInTwilio
  readonly redisUrl: string
  /** Where the line's next requests and streams go: each to one of these that is alive. */
  lead(...to: readonly RealServer[]): void
  /** Resolves when it answers. `root`: another checkout of Callchart. */
  start(name: string, project: Project, root?: string): Promise<RealServer>
  dial(from?: string): StandInCall
  /** The call that was begun last. */
  newest(server: RealServer): Promise<string>
  /** A call as it is in the store, whichever server has it. */
  look(server: RealServer, callId: string): Promise<Answer>
  close(): Promise<void>
}

const repository = resolve(import.meta.dirname, '../..')
const publicUrl = 'https://voice.test'
const token = 'open-sesame'
const readyWithinMs = 90_000

/** Real servers on one real Redis, called by a Twilio on real sockets that takes as long as the real one. */
export async function startRealServers(twilioOptions: TwilioOptions = {}): Promise<RealServers> {
  const redis = await startRedis()
  const folder = await mkdtemp(join(tmpdir(), 'callchart-servers-'))
  const servers: { readonly child: ChildProcess; readonly gone: Promise<void> }[] = []
  let led: readonly RealServer[] = []
  // By chance, as for whoever knows nothing of calls: in turns a webhook and its stream would always part.
  const chosen = (): RealServer | undefined => {
    const alive = led.filter(({ isAlive }) => isAlive)
    return alive[Math.floor(Math.random() * alive.length)]
  }
  const twilio = await startTwilio({
    reach: () => ({ [publicUrl]: chosen()?.url ?? 'http://127.0.0.1:9' }),
    webhookDelayMs: () => 150 + Math.random() * 150,
    restDelayMs: 200,
    ...twilioOptions,
  })

  async function start(name: string, project: Project, root = repository): Promise<RealServer> {
    const place = join(folder, name)
    await mkdir(place)
    for (const [file, text] of Object.entries(project)) {
      await mkdir(join(place, file, '..'), { recursive: true })
      await writeFile(join(place, file), text)
    }
    const port = await freePort()
    const child = spawn(process.execPath, [join(root, 'src/cli/bin.ts'), 'serve', '--project', place], {
      env: {
        ...process.env,
        NODE_ENV: '',
        OPENAI_API_KEY: '',
        REDIS_NODES: '',
        HOST: '127.0.0.1',
        PORT: String(port),
        REDIS_URL: redis.url,
        CALLCHART_PUBLIC_URL: publicUrl,
        CALLCHART_DATA: join(place, 'data'),
        CALLCHART_KEYS: `e2e:${Buffer.alloc(32, 7).toString('base64')}`,
        CALLCHART_API_TOKEN: `oncall:read+operate+dial:${token}`,
        CALLCHART_DRAIN_MS: '8000',
        TWILIO_ACCOUNT_SID: twilio.accountSid,
        TWILIO_AUTH_TOKEN: twilio.authToken,
        TWILIO_API_BASE_URL: twilio.apiBaseUrl,
        LOG_LEVEL: 'info',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const gone = new Promise<void>((go) => child.once('exit', () => go()))
    servers.push({ child, gone })
    const logged: string[] = []
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text: Buffer) => logged.push(...text.toString().split('\n')))
    const url = `http://127.0.0.1:${port}`
    await ready(url, () => `${name}: ${logged.join('\n')}`, child)
    const headers = { authorization: `Bearer ${token}` }
    return {
      name,
      url,
      pid: child.pid ?? 0,
      get isAlive() {
        return child.exitCode === null && child.signalCode === null
      },
      logged,
      stop: () => {
        child.kill('SIGTERM')
        return gone
      },
      kill: () => {
        child.kill('SIGKILL')
        return gone
      },
      async ask(method, path, body) {
        const response = await fetch(url + path, {
          method,
          headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        })
        return { status: response.status, body: (await response.json()) as Answer }
      },
      async metric(metric, labels = '') {
        const text = await (await fetch(`${url}/metrics`, { headers })).text()
        const lines = text.split('\n').filter((line) => /^\w+/.exec(line)?.[0] === metric && line.includes(labels))
        return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)
      },
      async audited() {
        const text = await readFile(join(place, 'data', 'audit.jsonl'), 'utf8').catch(() => '')
        const lines = text.split('\n').filter((line) => line !== '')
        return lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
      },
    }
  }

  return {
    twilio,
    redisUrl: redis.url,
    lead(...to) {
      led = to
    },
    start,
    dial: (from = '+442079460123') =>
      twilio.dial({
        from,
        to: '+442079460000',
        webhookUrl: `${publicUrl}/twilio/voice`,
        statusUrl: `${publicUrl}/twilio/status`,
      }),
    async newest(server) {
      const { body } = await server.ask('GET', '/calls?limit=1')
      return body.calls?.[0]?.callId ?? ''
    },
    async look(server, callId) {
      const { body } = await server.ask('GET', `/calls/${callId}`)
      return body
    },
    async close() {
      await twilio.close()
      for (const { child } of servers) child.kill('SIGKILL')
      await Promise.all(servers.map(({ gone }) => gone))
      await redis.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function ready(url: string, said: () => string, child: ChildProcess): Promise<void> {
  const until = performance.now() + readyWithinMs
  for (;;) {
    const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2000) }).catch(() => null)
    if (answer?.ok === true) return
    if (performance.now() > until || child.exitCode !== null) throw new Error(`A server did not start:\n${said()}`)
    await new Promise((go) => setTimeout(go, 100))
  }
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((go) => probe.listen(0, '127.0.0.1', go))
  const address = probe.address()
  await new Promise((go) => probe.close(go))
  return typeof address === 'object' && address !== null ? address.port : 0
}
