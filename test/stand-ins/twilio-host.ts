import twilioSdk from 'twilio'
import type { CallClock } from './call-clock.ts'
import { createConferences, type Conferences } from './twilio-conference.ts'
import { parseTwiml } from './twiml-document.ts'
import type { TwimlElement } from './twiml-document.ts'
import type { Dialect } from './twilio-stream.ts'

/** What a call needs of Twilio around it. */
export interface TwilioHost {
  readonly clock: CallClock
  readonly accountSid: string
  readonly dialect: Dialect
  readonly sendsSilence: boolean
  readonly redirectsAfterDrop: boolean
  readonly stopBeforeCloseMs: number
  /** The address that is really called for a public one. */
  reach(url: string): string
  sign(url: string, form: Readonly<Record<string, string>>): string
  /** Posts a signed form; connection failures reject. */
  post(url: string, form: Readonly<Record<string, string>>): Promise<Response>
  /** As its address wants it ("#rc=2&rp=ct,5xx"): again where nobody answers, or somebody with an error. Never rejects. */
  postAgain(url: string, form: Readonly<Record<string, string>>): Promise<void>
  /** Posts until somebody answers: connection failures are tried again for some seconds. Rejects after that, and on 4xx, 5xx. */
  fetchTwiml(url: string, form: Readonly<Record<string, string>>, isGivenUp: () => boolean): Promise<string>
  callee(number: string): Callee
  readonly conferences: Conferences
  /** Reads a whisper to who answered; whether they took the call. */
  whisper(url: string, parentCallSid: string, presses: string | null): Promise<boolean>
}

/** Somebody whom the server rings. */
export interface Callee {
  readonly status: 'completed' | 'busy' | 'no-answer' | 'failed'
  readonly afterMs: number
  readonly talksMs: number
  /** At a whisper; null presses nothing, as voicemail does. */
  readonly presses: string | null
}

export interface HostOptions {
  readonly clock: CallClock
  readonly accountSid: string
  readonly authToken: string
  readonly reach: (url: string) => string
  readonly dialect: Dialect
  readonly sendsSilence: boolean
  readonly redirectsAfterDrop: boolean
  readonly stopBeforeCloseMs: number
  /** What Twilio's own way to a webhook takes: 150–600 ms. Asked for each. */
  readonly webhookDelayMs: () => number
  /** A server that takes a webhook and does not answer is given up after this, in real time, and another is asked. */
  readonly webhookTimeoutMs: number
  /** Real time: a server that starts again takes as long as it takes. */
  readonly retryForMs: number
  readonly callee: (number: string) => Callee
}

export function createTwilioHost(options: HostOptions): TwilioHost {
  const { clock, authToken } = options
  const sign = (url: string, form: Readonly<Record<string, string>>) =>
    twilioSdk.getExpectedTwilioSignature(authToken, url, form)

  const post = async (url: string, form: Readonly<Record<string, string>>) => {
    await clock.wait(options.webhookDelayMs())
    return fetch(options.reach(url), {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': sign(url, form) },
      body: new URLSearchParams(form).toString(),
      signal: AbortSignal.timeout(options.webhookTimeoutMs),
    })
  }

  const fetchTwiml: TwilioHost['fetchTwiml'] = async (url, form, isGivenUp) => {
    const deadline = performance.now() + options.retryForMs
    for (;;) {
      let response: Response
      try {
        response = await post(url, form)
      } catch (error) {
        if (isGivenUp() || performance.now() > deadline) throw error
        await new Promise((resolve) => setTimeout(resolve, 100))
        continue
      }
      const text = await response.text()
      if (!response.ok) throw new Error(`HTTP ${response.status} from ${new URL(url).pathname}`)
      return text
    }
  }

  const postAgain: TwilioHost['postAgain'] = async (url, form) => {
    const [address = '', overrides] = url.split('#')
    const wanted = new URLSearchParams(overrides)
    const reasons = (wanted.get('rp') ?? 'ct').split(',')
    for (let left = Number(wanted.get('rc') ?? 1); left >= 0; left--) {
      const status = await post(address, form).then(
        (response) => response.status,
        () => null,
      )
      const isFault = status === null ? reasons.includes('ct') : status >= 500 && reasons.includes('5xx')
      if (!isFault) return
    }
  }

  return {
    clock,
    accountSid: options.accountSid,
    dialect: options.dialect,
    sendsSilence: options.sendsSilence,
    redirectsAfterDrop: options.redirectsAfterDrop,
    stopBeforeCloseMs: options.stopBeforeCloseMs,
    reach: (url) => options.reach(url),
    sign,
    post,
    postAgain,
    fetchTwiml,
    callee: (number) => options.callee(number),
    conferences: createConferences((url, form) => {
      const [address = ''] = url.split('#')
      void post(address, { AccountSid: options.accountSid, ...form }).catch(() => {})
    }),
    async whisper(url, parentCallSid, presses) {
      const form = { CallSid: 'CAcallee', ParentCallSid: parentCallSid, AccountSid: options.accountSid }
      const screen = parseTwiml(await fetchTwiml(url, form, () => false))
      const gather = screen.children.find(({ name }) => name === 'Gather')
      const action = gather?.attributes['action']
      if (gather === undefined || action === undefined || presses === null) return !hangsUp(screen)
      const address = new URL(action, url).href
      return !hangsUp(parseTwiml(await fetchTwiml(address, { ...form, Digits: presses }, () => false)))
    },
  }
}

function hangsUp(response: TwimlElement): boolean {
  return response.children.some(({ name }) => name === 'Hangup')
}
