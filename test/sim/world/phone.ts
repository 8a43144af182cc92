import { LineError, type CallControl } from '../../../src/telephony/line.ts'
import { paths, transfer as transferTwiml, wayOut } from '../../../src/telephony/twilio/twiml.ts'
import { accountSid, failedStatus, lineId, publicUrl } from './addresses.ts'
import { Caller } from './caller.ts'
import type { Process } from './process.ts'
import { ask } from './remote.ts'
import type { SimServer } from './server.ts'
import { PhoneSocket, type SocketHost } from './socket.ts'
import { readTwiml, type Verb } from './twiml.ts'
import type { World } from './world.ts'

/** Twilio waits for a webhook so long, then the call ends with an error. */
const webhookMs = 15_000
/** What is said where no server answers at all: the number's own fallback. */
const fallback = wayOut({ text: 'We cannot take your call just now.', language: 'en-GB', number: null })

interface Piece {
  readonly text: string
  readonly fromMs: number
  readonly from: number
  readonly to: number
}

/** The line as Twilio keeps it: asks what to do, does it, and tells what became of it; a caller is at its end. */
export class Phone implements SocketHost {
  readonly caller: Caller
  state: 'dialling' | 'connected' | 'waiting' | 'transferring' | 'over' = 'dialling'
  socket: PhoneSocket | null = null
  /** The last sound of ours, in the world's time. */
  soundsUntil = 0
  readonly #world: World
  /** Instructions of an older document are not followed any more. */
  #document = 0
  #transfers = 0
  #transferredAt: number | null = null
  #action = ''
  #parameters: Readonly<Record<string, string>> | null = null

  constructor(world: World) {
    this.#world = world
    this.caller = new Caller(world, this)
  }

  dial(): void {
    this.#post(paths.voice, { Direction: 'inbound', From: '+447700900123', To: '+442079460001' })
  }

  /** The caller hangs up. */
  hangUp(): void {
    if (this.state === 'over') return
    this.#world.tell('the caller hangs up')
    this.#over()
  }

  ended(socket: PhoneSocket, how: 'closed' | 'reset'): void {
    this.#world.happen({ type: 'stream', how: how === 'closed' ? 'closed' : 'lost', at: socket.server.process.name })
    this.#world.tell(`the stream to ${socket.server.process.name} is ${how}`)
    if (socket !== this.socket) return
    this.socket = null
    if (this.state !== 'connected') return
    this.state = 'waiting'
    if (how === 'closed' || this.#world.plan.line.abnormalEnd === 'redirects') this.#post(this.#action, {})
  }

  sounds(socket: PhoneSocket, piece: Piece): void {
    // Of two streams the newer is heard.
    if (socket === this.socket) this.#sounds(socket.server.process.name, piece)
  }

  #sounds(by: string, piece: Piece): void {
    this.soundsUntil = Math.max(this.soundsUntil, piece.to)
    this.#world.happen({ type: 'sounds', by, ...piece })
    this.caller.hears(piece)
  }

