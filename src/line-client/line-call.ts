import { randomBytes } from 'node:crypto'
import twilio from 'twilio'
import { decodeMulawByte } from '../media/mulaw.ts'
import { LineStream } from './line-stream.ts'
import { frameBytes, silentFrame } from './playout.ts'
import { verbsOf, type Verb } from './twiml-verbs.ts'

export interface LineCallOptions {
  /** Where the server's webhooks are, without a slash at the end: what its signatures are checked against. */
  readonly publicUrl: string
  readonly accountSid: string
  readonly authToken: string
  readonly from: string
  readonly to: string
}

/** Loud enough to be speech of ours, and no rounding of silence. */
const audible = 64
const frameMs = 20
const answerWithinMs = 15_000

/**
 * A call to a server, as Twilio would place it: the webhook is posted, signed, and the stream that it answers is opened; it
 * carries what `say` is given, and what the agent says comes back in real time. There is no Twilio in it and no telephone.
 */
export class LineCall {
  readonly sid = `CA${randomBytes(16).toString('hex')}`
  readonly #options: LineCallOptions
  readonly #saying: { readonly audio: Uint8Array; at: number; readonly done: () => void }[] = []
  readonly #over = Promise.withResolvers<void>()
  #stream: LineStream | null = null
  #timer: NodeJS.Timeout | undefined
  #frames = 0
  readonly #began = performance.now()
  /** Whoever finds another number than its own has been told to do something else. */
  #plan = 0
  isOver = false
  /** When the agent was heard last: milliseconds of `performance.now`, −Infinity before. */
  heardAt = -Infinity
  /** Why a call ended that did not end by itself, for people; null while there is nothing wrong. */
  problem: string | null = null

  constructor(options: LineCallOptions) {
    this.#options = options
    this.#beat()
  }

  get over(): Promise<void> {
    return this.#over.promise
  }

  /** Rings. What the server answers is carried out until the call is over. */
  ring(): void {
    void this.go('/twilio/voice', { CallStatus: 'ringing' })
  }

  /** Asks the server at this path what to do now, and does it; what was being done is over. */
  async go(path: string, fields: Readonly<Record<string, string>> = {}): Promise<void> {
    const plan = ++this.#plan
    this.#stream?.stop()
    await this.#run(this.#options.publicUrl + path, fields, plan)
  }

  /** mu-law at 8 kHz; resolves when it has been said, or the call is over. */
  say(audio: Uint8Array): Promise<void> {
    if (this.isOver || audio.length === 0) return Promise.resolve()
    return new Promise((done) => void this.#saying.push({ audio, at: 0, done }))
  }

  press(key: string): void {
    this.#stream?.press(key)
  }

  /** The stream's socket goes; as Twilio does, the server is asked what to do, `awayMs` later. */
  async lose(awayMs: number): Promise<void> {
    const plan = ++this.#plan
    this.#stream?.drop()
    await new Promise((resolve) => setTimeout(resolve, awayMs))
    if (plan === this.#plan) void this.#run(`${this.#options.publicUrl}/twilio/stream-ended`, {}, plan)
  }

  /** What is being carried is over: somebody else has the call for now. */
  leaveStream(): void {
    this.#plan++
    this.#stream?.stop()
  }

  /** Ends it; the server is told, as of every call that is over. */
  end(problem: string | null = null): void {
    if (this.isOver) return
    this.isOver = true
    this.problem = problem
    this.#plan++
    clearTimeout(this.#timer)
    this.#stream?.stop()
    for (const { done } of this.#saying) done()
    this.#over.resolve()
    void this.#post(`${this.#options.publicUrl}/twilio/status`, { CallStatus: 'completed', SequenceNumber: '3' }).catch(
      () => {},
    )
  }

  async #run(url: string, fields: Readonly<Record<string, string>>, plan: number): Promise<void> {
    let verbs: readonly Verb[]
    try {
      verbs = verbsOf(await this.#post(url, fields))
    } catch (error) {
      if (plan === this.#plan) this.end(`${url}: ${error instanceof Error ? error.message : String(error)}`)
      return
    }
    for (const verb of verbs) {
      if (plan !== this.#plan) return
      if (verb.verb === 'redirect') return this.#run(verb.url, {}, plan)
      if (verb.verb === 'pause') await new Promise((resolve) => setTimeout(resolve, verb.ms))
      if (verb.verb === 'say') this.problem ??= `The server could not go on, and the line said: "${verb.text}"`
      if (verb.verb === 'hangup') return this.end(this.problem)
      if (verb.verb !== 'stream') continue
      await this.#carry(verb)
      if (plan !== this.#plan) return
      if (verb.action !== null) return this.#run(verb.action, {}, plan)
    }
    if (plan === this.#plan) this.end(this.problem)
  }

  #carry({ url, parameters }: Extract<Verb, { verb: 'stream' }>): Promise<void> {
    const { accountSid, authToken } = this.#options
    return new Promise((onEnd) => {
      this.#stream = new LineStream({
        url,
        signature: twilio.getExpectedTwilioSignature(authToken, url, {}),
        streamSid: `MZ${randomBytes(16).toString('hex')}`,
        callSid: this.sid,
        accountSid,
        parameters,
        onEnd,
      })
    })
  }

  async #post(url: string, more: Readonly<Record<string, string>>): Promise<string> {
    const { accountSid, authToken, from, to } = this.#options
    const fields = {
      CallSid: this.sid,
      AccountSid: accountSid,
      From: from === '' ? 'anonymous' : from,
      To: to,
      CallStatus: 'in-progress',
      Direction: 'inbound',
      ApiVersion: '2010-04-01',
      ...more,
    }
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-twilio-signature': twilio.getExpectedTwilioSignature(authToken, url, fields),
      },
      body: new URLSearchParams(fields),
      signal: AbortSignal.timeout(answerWithinMs),
    })
    const text = await response.text()
    if (response.ok) return text
    const why = response.status === 403 ? ' (TWILIO_AUTH_TOKEN or CALLCHART_PUBLIC_URL is another one there)' : ''
    throw new Error(`the server answers ${response.status}${why}`)
  }

  /** A late timer catches up: no frame is left out. */
  #beat(): void {
    while (!this.isOver && (this.#frames + 1) * frameMs <= performance.now() - this.#began) {
      this.#frames += 1
      const agent = this.#stream?.frame(this.#nextFrame()) ?? silentFrame
      if (agent.some((code) => Math.abs(decodeMulawByte(code)) > audible)) this.heardAt = performance.now()
    }
    if (!this.isOver) this.#timer = setTimeout(() => this.#beat(), frameMs / 2)
  }

  #nextFrame(): Uint8Array {
    const [speech] = this.#saying
    if (speech === undefined) return silentFrame
    const frame = silentFrame.slice()
    frame.set(speech.audio.subarray(speech.at, speech.at + frameBytes))
    speech.at += frameBytes
    if (speech.at >= speech.audio.length) {
      this.#saying.shift()
      speech.done()
    }
    return frame
  }
}
