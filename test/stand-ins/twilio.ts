import { createCallClock } from './call-clock.ts'
import type { CallClock } from './call-clock.ts'
import { startCall } from './twilio-call.ts'
import type { CallOptions, StandInCall } from './twilio-call.ts'
import type { StandInConference } from './twilio-conference.ts'
import type { SentMessage } from './twilio-messages.ts'
import { placedBy, type Answerer } from './twilio-placed.ts'
import { createTwilioHost } from './twilio-host.ts'
import type { Callee } from './twilio-host.ts'
import { startRest } from './twilio-rest.ts'
import type { Dialect } from './twilio-stream.ts'

/**
 * Twilio, as far as Callchart meets it, on real sockets: webhooks with signatures, TwiML carried out, media streams in real
 * time (or faster) with a playout buffer, marks and clears, `stop`, lost sockets, and the REST interface for calls.
 */
export interface StandInTwilio {
  readonly accountSid: string
  readonly authToken: string
  /** For TWILIO_API_BASE_URL. */
  readonly apiBaseUrl: string
  readonly clock: CallClock
  /** Rings our webhook. The call is there at once; `call.until` waits for what comes of it. */
  dial(options: CallOptions): StandInCall
  readonly calls: readonly StandInCall[]
  readonly conferences: readonly StandInConference[]
  /** The numbers that calls of ours showed, in order. */
  readonly placedFrom: readonly string[]
  /** After how many seconds each of them is to be ended, in Twilio's words "TimeLimit"; null is Twilio's own. */
  readonly timeLimits: readonly (string | null)[]
  /** Text messages that were sent, in order. */
  readonly messages: readonly SentMessage[]
  /** Hangs up what is left and closes. */
  close(): Promise<void>
}

export interface TwilioOptions {
  /** Where a public address is really found: `{ 'https://voice.test': 'http://127.0.0.1:3000' }`. Others are called as they are. */
  readonly reach?: Readonly<Record<string, string>> | (() => Readonly<Record<string, string>>)
  readonly accountSid?: string
  readonly authToken?: string
  /** 2 lets a call's second pass in half a second. */
  readonly speed?: number
  readonly dialect?: Dialect
  /** False: no frames while the caller is silent, as on some calls. */
  readonly sendsSilence?: boolean
  /** Whether the TwiML goes on after the socket went without a close. Twilio does not say. */
  readonly redirectsAfterDrop?: boolean
  readonly stopBeforeCloseMs?: number
  /** Fixed, or drawn for each: Twilio takes 150–600 ms. */
  readonly webhookDelayMs?: number | (() => number)
  readonly restDelayMs?: number | (() => number)
  /** 15 s at Twilio; less where a balancer in between gives a silent server up. */
  readonly webhookTimeoutMs?: number
  readonly retryForMs?: number
  readonly callee?: (number: string) => Callee
  /** A number that Twilio calls for nobody (error 13227, geo permissions). */
  readonly refusesCallsTo?: string
  /** The first answer to a POST of this resource is lost, and so is what it says of it to who asks. */
  readonly losesAnswersOf?: 'Calls' | 'Recordings'
  /** No recording is paused: Twilio answers 503. */
  readonly refusesToPause?: boolean
  /** Who answers where our server calls somebody. */
  readonly answerer?: (number: string) => Answerer
}

export async function startTwilio(options: TwilioOptions = {}): Promise<StandInTwilio> {
  const { accountSid = `AC${'0'.repeat(31)}1`, authToken = 'a-token-of-the-stand-in' } = options
  const clock = createCallClock(options.speed)
  const calls: StandInCall[] = []
  const messages: SentMessage[] = []
  const placedFrom: string[] = []
  const timeLimits: (string | null)[] = []
  const host = createTwilioHost({
    clock,
    accountSid,
    authToken,
    reach: (url) => reach(typeof options.reach === 'function' ? options.reach() : (options.reach ?? {}), url),
    dialect: options.dialect ?? 'twilio',
    sendsSilence: options.sendsSilence ?? true,
    redirectsAfterDrop: options.redirectsAfterDrop ?? true,
    stopBeforeCloseMs: options.stopBeforeCloseMs ?? 1000,
    webhookDelayMs: asDraw(options.webhookDelayMs),
    webhookTimeoutMs: options.webhookTimeoutMs ?? 15_000,
    retryForMs: options.retryForMs ?? 10_000,
    callee: options.callee ?? (() => ({ status: 'no-answer', afterMs: 1000, talksMs: 0, presses: null })),
  })
  const restDelayMs = asDraw(options.restDelayMs)
  const rest = await startRest({
    accountSid,
    authToken,
    delayMs: () => clock.wait(restDelayMs()),
    find: (sid) => calls.find((call) => call.sid === sid),
    calls: () => calls,
    conferences: () => host.conferences.all,
    message: (message) => void messages.push(message),
    refusesCallsTo: options.refusesCallsTo,
    losesAnswersOf: options.losesAnswersOf,
    refusesToPause: options.refusesToPause ?? false,
    create(form) {
      const to = form.get('To') ?? ''
      placedFrom.push(form.get('From') ?? '')
      timeLimits.push(form.get('TimeLimit'))
      const placed = placedBy(form, options.answerer?.(to) ?? { kind: 'person' })
      const call = startCall(host, { from: form.get('From') ?? '', to, webhookUrl: form.get('Url') ?? '', placed })
      calls.push(call)
      return call
    },
  })

  return {
    accountSid,
    authToken,
    apiBaseUrl: rest.url,
    clock,
    calls,
    conferences: host.conferences.all,
    placedFrom,
    timeLimits,
    messages,
    dial(callOptions) {
      const call = startCall(host, callOptions)
      calls.push(call)
      return call
    },
    async close() {
      for (const call of calls) call.hangUp()
      await rest.close()
    },
  }
}

function asDraw(ms: number | (() => number) = 0): () => number {
  return typeof ms === 'number' ? () => ms : ms
}

function reach(addresses: Readonly<Record<string, string>>, url: string): string {
  for (const [from, to] of Object.entries(addresses)) {
    if (url.startsWith(from)) return to + url.slice(from.length)
    const [socketFrom, socketTo] = [from.replace(/^http/, 'ws'), to.replace(/^http/, 'ws')]
    if (url.startsWith(socketFrom)) return socketTo + url.slice(socketFrom.length)
  }
  return url
}
