import { once } from 'node:events'
import { onTestFinished } from 'vitest'
import { WebSocket } from 'ws'

/** A socket to a stand-in, by which anything may be sent. */
export interface Raw {
  readonly socket: WebSocket
  /** Messages so far, and at the end "closed CODE REASON". */
  readonly told: (Record<string, unknown> | string)[]
}

/** Resolves once it is open; closed at the test's end. */
export async function connect(url: string, headers: Record<string, string>): Promise<Raw> {
  const socket = new WebSocket(url.replace(/^http/u, 'ws'), { headers })
  onTestFinished(() => socket.terminate())
  const told: (Record<string, unknown> | string)[] = []
  socket.on('message', (data: Buffer) => told.push(JSON.parse(data.toString()) as Record<string, unknown>))
  socket.on('close', (code, reason) => told.push(`closed ${code} ${reason.toString()}`))
  await once(socket, 'open')
  return { socket, told }
}

/** The status and the body of a refused upgrade. */
export async function refused(url: string, headers: Record<string, string>): Promise<string> {
  const socket = new WebSocket(url.replace(/^http/u, 'ws'), { headers })
  socket.on('error', () => {})
  const [, response] = (await once(socket, 'unexpected-response')) as [
    unknown,
    NodeJS.ReadableStream & { statusCode: number },
  ]
  const chunks: string[] = []
  for await (const chunk of response) chunks.push(chunk.toString())
  socket.terminate()
  return `${response.statusCode} ${chunks.join('')}`
}
