import { randomBytes } from 'node:crypto'
import { frameMs } from './call-clock.ts'
import type { Member } from './twilio-conference.ts'
import { createRecording, isAudible, silentFrame } from './recording.ts'
import type { Recording } from './recording.ts'
import { placeCall, type PlacedCall } from './twilio-placed.ts'
import { parseTwiml } from './twiml-document.ts'
import type { TwimlElement } from './twiml-document.ts'
import { twimlFaults } from './twiml-schema.ts'
import { createCallRecordings, type StandInRecording } from './twilio-recordings.ts'
import type { RestFault } from './twilio-parameters.ts'
import { openStream } from './twilio-stream.ts'
import type { StandInStream, StreamEnd } from './twilio-stream.ts'
import type { TwilioHost } from './twilio-host.ts'
import type { Violation } from './twilio-violation.ts'

/** What happened to a call, in call time. */
interface CallLogEntry {
  readonly atMs: number
  readonly what: string
  readonly detail: string
}

/** One call, as its caller and Twilio's console see it. */
export interface StandInCall {
  readonly sid: string
  /** Who is called. */
  readonly to: string
  readonly createdAt: Date
  /** In Twilio's words: queued, ringing, in-progress, completed … */
  readonly status: string
  readonly log: readonly CallLogEntry[]
  readonly violations: readonly Violation[]
  readonly recording: Recording
  /** What Twilio's own voice read to the caller: `<Say>`, and its apology where our webhooks failed. */
  readonly said: readonly string[]
  /** Streams that have started, by their ids. */
  readonly streamSids: readonly string[]
  readonly stream: StandInStream | null
  readonly isOver: boolean
  /** Call time since the call began. */
  readonly nowMs: number
  /** Call time when the agent was last heard; −Infinity before. */
  readonly agentHeardMs: number
  /** How much of the caller's own speech is still to be said. */
  readonly sayingMs: number
  /** Says this (mu-law, 8 kHz) after what is being said; resolves when it has been said, or the call is over. */
  speak(audio: Uint8Array): Promise<void>
  press(key: string): void
  hangUp(): void
  /** The stream's socket goes without a word. */
  drop(): void
  /** What the REST interface does: ends the call, or goes on with other TwiML. False where the call is over. */
  update(change: { readonly status?: string; readonly twiml?: string; readonly url?: string }): boolean
  /** The REST interface begins a recording, or changes the one under way; a fault where it refuses. */
  record(form: URLSearchParams): RestFault | StandInRecording
  changeRecording(form: URLSearchParams): RestFault | StandInRecording
  /** Resolves at the first frame at which this holds; rejects when the call is over, or after `withinMs`, before it did. */
  until(what: string, holds: () => boolean, withinMs?: number): Promise<void>
  /** Twilio's recordings of the call: what is in them, by call time. */
  readonly recordings: readonly StandInRecording[]
  /** When somebody else was rung for this call: each is a call of its own, whose parent this one is. */
  readonly rung: readonly Date[]
  /** Resolves when the call is over. */
  readonly over: Promise<void>
}

export interface CallOptions {
  readonly from: string
  readonly to: string
  readonly webhookUrl: string
  /** Told when the call is over. */
  readonly statusUrl?: string
  /** Our server has begun it: somebody is rung, and the webhook is asked once they answer. */
  readonly placed?: PlacedCall
}

