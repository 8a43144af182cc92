import { randomBytes } from 'node:crypto'
import { frameMs } from './call-clock.ts'
import { createRecording, isAudible, silentFrame } from './recording.ts'
import type { Recording } from './recording.ts'
import { placeCall, type PlacedCall } from './twilio-placed.ts'
import { createCallRecordings, type StandInRecording } from './twilio-recordings.ts'
import type { RestFault } from './twilio-parameters.ts'
import { instruct, type InstructedCall } from './twilio-instructions.ts'
import type { StandInStream } from './twilio-stream.ts'
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
  let frames = 0
  let agentHeardMs = -Infinity
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

  const line: InstructedCall = {
    sid,
    said,
    streamSids,
    rung: [],
    answerer: options.placed?.answerer,
    plan: 0,
    isOver: false,
    stream: null,
    keyed() {},
    leaveRoom() {},
    note,
    violation,
    form,
    end,
  }
  const instructions = instruct(host, line)

  const stopFrames = clock.everyFrame(() => {
    const caller = nextCallerFrame()
    const isSilent = caller === silentFrame
    const agent = line.stream === null ? silentFrame : line.stream.frame(isSilent && !host.sendsSilence ? null : caller)
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
    if (line.isOver) return
    line.isOver = true
    status = as
    line.plan += 1
    note('over', why)
    line.leaveRoom()
    line.stream?.stop()
    stopFrames()
    for (const speech of saying) speech.done()
    for (const watch of watchers) watch()
    finished.resolve()
    tell('completed')
    const { statusUrl } = options
    if (statusUrl !== undefined)
      void host.post(statusUrl, form({ CallStatus: 'completed', SequenceNumber: '3' })).catch(() => {})
  }

  const recordings = createCallRecordings(() => frames * frameMs, note)
  const call: StandInCall = {
    sid,
    to: options.to,
    createdAt: new Date(),
    get status() {
      return status
    },
    rung: line.rung,
    get recordings() {
      return recordings.all
    },
    record: (form) => recordings.start(line.isOver || line.stream === null ? null : form),
    changeRecording: (form) => recordings.change(form),
    log,
    violations,
    recording,
    said,
    streamSids,
    get stream() {
      return line.stream
    },
    get isOver() {
      return line.isOver
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
      line.isOver || audio.length === 0
        ? Promise.resolve()
        : new Promise((done) => void saying.push({ audio, at: 0, done })),
    press(key) {
      note('key', key)
      line.keyed(key)
      line.stream?.press(key)
    },
    hangUp: () => end('the caller hung up'),
    drop() {
      note('drop')
      line.stream?.drop()
    },
    update({ status: wanted, twiml, url }) {
      if (line.isOver) return false
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
      line.plan += 1
      line.leaveRoom()
      line.stream?.stop()
      void (twiml === undefined ? instructions.fetchAndRun(url ?? '') : instructions.run(twiml, options.webhookUrl))
      return true
    },
    until(what, holds, withinMs = 30_000) {
      const deadline = frames * frameMs + withinMs
      return new Promise((resolve, reject) => {
        const watch = () => {
          if (holds()) resolve()
          else if (line.isOver) reject(new Error(`the call is over, before: ${what}`))
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
  if (placed === undefined) void instructions.fetchAndRun(options.webhookUrl, { CallStatus: 'ringing' })
  else
    void placeCall(
      {
        clock,
        isOver: () => line.isOver,
        status(next) {
          status = next
          tell(next === 'in-progress' ? 'answered' : next)
        },
        end: (as) => end(as, as),
        answer: () => void instructions.fetchAndRun(options.webhookUrl),
        answeredBy(who) {
          note('answered by', who)
          if (placed.answeredByUrl !== null) void host.postAgain(placed.answeredByUrl, form({ AnsweredBy: who }))
        },
      },
      placed,
    )
  return call
}