  /** Twilio's REST interface, for one server. */
  control(process: Process): CallControl {
    const request = (what: string, carryOut: () => void): Promise<void> =>
      ask<void>(this.#world, process, {
        of: 'rest',
        what: `rest.${what}`,
        latencyMs: 200,
        timeoutMs: 3000,
        late: () => new LineError('unreachable', 'Twilio could not be reached (timeout).'),
        carryOut: (answer, refuse) => {
          if (this.state === 'over') return refuse(new LineError('unknown_call', 'The call is over.'))
          carryOut()
          answer()
        },
      })
    return {
      // As the adapter has it: a call that is over has been hung up.
      hangup: () =>
        request('hangup', () => this.#over()).catch((error: unknown) => {
          if (error instanceof LineError && error.code === 'unknown_call') return
          throw error
        }),
      reconnect: () =>
        request('reconnect', () => {
          this.#world.recovered('the line was asked for a stream')
          this.#leave()
          this.#post(paths.resume, {})
        }),
      hasTransferred: (_id, sinceMs) =>
        ask<boolean>(this.#world, process, {
          of: 'rest',
          what: 'rest.hasTransferred',
          latencyMs: 200,
          timeoutMs: 3000,
          late: () => new LineError('unreachable', 'Twilio could not be reached (timeout).'),
          carryOut: (answer) => answer(this.#transferredAt !== null && this.#transferredAt >= sinceMs - 1000),
        }),
      transfer: (_id, { to, mode, ringMs }) =>
        request('transfer', () => {
          this.#transferredAt = this.#world.now
          this.#leave()
          this.#follow(readTwiml(transferTwiml({ publicUrl, number: to, ringMs, screened: mode !== 'cold' })))
        }),
    }
  }

  /** A second socket for the same call, as when an answer comes twice. */
  connectAgain(): void {
    const { socket } = this
    if (socket === null || this.#parameters === null) return
    this.#connect(this.#parameters, socket)
  }

  /** The stream, if there is one, is ended by the line. */
  #leave(): void {
    this.#document += 1
    const { socket } = this
    this.socket = null
    if (socket === null) return
    socket.end('stop')
    this.#world.happen({ type: 'stream', how: 'closed', at: socket.server.process.name })
  }

  #over(): void {
    if (this.state === 'over') return
    this.#leave()
    this.state = 'over'
    this.#world.happen({ type: 'caller gone' })
    this.#tell(paths.status, { CallStatus: 'completed' })
    if (this.#world.chance.happens(0.1)) this.#tell(paths.status, { CallStatus: 'completed' })
  }

  #follow(verbs: readonly Verb[]): void {
    const document = ++this.#document
    const go = (index: number): void => {
      if (document !== this.#document || this.state === 'over') return
      const verb = verbs[index]
      const next = (): void => go(index + 1)
      switch (verb?.verb) {
        case undefined:
          // Nothing to do: the call goes on elsewhere, or is over.
          if (this.state === 'transferring') return undefined
          this.#world.happen({ type: 'hung up on' })
          return this.#over()
        case 'connect':
          this.#action = verb.action
          return this.#connect(verb.parameters, null)
        case 'redirect':
          return this.#post(verb.to, {})
        case 'hangup':
          return this.#over()
        case 'pause':
          return void this.#world.after(verb.ms, next)
        case 'say': {
          this.#world.happen({ type: 'way out spoken' })
          this.#world.tell(`the line says: ${verb.text}`)
          const now = this.#world.now
          const piece = { text: verb.text, fromMs: 0, from: now, to: now + verb.text.length * 40 }
          this.#sounds('line', piece)
          return void this.#world.after(verb.text.length * 40, next)
        }
        case 'dial':
          return this.#ring(verb.action, next)
      }
    }
    go(0)
  }

  #ring(action: string | null, next: () => void): void {
    const { transfers } = this.#world.plan.line
    const outcome = transfers[Math.min(this.#transfers++, transfers.length - 1)] ?? 'completed'
    const document = this.#document
    this.state = 'transferring'
    this.#world.tell(`the line rings somebody else: ${outcome}`)
    this.#world.happen({ type: 'line rings' })
    const talkMs = outcome === 'completed' ? 4000 : 0
    this.#world.after(2000 + talkMs, () => {
      if (document !== this.#document || this.state !== 'transferring') return
      this.state = 'waiting'
      if (action === null) return next()
      this.#post(action, { DialCallStatus: outcome })
    })
  }

  #connect(parameters: Readonly<Record<string, string>>, beside: PhoneSocket | null): void {
    const server = this.#world.balance()
    this.#parameters = parameters
    const document = this.#document
    this.#world.after(this.#world.latency(60), () => {
      if (document !== this.#document || this.state === 'over') return
      if (server === null || server.process.isDead || server.isDraining) {
        // The upgrade was refused: as when a stream has ended at once.
        if (beside === null) this.#post(this.#action, {})
        return
      }
      const socket = new PhoneSocket(this.#world, server, this)
      this.socket = socket
      this.state = 'connected'
      this.#world.happen({ type: 'stream', how: 'opened', at: server.process.name })
      this.#world.tell(`a stream opens to ${server.process.name}`)
      server.process.deliver(() => server.accept(socket))
      socket.sendMessage({ event: 'connected', protocol: 'Call', version: '1.0.0' })
      const start = { accountSid, callSid: lineId, tracks: ['inbound'], customParameters: parameters }
      socket.sendMessage({ event: 'start', start: { ...start, streamSid: socket.streamSid } })
      this.caller.connected()
      // The older one goes a little later, as a lost socket does.
      if (beside !== null) this.#world.after(1500, () => beside.end('reset'))
    })
  }

  /** Asks what to do, of any server, again where nobody can be reached; and does it. */
  #post(path: string, fields: Readonly<Record<string, string>>): void {
    const document = ++this.#document
    const askedAt = this.#world.now
    let isAnswered = false
    const answered = (twiml: string): void => {
      if (isAnswered || document !== this.#document || this.state === 'over') return
      isAnswered = true
      this.#follow(readTwiml(twiml))
    }
    const fault = this.#world.requestFault('webhook')
    const all = { CallSid: lineId, AccountSid: accountSid, CallStatus: 'in-progress', ...fields }
    const attempt = (): void => {
      if (document !== this.#document || this.state === 'over') return
      if (this.#world.now - askedAt > webhookMs) return answered(fallback)
      const server = this.#world.balance()
      this.#world.after(this.#world.latency(150), () => {
        // A connection that fails is tried again.
        if (server === null || server.process.isDead) {
          this.#world.after(300, attempt)
          return
        }
        this.#world.after(webhookMs, () => answered(fallback))
        const forget = server.process.onDeath(() => void this.#world.after(300, attempt))
        server.post(path, all, (twiml) => {
          forget()
          // Where the connection broke it is asked again, although it was done.
          if (fault?.how === 'unanswered') this.#world.after(300, () => this.#again(path, all, answered))
          else this.#afterLatency(() => answered(twiml))
        })
      })
    }
    if (fault?.how === 'slow') this.#world.after(fault.ms, attempt)
    else attempt()
    if (fault?.how === 'twice') this.#world.after(fault.ms, () => this.#again(path, all, answered))
  }

  #again(path: string, fields: Readonly<Record<string, string>>, answered: (twiml: string) => void): void {
    const server = this.#world.balance()
    const again = (): void => void this.#world.after(500, () => this.#again(path, fields, answered))
    if (server === null || server.process.isDead) return again()
    const forget = server.process.onDeath(again)
    server.post(path, fields, (twiml) => {
      forget()
      this.#world.recovered('a webhook was answered again')
      this.#afterLatency(() => answered(twiml))
    })
  }

  #afterLatency(run: () => void): void {
    this.#world.after(this.#world.latency(100), run)
  }

  /** Nobody waits for the answer; where no server can be reached it is sent again. */
  #tell(path: string, fields: Readonly<Record<string, string>>, attempts = 8): void {
    this.#world.after(this.#world.latency(600), () => {
      const server: SimServer | null = this.#world.balance()
      const all = { CallSid: lineId, AccountSid: accountSid, ...fields }
      const again = (): void => {
        if (attempts > 0) this.#world.after(1500, () => this.#tell(path, fields, attempts - 1))
      }
      if (server === null) return again()
      const forget = server.process.onDeath(again)
      server.post(path, all, (answer) => {
        forget()
        if (answer === failedStatus) again()
      })
    })
  }
}
