import { WebSocket } from 'ws'
import { SpeechError } from './speech-error.ts'
import { statusFault } from './vendor-fault.ts'
import type { Vendor } from './vendor-fault.ts'

/** A socket to a vendor that speaks JSON in text frames and takes audio in binary ones. It does not come back once lost. */
export interface VendorSocket {
  send(message: object): void
  /** The bytes are copied. */
  sendAudio(audio: Uint8Array): void
  /** Says goodbye, where the vendor wants one, and closes. Nothing is told after it. */
  close(goodbye?: object): void
}

export interface VendorSocketOptions {
  readonly vendor: Vendor
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  /** A message, read as JSON: an object. May call `close`. */
  readonly onMessage: (message: Readonly<Record<string, unknown>>) => void
  /** Once, unless it was closed from here: refused, closed, failed, half-open, or sent what is no JSON. */
  readonly onLost: (error: SpeechError) => void
  /** The longest that the handshake may take; 5 s unless told. */
  readonly openMs?: number
  /** A ping is sent so often, and must have been answered before the next; 5 s unless told. */
  readonly pingMs?: number
}

/**
 * Resolves once the socket is open; rejects with SpeechError. The pings find a socket that is half-open (its other end has
 * gone without a word), and they keep one open on which nothing is said for a while.
 */
export async function openVendorSocket(options: VendorSocketOptions): Promise<VendorSocket> {
  const { vendor, url, headers, openMs = 5000, pingMs = 5000 } = options
  const { promise, resolve, reject } = Promise.withResolvers<undefined>()
  const socket = new WebSocket(url, { headers, maxPayload: 1 << 20, perMessageDeflate: false })
  let state: 'opening' | 'open' | 'over' = 'opening'
  let answered = true
  let pinging: NodeJS.Timeout | undefined

  const lose = (error: SpeechError): void => {
    const before = state
    end()
    if (before === 'opening') reject(error)
    if (before === 'open') options.onLost(error)
  }
  const end = (): void => {
    state = 'over'
    clearTimeout(opening)
    clearInterval(pinging)
    socket.terminate()
  }
  const unavailable = (what: string): SpeechError => new SpeechError('unavailable', `${vendor.name}: ${what}`)
  const opening = setTimeout(() => {
    lose(new SpeechError('timeout', `${vendor.name}: no connection within ${openMs} ms`))
  }, openMs)

  socket.on('unexpected-response', (_request, response) => {
    response.resume()
    lose(statusFault(vendor, response.statusCode ?? 0, 'connecting'))
  })
  socket.on('error', () => lose(unavailable('the connection failed')))
  // A reason is a code of the vendor's: "NET-0001".
  socket.on('close', (code, reason) => lose(unavailable(`the connection was closed (${code}${codeIn(reason)})`)))
  socket.on('pong', () => (answered = true))
  socket.on('message', (data: Buffer, isBinary) => {
    if (state === 'over') return
    answered = true
    const message = isBinary ? null : objectIn(data)
    if (message === null) lose(unavailable('sent what cannot be read'))
    else options.onMessage(message)
  })
  socket.on('open', () => {
    if (state !== 'opening') return
    state = 'open'
    clearTimeout(opening)
    pinging = setInterval(() => {
      if (!answered) return lose(new SpeechError('timeout', `${vendor.name}: the connection is half-open`))
      answered = false
      socket.ping()
    }, pingMs)
    resolve(undefined)
  })

  await promise
  return {
    send(message) {
      if (state === 'open') socket.send(JSON.stringify(message))
    },
    sendAudio(audio) {
      // Sent later, and the line writes its next frame into the same bytes.
      if (state === 'open') socket.send(audio.slice())
    },
    close(goodbye) {
      if (state !== 'open') return
      state = 'over'
      clearInterval(pinging)
      if (goodbye !== undefined) socket.send(JSON.stringify(goodbye))
      socket.close(1000)
      // A vendor that is slow to answer the close is not waited for.
      setTimeout(() => socket.terminate(), 1000).unref()
    },
  }
}

function codeIn(reason: Buffer): string {
  const code = /^[A-Z]+-\d{4}/u.exec(reason.toString())?.[0]
  return code === undefined ? '' : ` ${code}`
}

function objectIn(data: Buffer): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(data.toString())
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}
