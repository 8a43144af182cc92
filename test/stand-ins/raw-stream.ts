import { WebSocket } from 'ws'
import twilioSdk from 'twilio'
import type { LineServer } from './line-server.ts'
import { parseTwiml } from './twiml-document.ts'

/** A socket that sends what it is told, for tests of bad input. */
export interface RawStream {
  send(data: string | Uint8Array): void
  sendJson(message: unknown): void
  /** What the server sent, parsed. */
  readonly received: readonly { readonly event: string }[]
  /** Resolves with the code and reason with which the socket was closed. */
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>
  readonly isOpen: boolean
}

/** What is asked of a server: where it is, where Twilio believes it is, and whose it is. */
type Reached = Pick<LineServer, 'url' | 'publicUrl'> & {
  readonly twilio: Pick<LineServer['twilio'], 'authToken' | 'accountSid'>
}

/** Posts a form as Twilio does; `authToken: null` signs nothing. */
export function postForm(
  server: Reached,
  path: string,
  form: Readonly<Record<string, string>>,
  authToken: string | null = server.twilio.authToken,
): Promise<Response> {
  const signature =
    authToken === null ? '' : twilioSdk.getExpectedTwilioSignature(authToken, server.publicUrl + path, form)
  return fetch(server.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature },
    body: new URLSearchParams(form).toString(),
  })
}

/** Rings, and reads the parameters that a stream of the call must bring. */
export async function ringFor(server: Reached, callSid: string): Promise<Record<string, string>> {
  const form = { CallSid: callSid, AccountSid: server.twilio.accountSid, From: '+447700900123', To: '+442079460000' }
  const response = await postForm(server, '/twilio/voice', form)
  const document = parseTwiml(await response.text())
  const stream = document.children[0]?.children[0]
  const parameters: Record<string, string> = {}
  for (const { attributes } of stream?.children ?? []) parameters[attributes['name'] ?? ''] = attributes['value'] ?? ''
  return parameters
}

/** Opens a socket at the media route. Rejects with the status where the upgrade is refused. */
export function openRaw(
  server: Reached,
  options: { readonly isSigned?: boolean; readonly path?: string } = {},
): Promise<RawStream> {
  const { isSigned = true, path = '/twilio/media' } = options
  const address = server.publicUrl.replace('http', 'ws') + path
  const signature = twilioSdk.getExpectedTwilioSignature(server.twilio.authToken, address, {})
  const socket = new WebSocket(server.url.replace('http', 'ws') + path, {
    headers: isSigned ? { 'x-twilio-signature': signature } : {},
  })
  const received: { readonly event: string }[] = []
  const closed = Promise.withResolvers<{ code: number; reason: string }>()
  socket.on('message', (data) => received.push(JSON.parse((data as Buffer).toString()) as { event: string }))
  socket.on('close', (code, reason) => closed.resolve({ code, reason: reason.toString() }))
  return new Promise((resolve, reject) => {
    socket.on('unexpected-response', (request, response) => {
      request.destroy()
      reject(new Error(`HTTP ${response.statusCode}`))
    })
    socket.on('error', reject)
    socket.on('open', () =>
      resolve({
        send: (data) => socket.send(data),
        sendJson: (message) => socket.send(JSON.stringify(message)),
        received,
        closed: closed.promise,
        get isOpen() {
          return socket.readyState === WebSocket.OPEN
        },
      }),
    )
  })
}

/** A `start` as Twilio sends it. */
export function startMessage(options: {
  readonly streamSid: string
  readonly callSid: string
  readonly accountSid: string
  readonly parameters: Readonly<Record<string, string>>
}): unknown {
  const { streamSid, callSid, accountSid, parameters: customParameters } = options
  const mediaFormat = { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 }
  const start = { accountSid, streamSid, callSid, tracks: ['inbound'], mediaFormat, customParameters }
  return { event: 'start', sequenceNumber: '1', streamSid, start }
}