/** Begins a call: the webhook is posted, and its TwiML carried out until the call is over. */
export function startCall(host: TwilioHost, options: CallOptions): StandInCall {
  const { clock } = host
  const sid = `CA${randomBytes(16).toString('hex')}`
  const log: CallLogEntry[] = []
  const violations: Violation[] = []
  const recording = createRecording()
  const said: string[] = []
  const streamSids: string[] = []
  const watchers = new Set<() => void>()
  const saying: { readonly audio: Uint8Array; at: number; readonly done: () => void }[] = []
  const finished = Promise.withResolvers<void>()
  let stream: StandInStream | null = null
  /** Counts what the call was told to do: whoever finds another number than its own has been replaced. */
  let plan = 0
  let frames = 0
  let agentHeardMs = -Infinity
  let isOver = false
  let keyed: (key: string) => void = () => {}
  let leaveRoom: () => void = () => {}
  let status = options.placed === undefined ? 'in-progress' : 'queued'
  let sequence = 0

  /** Posts a status of a call of ours, where it was asked for, each with its number. */
  function tell(event: string): void {
    const { placed } = options
    if (placed === undefined || placed.statusUrl === null) return
    const fields = form({ SequenceNumber: String(sequence++) })
    const [url = ''] = placed.statusUrl.split('#')
    if (!placed.statusEvents.includes(event)) return
    note('status', status)
    const delayMs = placed.answerer.statusDelayMs?.(status) ?? 0
    void (delayMs === 0 ? Promise.resolve() : clock.wait(delayMs)).then(() => host.post(url, fields)).catch(() => {})
  }

  const note = (what: string, detail = '') => void log.push({ atMs: frames * frameMs, what, detail })
  const violation = (one: Violation) => {
    violations.push(one)
    note('violation', `${one.code} ${one.what}`)
  }
  const form = (more: Readonly<Record<string, string>>) => ({
    CallSid: sid,
    AccountSid: host.accountSid,
    From: options.from,
    To: options.to,
    CallStatus: status,
    Direction: options.placed === undefined ? 'inbound' : 'outbound-api',
    ApiVersion: '2010-04-01',
    ...more,
  })

  const stopFrames = clock.everyFrame(() => {
    const caller = nextCallerFrame()
    const isSilent = caller === silentFrame
    const agent = stream === null ? silentFrame : stream.frame(isSilent && !host.sendsSilence ? null : caller)
    recording.add(caller, agent)
    frames += 1
    if (isAudible(agent)) agentHeardMs = frames * frameMs
    for (const watch of watchers) watch()
  })

  function nextCallerFrame(): Uint8Array {
    const [speech] = saying
    if (speech === undefined) return silentFrame
    const frame = silentFrame.slice()
    frame.set(speech.audio.subarray(speech.at, speech.at + frame.length))
    speech.at += frame.length
    if (speech.at >= speech.audio.length) {
      saying.shift()
      speech.done()
    }
    return frame
  }

  function end(why: string, as = 'completed'): void {
    if (isOver) return
    isOver = true
    status = as
    plan += 1
    note('over', why)
    leaveRoom()
    stream?.stop()
    stopFrames()
    for (const speech of saying) speech.done()
    for (const watch of watchers) watch()
    finished.resolve()
    tell('completed')
    const { statusUrl } = options
    if (statusUrl !== undefined)
      void host.post(statusUrl, form({ CallStatus: 'completed', SequenceNumber: '3' })).catch(() => {})
  }

  async function fetchAndRun(url: string, more: Readonly<Record<string, string>> = {}): Promise<void> {
    const mine = plan
    note('webhook', url)
    let twiml: string
    try {
      twiml = await host.fetchTwiml(url, form(more), () => mine !== plan)
    } catch (error) {
      if (mine !== plan) return
      note('webhook failed', error instanceof Error ? error.message : String(error))
      said.push('We are sorry, an application error has occurred. Goodbye.')
      return end('application error')
    }
    if (mine === plan) await run(twiml, url)
  }

  async function run(twiml: string, base: string): Promise<void> {
    const mine = plan
    let response: TwimlElement
    try {
      response = parseTwiml(twiml)
    } catch {
      said.push('We are sorry, an application error has occurred. Goodbye.')
      return end('error 12100: the document could not be parsed')
    }
    for (const what of twimlFaults(response)) violation({ code: 12200, what })
    for (const verb of response.children) {
      const goesOn = await carryOut(verb, base)
      if (!goesOn || mine !== plan) return
    }
    end('the TwiML has ended')
  }

  /** False where the rest of the document no longer counts. */
  async function carryOut(verb: TwimlElement, base: string): Promise<boolean> {
    const at = (path: string) => new URL(path, base).href
    switch (verb.name) {
      case 'Say':
        note('say', verb.text)
        said.push(verb.text)
        await clock.wait(verb.text.length * 60)
        return true
      case 'Pause':
        await clock.wait(Number(verb.attributes['length'] ?? 1) * 1000)
        return true
      case 'Hangup':
        end('<Hangup>')
        return false
      case 'Redirect':
        await fetchAndRun(at(verb.text))
        return false
      case 'Connect':
        return connect(verb, at)
      case 'Dial':
        return dial(verb, at)
      case 'Gather':
        return gather(verb, at)
      default:
        return true
    }
  }

  async function connect(verb: TwimlElement, at: (path: string) => string): Promise<boolean> {
    const mine = plan
    const isReplaced = () => mine !== plan
    const noun = verb.children.find(({ name }) => name === 'Stream')
    const url = noun?.attributes['url'] ?? ''
    checkStream(noun, url, violation)
    let ended = await streamOnce(noun, url, `MZ${randomBytes(16).toString('hex')}`)
    while (host.dialect === 'sip-bridge' && ended.how === 'abnormal' && !isReplaced()) {
      // A bridge dials again by itself, under the same name.
      await clock.wait(500)
      ended = await streamOnce(noun, url, streamSids.at(-1) ?? '')
    }
    if (isReplaced()) return false
    if (ended.how === 'abnormal' && !host.redirectsAfterDrop) {
      note('waits', 'the socket went, and this Twilio does nothing until it is told to')
      return false
    }
    const { action } = verb.attributes
    if (action === undefined) return true
    await fetchAndRun(at(action))
    return false
  }

  async function streamOnce(noun: TwimlElement | undefined, url: string, streamSid: string): Promise<StreamEnd> {
    const parameters = (noun?.children ?? []).map(({ attributes }) => [attributes['name'], attributes['value']])
    let opened: StandInStream | null = null
    const ended = await new Promise<StreamEnd>((resolve) => {
      opened = openStream({
        clock,
        url: host.reach(url),
        signature: host.dialect === 'twilio' ? host.sign(url, {}) : null,
        dialect: host.dialect,
        streamSid,
        callSid: sid,
        accountSid: host.accountSid,
        parameters: Object.fromEntries(parameters),
        stopBeforeCloseMs: host.stopBeforeCloseMs,
        violation,
        event(name, detail) {
          note(name, detail)
          if (name === 'stream.started') streamSids.push(streamSid)
        },
        onEnd: resolve,
      })
      stream = opened
    })
    // Told to do something else, the call may have its next stream already.
    if (stream === opened) stream = null
    note('stream.ended', `${ended.how} ${ended.code}`)
    return ended
  }

  async function dial(verb: TwimlElement, at: (path: string) => string): Promise<boolean> {
    const mine = plan
    const [noun] = verb.children
    if (noun?.name === 'Conference') return confer(noun, verb.attributes['action'], at)
    const callee = host.callee(noun?.text ?? verb.text)
    const whisperUrl = noun?.attributes['url']
    note('dial', callee.status)
    rung.push(new Date())
    await clock.wait(callee.afterMs)
    let isBridged = callee.status === 'completed'
    if (isBridged && whisperUrl !== undefined) isBridged = await host.whisper(at(whisperUrl), sid, callee.presses)
    if (isBridged) await clock.wait(callee.talksMs)
    if (mine !== plan) return false
    const { action } = verb.attributes
    if (action === undefined) return true
    await fetchAndRun(at(action), { DialCallStatus: callee.status, DialBridged: String(isBridged) })
    return false
  }

  /** Says what is in it, then waits for a key; without one the document goes on. */
  async function gather(verb: TwimlElement, at: (path: string) => string): Promise<boolean> {
    const mine = plan
    const pressed = new Promise<string>((resolve) => {
      keyed = resolve
    })
    const asking = (async () => {
      for (const { text } of verb.children) {
        note('say', text)
        said.push(text)
        await clock.wait(text.length * 60)
      }
      const { presses } = options.placed?.answerer ?? {}
      if (typeof presses === 'string') keyed(presses)
      await clock.wait(Number(verb.attributes['timeout'] ?? 5) * 1000)
      return null
    })()
    const key = await Promise.race([pressed, asking])
    keyed = () => {}
    if (mine !== plan) return false
    const { action } = verb.attributes
    if (key === null || action === undefined) return true
    await fetchAndRun(at(action), { Digits: key })
    return false
  }

  /** In a conference until it ends, or the call goes elsewhere. */
  async function confer(
    noun: TwimlElement,
    action: string | undefined,
    at: (path: string) => string,
  ): Promise<boolean> {
    const mine = plan
    const { attributes } = noun
    let isWaiting = true
    const member: Member = {
      callSid: sid,
      label: attributes['participantLabel'] ?? null,
      starts: attributes['startConferenceOnEnter'] !== 'false',
      ends: attributes['endConferenceOnExit'] === 'true',
      statusUrl: attributes['statusCallback'] === undefined ? null : at(attributes['statusCallback']),
      statusEvents: attributes['statusCallbackEvent']?.split(' ') ?? [],
      onStart() {
        isWaiting = false
        note('conference begins', noun.text)
        const { talksMs } = options.placed?.answerer ?? {}
        if (talksMs !== undefined) void clock.wait(talksMs).then(() => end('they hung up'))
      },
    }
    note('conference', noun.text)
    const room = host.conferences.join(noun.text, member)
    leaveRoom = () => {
      leaveRoom = () => {}
      room.leave()
      // The caller is gone: what they were told to do after it is asked all the same.
      if (isOver && action !== undefined)
        void host.post(at(action), form({ DialCallStatus: 'answered' })).catch(() => {})
    }
    if (isWaiting) void wait(attributes['waitUrl'], at)
    await room.over
    leaveRoom = () => {}
    if (mine !== plan) return false
    if (action === undefined) return true
    await fetchAndRun(at(action), { DialCallStatus: 'answered' })
    return false
  }

  /** What is heard until a conference begins: Twilio's own music, unless told. */
  async function wait(waitUrl: string | undefined, at: (path: string) => string): Promise<void> {
    if (waitUrl === undefined) return note('music', "Twilio's own")
    if (waitUrl === '') return
    const response = parseTwiml(await host.fetchTwiml(at(waitUrl), form({}), () => isOver))
    for (const what of twimlFaults(response)) violation({ code: 12200, what })
    for (const { name, text } of response.children) if (name === 'Play') note('music', text)
  }

  const rung: Date[] = []
  const recordings = createCallRecordings(() => frames * frameMs, note)
  const call: StandInCall = {
    sid,
    to: options.to,
    createdAt: new Date(),
    get status() {
      return status
    },
    rung,
    get recordings() {
      return recordings.all
    },
    record: (form) => recordings.start(isOver || stream === null ? null : form),
    changeRecording: (form) => recordings.change(form),
    log,
    violations,
    recording,
    said,
    streamSids,
    get stream() {
      return stream
    },
    get isOver() {
      return isOver
    },
    get nowMs() {
      return frames * frameMs
    },
    get agentHeardMs() {
      return agentHeardMs
    },
    get sayingMs() {
      return saying.reduce((sum, { audio, at }) => sum + (audio.length - at) / 8, 0)
    },
    speak: (audio) =>
      isOver || audio.length === 0
        ? Promise.resolve()
        : new Promise((done) => void saying.push({ audio, at: 0, done })),
    press(key) {
      note('key', key)
      keyed(key)
      stream?.press(key)
    },
    hangUp: () => end('the caller hung up'),
    drop() {
      note('drop')
      stream?.drop()
    },
    update({ status: wanted, twiml, url }) {
      if (isOver) return false
      note('rest', wanted ?? url ?? 'twiml')
      if (wanted === 'canceled') {
        if (status === 'in-progress') return false
        end('the REST interface', 'canceled')
        return true
      }
      if (wanted === 'completed') {
        end('the REST interface')
        return true
      }
      plan += 1
      leaveRoom()
      stream?.stop()
      void (twiml === undefined ? fetchAndRun(url ?? '') : run(twiml, options.webhookUrl))
      return true
    },
    until(what, holds, withinMs = 30_000) {
      const deadline = frames * frameMs + withinMs
      return new Promise((resolve, reject) => {
        const watch = () => {
          if (holds()) resolve()
          else if (isOver) reject(new Error(`the call is over, before: ${what}`))
          else if (frames * frameMs >= deadline) reject(new Error(`not within ${withinMs} ms: ${what}`))
          else return
          watchers.delete(watch)
        }
        watchers.add(watch)
        watch()
      })
    },
    over: finished.promise,
  }
  const { placed } = options
  if (placed === undefined) void fetchAndRun(options.webhookUrl, { CallStatus: 'ringing' })
  else
    void placeCall(
      {
        clock,
        isOver: () => isOver,
        status(next) {
          status = next
          tell(next === 'in-progress' ? 'answered' : next)
        },
        end: (as) => end(as, as),
        answer: () => void fetchAndRun(options.webhookUrl),
        answeredBy(who) {
          note('answered by', who)
          if (placed.answeredByUrl !== null) void host.postAgain(placed.answeredByUrl, form({ AnsweredBy: who }))
        },
      },
      placed,
    )
  return call
}

function checkStream(noun: TwimlElement | undefined, url: string, violation: (one: Violation) => void): void {
  const address = URL.canParse(url) ? new URL(url) : null
  const isLocal = address?.protocol === 'ws:' && ['127.0.0.1', 'localhost'].includes(address.hostname)
  if (address?.protocol !== 'wss:' && !isLocal) violation({ code: 31920, what: '<Stream url> is not wss' })
  if (address?.search) violation({ code: 31920, what: '<Stream url> has a query, which is dropped' })
  for (const { attributes } of noun?.children ?? []) {
    const { name = '', value = '' } = attributes
    if (name.length + value.length >= 500) violation({ code: 31920, what: `<Parameter ${name}> is too long` })
  }
}
