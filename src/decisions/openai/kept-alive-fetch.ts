import * as http from 'node:http'
import * as https from 'node:https'
import { Readable } from 'node:stream'

/** `fetch` for a client that asks the same host again and again, whose connections stay open between two questions. */
export interface KeptAliveFetch {
  readonly fetch: typeof fetch
  /** Opens a connection to this address, if there is none. Resolves when it is there, or cannot be had: never rejects. */
  readonly open: (url: string) => Promise<void>
  /** Ends the connections that wait. */
  readonly close: () => void
}

/**
 * Node's own fetch closes a connection that has not been used for four seconds, and a call decides less often: each question
 * would begin with a TCP and a TLS handshake, two or three times there and back.
 */
export function createKeptAliveFetch(): KeptAliveFetch {
  const options = { keepAlive: true, keepAliveMsecs: 10_000, maxFreeSockets: 16, scheduling: 'lifo' } as const
  const agents = { 'http:': new http.Agent(options), 'https:': new https.Agent(options) }
  const requests = { 'http:': http.request, 'https:': https.request }
  let opening: Promise<void> | null = null

  const send = (url: URL, init: RequestInit, body: Buffer | null, isAgain: boolean): Promise<Response> =>
    new Promise((resolve, reject) => {
      const { protocol } = url
      if (protocol !== 'http:' && protocol !== 'https:') return reject(new TypeError(`no such protocol: ${protocol}`))
      const headers = Object.fromEntries(new Headers(init.headers))
      if (body !== null) headers['content-length'] = String(body.length)
      const request = requests[protocol](url, {
        agent: agents[protocol],
        method: init.method ?? 'GET',
        headers,
        ...(init.signal ? { signal: init.signal } : {}),
      })
      request.on('error', (error: NodeJS.ErrnoException) => {
        // The other end has closed a connection that waited, in the moment in which it was used: nobody has read the question.
        if (request.reusedSocket && !isAgain && error.code === 'ECONNRESET' && init.signal?.aborted !== true)
          return resolve(send(url, init, body, true))
        reject(error)
      })
      request.on('response', (message) => resolve(responseOf(message)))
      request.end(body)
    })

  return {
    async fetch(input, init = {}) {
      const body = typeof init.body === 'string' ? Buffer.from(init.body) : null
      // The SDK sends its JSON as a string, and nothing else is ever asked here.
      if (body === null && init.body != null) throw new TypeError('only a text can be sent')
      return send(new URL(input instanceof Request ? input.url : input), init, body, false)
    },
    open(address) {
      const url = new URL(address)
      const { protocol } = url
      if ((protocol !== 'http:' && protocol !== 'https:') || isOpen(agents[protocol], url)) return Promise.resolve()
      opening ??= new Promise<void>((done) => {
        const request = requests[protocol](new URL('/', url), { agent: agents[protocol] })
        request.on('response', (message) => message.resume())
        request.on('error', () => {})
        // Nobody has asked anything, so the answer is a short one; the agent has the connection back a moment later.
        request.on('close', () => setImmediate(done))
        request.end()
      }).finally(() => {
        opening = null
      })
      return opening
    },
    close() {
      for (const agent of Object.values(agents)) agent.destroy()
    },
  }
}

/** A connection that is being used, or opened, will be free again. */
function isOpen({ freeSockets, sockets }: http.Agent, { hostname }: URL): boolean {
  return [freeSockets, sockets].some((open) => Object.keys(open).some((name) => name.startsWith(`${hostname}:`)))
}

function responseOf(message: http.IncomingMessage): Response {
  const headers = new Headers()
  for (let at = 0; at + 1 < message.rawHeaders.length; at += 2)
    headers.append(message.rawHeaders[at] ?? '', message.rawHeaders[at + 1] ?? '')
  const status = message.statusCode ?? 0
  const hasBody = ![204, 205, 304].includes(status)
  if (!hasBody) message.resume()
  return new Response(hasBody ? (Readable.toWeb(message) as ReadableStream) : null, { status, headers })
}
