import type { StoredCall } from '../../src/store/store.ts'
import { readConfig } from '../../src/server/config.ts'
import type { Environment } from '../../src/server/env-reader.ts'
import { createLogger } from '../../src/server/logger.ts'
import { createMetrics } from '../../src/server/metrics.ts'
import type { Metrics } from '../../src/server/metrics.ts'
import type { RequestLimits } from '../../src/server/hardening.ts'
import { createServer } from '../../src/server/server.ts'
import type { CallchartServer } from '../../src/server/server.ts'
import { createEchoDesk } from './echo-desk.ts'
import type { EchoDesk, EchoOptions } from './echo-desk.ts'
import { startTwilio } from './twilio.ts'
import type { StandInTwilio, TwilioOptions } from './twilio.ts'

/** A server with an echo for a flow, and a Twilio that knows its public address. */
export interface LineServer {
  readonly server: CallchartServer
  readonly desk: EchoDesk
  readonly twilio: StandInTwilio
  readonly metrics: Metrics
  /** Loopback, for what is not Twilio. */
  readonly url: string
  readonly publicUrl: string
  readonly webhookUrl: string
  readonly statusUrl: string
  /** What was logged, a line each. */
  readonly logged: readonly string[]
  close(): Promise<void>
}

export const publicUrl = 'https://voice.test'

export async function startLineServer(
  options: {
    readonly twilio?: TwilioOptions
    readonly echo?: Partial<EchoOptions>
    readonly env?: Environment
    /** The store stops answering when this says so. */
    readonly isStoreDown?: () => boolean
    readonly limits?: Partial<RequestLimits>
  } = {},
): Promise<LineServer> {
  let url = ''
  const twilio = await startTwilio({ reach: () => ({ [publicUrl]: url }), retryForMs: 3000, ...options.twilio })
  const desk = createEchoDesk({ greeting: tone(400), ...options.echo })
  const read = readConfig({
    HOST: '127.0.0.1',
    PORT: '0',
    CALLCHART_PUBLIC_URL: publicUrl,
    CALLCHART_DRAIN_MS: '500',
    TWILIO_ACCOUNT_SID: twilio.accountSid,
    TWILIO_AUTH_TOKEN: twilio.authToken,
    TWILIO_API_BASE_URL: twilio.apiBaseUrl,
    ...options.env,
  })
  if (!read.ok) throw new Error(JSON.stringify(read.problems))
  const logged: string[] = []
  const metrics = createMetrics({ process: false })
  const server = await createServer({
    config: read.config,
    calls: desk,
    store: storeOf(desk, options.isStoreDown),
    metrics,
    logger: createLogger({ level: 'info', destination: { write: (line) => void logged.push(line) } }),
    ...(options.limits === undefined ? {} : { limits: options.limits }),
  })
  const { port } = await server.listen()
  url = `http://127.0.0.1:${port}`
  return {
    server,
    desk,
    twilio,
    metrics,
    url,
    publicUrl,
    webhookUrl: `${publicUrl}/twilio/voice`,
    statusUrl: `${publicUrl}/twilio/status`,
    logged,
    async close() {
      await twilio.close()
      await server.close()
    },
  }
}

/** 1 kHz, well above what counts as heard. */
export function tone(ms: number): Uint8Array {
  const period = [0xff, 0x9f, 0x98, 0x9f, 0xff, 0x1f, 0x18, 0x1f]
  return Uint8Array.from({ length: ms * 8 }, (_, index) => period[index % period.length]!)
}

/** What a server asks a store for, of the echo's calls. */
export function storeOf(desk: EchoDesk, isDown: () => boolean = () => false) {
  const check = () => {
    if (isDown()) throw new Error('the store does not answer')
  }
  const stored = (callId: string): StoredCall => ({
    callId,
    bundle: 'none',
    flow: 'echo',
    startedAt: 0,
    direction: 'inbound',
    token: 1,
    owner: null,
    leaseUntil: 0,
    live: true,
    snapshot: null,
  })
  const known = () => [...new Set(desk.events.flatMap((event) => (event.type === 'connect' ? [event.callId] : [])))]
  return {
    async findByLine(lineId: string) {
      check()
      return desk.findByLine(lineId)
    },
    async read(callId: string) {
      check()
      return callId.startsWith('call-') ? stored(callId) : null
    },
    list: async () => known().map(stored),
    log: async () => [],
    async ping() {
      check()
    },
  }
}
