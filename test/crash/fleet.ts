import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startBalancer } from '../stand-ins/balancer.ts'
import { openWay, type TcpWay } from '../stand-ins/tcp-way.ts'
import { startTwilio, type StandInTwilio } from '../stand-ins/twilio.ts'
import type { StandInCall } from '../stand-ins/twilio-call.ts'
import { wayOut } from './caller.ts'
import { startServerProcess, type ServerProcess } from './server-process.ts'
import { startToolServer, type ToolServer } from './tool-server.ts'

/**
 * What the line does when a stream ends without a close. Twilio does not say, so each is tried.
 * - redirects: it goes on with the TwiML behind the stream
 * - fetched: it does nothing, until it is told to by REST
 */
export type LineMode = 'redirects' | 'fetched'

/** A server with the network in front of it. */
export interface Host {
  readonly server: ServerProcess
  readonly way: TcpWay
  /** Calls whose stream leads here. */
  calls(): readonly StandInCall[]
}

export interface Fleet {
  readonly hosts: readonly Host[]
  readonly twilio: StandInTwilio
  readonly tools: ToolServer
  dial(): StandInCall
  /** Resolves when all servers answer and the balancer knows it. */
  ready(): Promise<void>
  close(): Promise<void>
}

/** What callers say is sealed, and every server opens it. */
export const keys = `crash:${Buffer.alloc(32, 7).toString('base64')}`

const publicUrl = 'https://voice.test'

/** Real servers on one store, behind a balancer, called by a Twilio on real sockets that takes as long as the real one. */
export async function startFleet(options: {
  readonly servers: number
  readonly mode: LineMode
  /** REDIS_URL and the like. */
  readonly store: Readonly<Record<string, string>>
  readonly random: () => number
}): Promise<Fleet> {
  const { random } = options
  const folder = await mkdtemp(join(tmpdir(), 'callchart-crash-'))
  const tools = await startToolServer(() => 100 + random() * 900)
  const delayMs = (): number => 150 + random() * 450
  const hosts: Host[] = []
  let address = (): string => ''
  const twilio = await startTwilio({
    reach: () => ({ [publicUrl]: address() }),
    redirectsAfterDrop: options.mode === 'redirects',
    webhookDelayMs: delayMs,
    restDelayMs: delayMs,
    webhookTimeoutMs: 2000,
    retryForMs: 90_000,
  })
  for (let index = 0; index < options.servers; index += 1) {
    const port = await freePort()
    const way = await openWay(port)
    const server = startServerProcess({
      port,
      restartAfterMs: 1000,
      env: {
        HOST: '127.0.0.1',
        CALLCHART_PUBLIC_URL: publicUrl,
        CALLCHART_DATA: join(folder, String(index)),
        CALLCHART_WAY_OUT: wayOut,
        CRASH_TOOL_SERVER: tools.url,
        TWILIO_ACCOUNT_SID: twilio.accountSid,
        TWILIO_AUTH_TOKEN: twilio.authToken,
        TWILIO_API_BASE_URL: twilio.apiBaseUrl,
        TWILIO_TIMEOUT_MS: '2000',
        LOG_LEVEL: 'warn',
        NODE_ENV: '',
        OPENAI_API_KEY: '',
        CALLCHART_KEYS: keys,
        // Named by each stage: what the machine's own environment has is nobody's business here.
        REDIS_URL: '',
        REDIS_NODES: '',
        ...options.store,
      },
    })
    const leadsHere = ({ stream }: StandInCall): boolean =>
      stream !== null && stream.isOpen && new URL(stream.url).port === String(way.port)
    hosts.push({ server, way, calls: () => twilio.calls.filter((call) => !call.isOver && leadsHere(call)) })
  }
  const balancer = startBalancer(
    hosts.map(({ way }) => way),
    (way) => hosts.some((host) => host.way === way && !host.server.isAlive && !way.isDark),
  )
  address = () => balancer.next()
  const close = async (): Promise<void> => {
    balancer.close()
    await twilio.close()
    await Promise.all(hosts.map(({ server }) => server.stop()))
    await Promise.all(hosts.map(({ way }) => way.close()))
    await tools.close()
    await rm(folder, { recursive: true, force: true })
  }
  return {
    hosts,
    twilio,
    tools,
    dial: () =>
      twilio.dial({
        from: '+442079460123',
        to: '+442079460000',
        webhookUrl: `${publicUrl}/twilio/voice`,
        statusUrl: `${publicUrl}/twilio/status`,
      }),
    async ready() {
      await Promise.all(hosts.map(({ server }) => server.ready()))
      await balancer.healthy(hosts.length)
    },
    close,
  }
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((go) => probe.listen(0, '127.0.0.1', go))
  const address = probe.address()
  await new Promise((go) => probe.close(go))
  return typeof address === 'object' && address !== null ? address.port : 0
}
