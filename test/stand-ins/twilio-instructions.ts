import { randomBytes } from 'node:crypto'
import type { Member } from './twilio-conference.ts'
import type { TwilioHost } from './twilio-host.ts'
import type { Answerer } from './twilio-placed.ts'
import { openStream } from './twilio-stream.ts'
import type { StandInStream, StreamEnd } from './twilio-stream.ts'
import type { Violation } from './twilio-violation.ts'
import { parseTwiml } from './twiml-document.ts'
import type { TwimlElement } from './twiml-document.ts'
import { twimlFaults } from './twiml-schema.ts'

/** A call, as what it is told to do needs it. */
export interface InstructedCall {
  readonly sid: string
  readonly said: string[]
  readonly streamSids: string[]
  readonly rung: Date[]
  /** Who was called, where our server has begun the call. */
  readonly answerer?: Answerer | undefined
  /** Counts what the call was told to do: whoever finds another number than its own has been replaced. */
  plan: number
  isOver: boolean
  stream: StandInStream | null
  keyed: (key: string) => void
  leaveRoom: () => void
  note(what: string, detail?: string): void
  violation(one: Violation): void
  /** What Twilio posts of the call. */
  form(more: Readonly<Record<string, string>>): Readonly<Record<string, string>>
  end(why: string): void
}

/** What a call is told to do, in TwiML. */
export interface Instructions {
  /** Asks a webhook, and carries out what it answers. */
  fetchAndRun(url: string, more?: Readonly<Record<string, string>>): Promise<void>
  /** Carries a document out until it ends, or the call is told something else. */
  run(twiml: string, base: string): Promise<void>
}

