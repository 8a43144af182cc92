import { createServer } from 'node:http'
import type { IncomingMessage } from 'node:http'

/**
 * What the tools of the calls write to. `/ship` does the same key's work once, and can be asked about it; `/note` does what
 * it is told each time. It counts what has happened.
 */
export interface ToolServer {
  readonly url: string
  /** How often an order has been shipped or noted, for whoever. */
  times(order: string): number
  /** What one call had shipped or noted more than once, with the keys that it was done under: a promise is broken. */
  readonly duplicated: readonly string[]
  close(): Promise<void>
}

/** Each write takes a while before it happens, and a while after: a server can die in either. */
export async function startToolServer(delayMs: () => number): Promise<ToolServer> {
  const effects = new Map<string, { readonly order: string; readonly keys: string[] }>()
  const shippedKeys = new Set<string>()
  const wait = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, delayMs() / 2))

  const server = createServer((request, response) => {
    const reply = (status: number): void => void response.writeHead(status).end('{}')
    const answer = async (): Promise<void> => {
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://tools')
      if (request.method === 'GET') return reply(shippedKeys.has(searchParams.get('key') ?? '') ? 200 : 404)
      const key = String(request.headers['idempotency-key'] ?? '')
      const { callId, order } = JSON.parse(await readBody(request)) as { callId: string; order: string }
      await wait()
      // Digits that a caller keyed for two numbers may make a third, which is another caller's: so each call's are its own.
      const effect = effects.get(`${callId} ${order}`) ?? { order, keys: [] }
      effects.set(`${callId} ${order}`, effect)
      if (pathname !== '/ship' || !shippedKeys.has(key)) effect.keys.push(key)
      if (pathname === '/ship') shippedKeys.add(key)
      await wait()
      reply(200)
    }
    answer().catch(() => response.destroy())
  })
  const port = await new Promise<number>((resolve) =>
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    }),
  )
  return {
    url: `http://127.0.0.1:${port}`,
    times: (order) =>
      [...effects.values()].reduce((sum, effect) => sum + (effect.order === order ? effect.keys.length : 0), 0),
    get duplicated() {
      return [...effects].flatMap(([what, { keys }]) => (keys.length > 1 ? [`${what}: ${keys.join(' and ')}`] : []))
    },
    async close() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString()
}
