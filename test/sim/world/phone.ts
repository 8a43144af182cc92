import { paths } from '../../../src/telephony/twilio/twiml.ts'
import { accountSid, lineId } from './addresses.ts'
import { Caller } from './caller.ts'
import type { Plan } from '../plan.ts'
import { Rooms } from './rooms.ts'
import { PhoneSocket, type SocketHost } from './socket.ts'
import { readTwiml, type Verb } from './twiml.ts'
import { Webhooks } from './webhooks.ts'
import type { World } from './world.ts'

interface Piece {
  readonly text: string
  readonly fromMs: number
  readonly from: number
  readonly to: number
}

/** The line as Twilio keeps it: asks what to do, does it, and tells what became of it; a caller is at its end. */
export class Phone implements SocketHost {
  readonly caller: Caller
  readonly rooms: Rooms
  state: 'not yet' | 'queued' | 'ringing' | 'dialling' | 'connected' | 'waiting' | 'transferring' | 'over'
  socket: PhoneSocket | null = null
  /** The last sound of ours, in the world's time. */
  soundsUntil = 0
  readonly #world: World
  readonly #webhooks: Webhooks
  /** Instructions of an older document are not followed any more. */
  #document = 0
  #transfers = 0
  #transferredAt: number | null = null
  #action = ''
  #roomAction: string | null = null
  /** Our own id, of a call that we have dialled. */
  #placed: string | null = null
  #statuses = 0
  #parameters: Readonly<Record<string, string>> | null = null

  constructor(world: World) {
    this.#world = world
    this.state = world.plan.outbound === undefined ? 'dialling' : 'not yet'
    this.rooms = new Rooms(world, this)
    this.#webhooks = new Webhooks(world, lineId)
    this.caller = new Caller(world, this)
  }

  dial(): void {
    this.#post(paths.voice, { Direction: 'inbound', From: '+447700900123', To: '+442079460001' })
  }

  /** A call of ours that nobody has answered yet. */
  get isUnanswered(): boolean {
    return this.state === 'not yet' || this.state === 'queued' || this.state === 'ringing'
  }

  /** The caller hangs up. */
  hangUp(): void {
    if (this.state === 'over' || this.isUnanswered) return
    this.#world.tell('the caller hangs up')
    this.over()
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

  /** Whether the line knows of the call, and it is not over. */
  get isThere(): boolean {
    return this.state !== 'over' && this.state !== 'not yet'
  }

  /** The line was asked to ask what to do. */
  fetchBack(): void {
    this.#leave()
    this.#post(paths.resume, {})
  }

  /** The line was told to do something else with the call. */
  transfer(twiml: string): void {
    this.#transferredAt = this.#world.now
    this.#leave()
    this.#follow(readTwiml(twiml))
  }

  hasTransferredSince(at: number): boolean {
    return this.#transferredAt !== null && this.#transferredAt >= at
  }

  /** A call of ours: it rings once the line comes to it, and is answered or not. */
  rings(callId: string, detectsMachine: boolean): void {
    const { outbound } = this.#world.plan
    if (outbound === undefined || this.state !== 'not yet') return
    this.#placed = callId
    this.state = 'queued'
    this.#status('initiated')
    this.#world.after(outbound.queuedMs, () => {
      if (this.state !== 'queued') return
      this.state = 'ringing'
      this.#world.tell('the telephone rings')
      this.#status('ringing')
      this.#world.after(outbound.ringsMs, () => this.#isAnswered(outbound.answer, detectsMachine))
    })
  }

  /** The line was asked to take it back. */
  cancel(): void {
    if (this.state !== 'queued' && this.state !== 'ringing') return
    this.#world.recovered('a call of ours was taken back')
    this.over('canceled')
  }

  /** Nobody was called. */
  neverRang(): void {
    if (this.state === 'not yet') this.state = 'over'
  }

  #isAnswered(answer: NonNullable<Plan['outbound']>['answer'], detectsMachine: boolean): void {
    if (this.state !== 'ringing') return
    if (answer !== 'person' && answer !== 'machine') return this.over(answer)
    this.#world.tell(`a ${answer} answers`)
    this.#world.recovered(`a ${answer} answered a call of ours`)
    this.state = 'dialling'
    this.caller.answers()
    this.#status('in-progress')
    const query = `?call=${this.#placed}`
    this.#post(paths.voice + query, { Direction: 'outbound-api', From: '+442079460001', To: '+447700900123' })
    if (!detectsMachine) return
    const AnsweredBy = answer === 'person' ? 'human' : 'machine_end_beep'
    this.#world.after(answer === 'person' ? 2500 : 7000, () => this.#tell(paths.answeredBy + query, { AnsweredBy }))
  }

  /** Each with its number: they may come in another order. */
  #status(CallStatus: string): void {
    const query = this.#placed === null ? '' : `?call=${this.#placed}`
    this.#tell(paths.status + query, { CallStatus, SequenceNumber: String(this.#statuses++) })
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
    this.#roomAction = null
    this.rooms.callerLeft()
    const { socket } = this
    this.socket = null
    if (socket === null) return
    socket.end('stop')
    this.#world.happen({ type: 'stream', how: 'closed', at: socket.server.process.name })
  }

  over(status = 'completed'): void {
    if (this.state === 'over') return
    this.#leave()
    this.state = 'over'
    this.#world.happen({ type: 'caller gone' })
    this.#status(status)
    if (this.#world.chance.happens(0.1)) this.#status(status)
  }

  /** Whoever was in the room with the caller has left it. */
  roomEnded(): void {
    const action = this.#roomAction
    if (this.state !== 'transferring' || action === null) return
    this.#roomAction = null
    this.state = 'waiting'
    this.#post(action, { DialCallStatus: 'completed' })
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
          return this.over()
        case 'connect':
          this.#action = verb.action
          return this.#connect(verb.parameters, null)
        case 'redirect':
          return this.#post(verb.to, {})
        case 'hangup':
          return this.over()
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
          return verb.room === null ? this.#ring(verb.action, next) : this.#sits(verb.room, verb.action)
      }
    }
    go(0)
  }

  #sits(room: string, action: string | null): void {
    this.state = 'transferring'
    this.#roomAction = action
    this.#world.tell('the caller waits in a room')
    this.#world.happen({ type: 'held by the line' })
    this.rooms.callerCame(room)
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

  /** Asks what to do, and does it. */
  #post(path: string, fields: Readonly<Record<string, string>>): void {
    const document = ++this.#document
    const isWanted = (): boolean => document === this.#document && this.state !== 'over'
    this.#webhooks.ask(path, fields, isWanted, (twiml) => this.#follow(readTwiml(twiml)))
  }

  #tell(path: string, fields: Readonly<Record<string, string>>): void {
    this.#webhooks.tell(path, fields)
  }
}