/** Carries out TwiML for one call. */
export function instruct(host: TwilioHost, call: InstructedCall): Instructions {
  const { clock } = host

  async function fetchAndRun(url: string, more: Readonly<Record<string, string>> = {}): Promise<void> {
    const mine = call.plan
    call.note('webhook', url)
    let twiml: string
    try {
      twiml = await host.fetchTwiml(url, call.form(more), () => mine !== call.plan)
    } catch (error) {
      if (mine !== call.plan) return
      call.note('webhook failed', error instanceof Error ? error.message : String(error))
      call.said.push('We are sorry, an application error has occurred. Goodbye.')
      return call.end('application error')
    }
    if (mine === call.plan) await run(twiml, url)
  }

  async function run(twiml: string, base: string): Promise<void> {
    const mine = call.plan
    let response: TwimlElement
    try {
      response = parseTwiml(twiml)
    } catch {
      call.said.push('We are sorry, an application error has occurred. Goodbye.')
      return call.end('error 12100: the document could not be parsed')
    }
    for (const what of twimlFaults(response)) call.violation({ code: 12200, what })
    for (const verb of response.children) {
      const goesOn = await carryOut(verb, base)
      if (!goesOn || mine !== call.plan) return
    }
    call.end('the TwiML has ended')
  }

  /** False where the rest of the document no longer counts. */
  async function carryOut(verb: TwimlElement, base: string): Promise<boolean> {
    const at = (path: string) => new URL(path, base).href
    switch (verb.name) {
      case 'Say':
        call.note('say', verb.text)
        call.said.push(verb.text)
        await clock.wait(verb.text.length * 60)
        return true
      case 'Pause':
        await clock.wait(Number(verb.attributes['length'] ?? 1) * 1000)
        return true
      case 'Hangup':
        call.end('<Hangup>')
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
    const mine = call.plan
    const isReplaced = () => mine !== call.plan
    const noun = verb.children.find(({ name }) => name === 'Stream')
    const url = noun?.attributes['url'] ?? ''
    checkStream(noun, url, (one) => call.violation(one))
    let ended = await streamOnce(noun, url, `MZ${randomBytes(16).toString('hex')}`)
    while (host.dialect === 'sip-bridge' && ended.how === 'abnormal' && !isReplaced()) {
      // A bridge dials again by itself, under the same name.
      await clock.wait(500)
      ended = await streamOnce(noun, url, call.streamSids.at(-1) ?? '')
    }
    if (isReplaced()) return false
    if (ended.how === 'abnormal' && !host.redirectsAfterDrop) {
      call.note('waits', 'the socket went, and this Twilio does nothing until it is told to')
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
        callSid: call.sid,
        accountSid: host.accountSid,
        parameters: Object.fromEntries(parameters),
        stopBeforeCloseMs: host.stopBeforeCloseMs,
        violation: (one) => call.violation(one),
        event(name, detail) {
          call.note(name, detail)
          if (name === 'stream.started') call.streamSids.push(streamSid)
        },
        onEnd: resolve,
      })
      call.stream = opened
    })
    // Told to do something else, the call may have its next stream already.
    if (call.stream === opened) call.stream = null
    call.note('stream.ended', `${ended.how} ${ended.code}`)
    return ended
  }

  async function dial(verb: TwimlElement, at: (path: string) => string): Promise<boolean> {
    const mine = call.plan
    const [noun] = verb.children
    if (noun?.name === 'Conference') return confer(noun, verb.attributes['action'], at)
    const callee = host.callee(noun?.text ?? verb.text)
    const whisperUrl = noun?.attributes['url']
    call.note('dial', callee.status)
    call.rung.push(new Date())
    await clock.wait(callee.afterMs)
    let isBridged = callee.status === 'completed'
    if (isBridged && whisperUrl !== undefined) isBridged = await host.whisper(at(whisperUrl), call.sid, callee.presses)
    if (isBridged) await clock.wait(callee.talksMs)
    if (mine !== call.plan) return false
    const { action } = verb.attributes
    if (action === undefined) return true
    await fetchAndRun(at(action), { DialCallStatus: callee.status, DialBridged: String(isBridged) })
    return false
  }

  /** Says what is in it, then waits for a key; without one the document goes on. */
  async function gather(verb: TwimlElement, at: (path: string) => string): Promise<boolean> {
    const mine = call.plan
    const pressed = new Promise<string>((resolve) => {
      call.keyed = resolve
    })
    const asking = (async () => {
      for (const { text } of verb.children) {
        call.note('say', text)
        call.said.push(text)
        await clock.wait(text.length * 60)
      }
      const { presses } = call.answerer ?? {}
      if (typeof presses === 'string') call.keyed(presses)
      await clock.wait(Number(verb.attributes['timeout'] ?? 5) * 1000)
      return null
    })()
    const key = await Promise.race([pressed, asking])
    call.keyed = () => {}
    if (mine !== call.plan) return false
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
    const mine = call.plan
    const { attributes } = noun
    let isWaiting = true
    const member: Member = {
      callSid: call.sid,
      label: attributes['participantLabel'] ?? null,
      starts: attributes['startConferenceOnEnter'] !== 'false',
      ends: attributes['endConferenceOnExit'] === 'true',
      statusUrl: attributes['statusCallback'] === undefined ? null : at(attributes['statusCallback']),
      statusEvents: attributes['statusCallbackEvent']?.split(' ') ?? [],
      onStart() {
        isWaiting = false
        call.note('conference begins', noun.text)
        const { talksMs } = call.answerer ?? {}
        if (talksMs !== undefined) void clock.wait(talksMs).then(() => call.end('they hung up'))
      },
    }
    call.note('conference', noun.text)
    const room = host.conferences.join(noun.text, member)
    call.leaveRoom = () => {
      call.leaveRoom = () => {}
      room.leave()
      // The caller is gone: what they were told to do after it is asked all the same.
      if (call.isOver && action !== undefined)
        void host.post(at(action), call.form({ DialCallStatus: 'answered' })).catch(() => {})
    }
    if (isWaiting) void wait(attributes['waitUrl'], at)
    await room.over
    call.leaveRoom = () => {}
    if (mine !== call.plan) return false
    if (action === undefined) return true
    await fetchAndRun(at(action), { DialCallStatus: 'answered' })
    return false
  }

  /** What is heard until a conference begins: Twilio's own music, unless told. */
  async function wait(waitUrl: string | undefined, at: (path: string) => string): Promise<void> {
    if (waitUrl === undefined) return call.note('music', "Twilio's own")
    if (waitUrl === '') return
    const response = parseTwiml(await host.fetchTwiml(at(waitUrl), call.form({}), () => call.isOver))
    for (const what of twimlFaults(response)) call.violation({ code: 12200, what })
    for (const { name, text } of response.children) if (name === 'Play') call.note('music', text)
  }

  return { fetchAndRun, run }
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
