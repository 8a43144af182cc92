import type { ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

/** What a stand-in for a vendor can be told to do to those who use it; may be changed while it runs. */
export interface VendorTrouble {
  /** Every connection and request is refused with this: 401, 402 (out of credit), 429, 500. */
  status: number | null
  /** Connections are taken, and nothing is ever said on them; requests are taken and never answered. */
  silent: boolean
  /** Pings are not answered: the other end has gone without a word. */
  halfOpen: boolean
  /** Each answer comes so much later. */
  slowMs: number
  /** What becomes of the socket when these words are heard, or the answer when they are to be spoken. */
  upon: (words: string) => 'well' | 'dropped' | 'stalled' | 'malformed'
}

export function noTrouble(changes: Partial<VendorTrouble>): VendorTrouble {
  return { status: null, silent: false, halfOpen: false, slowMs: 0, upon: () => 'well', ...changes }
}

/** A connection that is not to be upgraded. */
export function refuseUpgrade(socket: Duplex, status: number, body: object): void {
  const text = JSON.stringify(body)
  socket.end(
    `HTTP/1.1 ${status} Refused\r\nContent-Type: application/json\r\nContent-Length: ${text.length}\r\nConnection: close\r\n\r\n${text}`,
  )
}

export function refuse(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}
