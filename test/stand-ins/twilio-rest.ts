import { createServer } from 'node:http'
import type { IncomingMessage, Server } from 'node:http'
import { messageFaultOf, type SentMessage } from './twilio-messages.ts'
import type { StandInConference } from './twilio-conference.ts'
import { unknownParameter, updateFaultOf } from './twilio-parameters.ts'
import { faultOf } from './twilio-placed.ts'
import type { StandInCall } from './twilio-call.ts'

/** A part of Twilio's REST interface, on loopback: `POST …/Calls.json`, `POST …/Calls/{sid}.json`, `POST …/Messages.json`, `GET …/Calls.json?ParentCallSid=…`. */
export interface StandInRest {
  /** For TWILIO_API_BASE_URL. */
  readonly url: string
  close(): Promise<void>
}

export async function startRest(options: {
  readonly accountSid: string
  readonly authToken: string
  readonly delayMs: () => Promise<void>
  readonly find: (sid: string) => StandInCall | undefined
  readonly calls: () => readonly StandInCall[]
  readonly conferences: () => readonly StandInConference[]
  /** Begins a call of ours, from a form that has been checked. */
  readonly create: (form: URLSearchParams) => StandInCall
  readonly refusesCallsTo?: string | undefined
  readonly losesAnswersOf?: string | undefined
  readonly refusesToPause: boolean
  /** A text message was sent. */
  readonly message: (message: SentMessage) => void
}): Promise<StandInRest> {
  const credentials = `Basic ${Buffer.from(`${options.accountSid}:${options.authToken}`).toString('base64')}`

  async function answer(request: IncomingMessage): Promise<{ status: number; body: Record<string, unknown> }> {
    // First: who has sent it may not wait for the answer, and is obeyed all the same.
    const form = new URLSearchParams(await readBody(request))
    await options.delayMs()
    if (request.headers.authorization !== credentials) return problem(401, 20003, 'Authenticate')
    const parent = new URL(request.url ?? '', 'http://localhost')
    if (request.method === 'GET' && parent.pathname === `/2010-04-01/Accounts/${options.accountSid}/Calls.json`) {
      const wrong = unknownParameter('listCalls', parent.searchParams)
      if (wrong !== null) return problem(400, wrong.code, wrong.message)
      const to = parent.searchParams.get('To')
      if (to !== null) return callsTo(options.calls(), to)
      return childrenOf(options.find(parent.searchParams.get('ParentCallSid') ?? ''))
    }
    if (request.method === 'GET' && parent.pathname === `/2010-04-01/Accounts/${options.accountSid}/Conferences.json`) {
      const wrong = unknownParameter('listConferences', parent.searchParams)
      if (wrong !== null) return problem(400, wrong.code, wrong.message)
      return conferencesNamed(options.conferences(), parent.searchParams.get('FriendlyName'))
    }
    if (request.method === 'POST' && parent.pathname === `/2010-04-01/Accounts/${options.accountSid}/Calls.json`) {
      const fault = faultOf(form)
      if (fault !== null) return problem(400, fault.code, fault.message)
      if (options.refusesCallsTo === form.get('To')) return problem(400, 13227, 'No international permission')
      const { sid, status } = options.create(form)
      return { status: 201, body: { sid, account_sid: options.accountSid, status, direction: 'outbound-api' } }
    }
    if (request.method === 'POST' && parent.pathname === `/2010-04-01/Accounts/${options.accountSid}/Messages.json`) {
      const wrong = messageFaultOf(form)
      if (wrong !== null) return problem(400, wrong.code, wrong.message)
      options.message({ to: form.get('To') ?? '', from: form.get('From') ?? '', text: form.get('Body') ?? '' })
      return { status: 201, body: { sid: `SM${'0'.repeat(32)}`, status: 'queued' } }
    }
    const ofRecordings = new RegExp(
      `^/2010-04-01/Accounts/${options.accountSid}/Calls/(CA[0-9a-f]{32})/Recordings(/Twilio\\.CURRENT)?\\.json$`,
    ).exec(parent.pathname)
    if (ofRecordings !== null) {
      const recorded = options.find(ofRecordings[1] ?? '')
      if (recorded === undefined) return problem(404, 20404, 'The resource was not found')
      if (request.method === 'GET')
        return { status: 200, body: { recordings: recorded.recordings, page: 0, page_size: 20, next_page_uri: null } }
      if (options.refusesToPause && form.get('Status') === 'paused') return problem(503, 20503, 'Try again later')
      const answered = ofRecordings[2] === undefined ? recorded.record(form) : recorded.changeRecording(form)
      if ('code' in answered) return problem(answered.code === 20404 ? 404 : 400, answered.code, answered.message)
      return { status: 201, body: { sid: answered.sid, status: answered.status, channels: answered.channels } }
    }
    const path = new RegExp(`^/2010-04-01/Accounts/${options.accountSid}/Calls/(CA[0-9a-f]{32})\\.json$`)
    const sid = path.exec(request.url ?? '')?.[1]
    const call = sid === undefined ? undefined : options.find(sid)
    if (request.method !== 'POST' || call === undefined) return problem(404, 20404, 'The resource was not found')
    const refused = updateFaultOf(form)
    if (refused !== null) return problem(400, refused.code, refused.message)
    const change: { status?: string; twiml?: string; url?: string } = {}
    for (const [name, value] of form) {
      if (name === 'Status') change.status = value
      else if (name === 'Twiml') change.twiml = value
      else if (name === 'Url') change.url = value
    }
    if (!call.update(change)) return problem(400, 21220, 'Call is not in-progress. Cannot redirect.')
    return {
      status: 200,
      body: { sid, account_sid: options.accountSid, status: call.isOver ? 'completed' : 'in-progress' },
    }
  }

  let isLost = false
  const server = createServer((request, response) => {
    answer(request).then(
      ({ status, body }) => {
        const isOfThem = request.url?.endsWith(`/${options.losesAnswersOf}.json`) === true
        if (isOfThem && request.method === 'POST' && !isLost) {
          isLost = true
          return void response.destroy()
        }
        return response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
      },
      () => response.writeHead(500).end(),
    )
  })
  const port = await listen(server)
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function callsTo(all: readonly StandInCall[], to: string) {
  const calls = all.flatMap((call) =>
    call.to === to ? [{ sid: call.sid, to, status: call.status, date_created: call.createdAt.toUTCString() }] : [],
  )
  return { status: 200, body: { calls: calls.toReversed(), page: 0, page_size: 20, next_page_uri: null } }
}

function conferencesNamed(all: readonly StandInConference[], name: string | null) {
  const conferences = all.flatMap((one) =>
    name === null || one.name === name
      ? [
          {
            sid: one.sid,
            friendly_name: one.name,
            status: one.status,
            date_created: one.createdAt.toUTCString(),
          },
        ]
      : [],
  )
  return { status: 200, body: { conferences, page: 0, page_size: 20, next_page_uri: null } }
}

/** Twilio's dates are whole seconds. */
function childrenOf(call: StandInCall | undefined) {
  const calls = (call?.rung ?? []).map((at, index) => ({
    sid: `CA${String(index).padStart(32, '0')}`,
    parent_call_sid: call?.sid,
    date_created: at.toUTCString(),
  }))
  return { status: 200, body: { calls, page: 0, page_size: 20, next_page_uri: null } }
}

function problem(status: number, code: number, message: string) {
  return { status, body: { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status } }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString()
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    })
  })
}
