import type { Hypothesis } from '../answers/answer.ts'
import { heardText, SPOKEN_MS_PER_CHARACTER } from '../hearing/heard-text.ts'
import { understand, understandKeys, type Moment } from '../hearing/understand.ts'
import { unheardOf } from '../hearing/unheard.ts'
import type { Json, JsonObject } from '../language/json.ts'
import type { CompiledFlow } from '../machine/compile.ts'
import type { Effect, Listen, Say, ToolCall, Transfer } from '../machine/effect.ts'
import type { CallEvent, TimerName } from '../machine/event.ts'
import type { Way } from '../machine/node.ts'
import { replay } from '../machine/replay.ts'
import type { Snapshot } from '../machine/snapshot.ts'
import { startCall } from '../machine/start-call.ts'
import { step, type Stepped } from '../machine/step.ts'
import { breaksIn } from './breaks-in.ts'
import { Agenda } from './agenda.ts'
import { Journal } from './journal.ts'
import { RehearsalError } from './rehearsal-error.ts'
import { withinTime, type Stage } from './stage.ts'
import type { BargeInAt, Move, Stub } from './test-step.ts'

export interface RehearsalStart {
  /** Epoch milliseconds. */
  readonly at: number
  /** E.164, or "" where withheld. */
  readonly from?: string
  readonly to?: string
  readonly inputs?: JsonObject
  readonly seed?: number
}

/** Goes on until a tool is called for which the stage has no stub: whoever drives it gives the answer. */
export type Acting<T = void> = Generator<ToolCall, T, Stub>

const silences: ReadonlySet<string> = new Set(['timer noinput', 'timer keys'])
const answers = /^(speech|tool|decision|transfer|timer (tool|decision|transfer))$/

/** More would be a flow that never stops talking by itself. */
const mostHappenings = 1000

/**
 * A whole call without audio, store or sockets: the real step and the real grammars on a virtual clock. Everything is
 * a generator, which asks its driver only for what a tool without a stub answers (`drive`).
 */
export class Rehearsal {
  readonly compiled: CompiledFlow
  readonly stage: Stage
  readonly events: CallEvent[] = []
  readonly ways: Way[] = []
  readonly calls: ToolCall[] = []
  readonly journal: Journal
  now: number
  #snapshot: Snapshot
  #listening: Listen | null = null
  #speech: { readonly say: Say; readonly from: number } | null = null
  #transfer: Transfer | null = null
  #streamLost = false
  #began: Stepped | null
  readonly #agenda = new Agenda<() => CallEvent>()

  constructor(compiled: CompiledFlow, stage: Stage, start: RehearsalStart) {
    this.compiled = compiled
    this.stage = stage
    this.now = start.at
    const call = {
      id: 'call',
      lineId: 'CA1',
      from: start.from ?? '',
      to: start.to ?? '',
      direction: 'inbound' as const,
    }
    const seed = start.seed ?? 1
    const began = startCall(compiled, { at: start.at, seed, call, inputs: start.inputs ?? {} })
    const { inputs } = began.snapshot.context
    this.events.push({ type: 'call.started', at: start.at, call, inputs, seed })
    this.#snapshot = began.snapshot
    this.#began = began
    this.journal = new Journal(compiled.flow.start, start.at)
  }

  get snapshot(): Snapshot {
    return this.#snapshot
  }

  /** The flow's state in which the call is, or was when it ended. */
  get state(): string {
    return this.journal.state
  }

  /** With its phase: "find.calling.filler_1". */
  get phase(): string {
    return pathOf(this.#snapshot.value)
  }

  /** The outcome of a call that is over; null while it goes on. */
  get ended(): string | null {
    return this.#snapshot.status === 'done' ? (this.#snapshot.context.outcome ?? 'hangup') : null
  }

  /** The destination of the last transfer, whatever became of it. */
  get transferred(): string | null {
    return this.#transfer?.destination ?? null
  }

  get listening(): Listen | null {
    return this.#listening
  }

  /** Until a timer of silence is all that is waited for. */
  *rest(): Acting {
    yield* this.#begin()
    for (let n = 0; n < mostHappenings; n++) {
      if (this.ended !== null || !this.#agenda.has((label) => answers.test(label))) return
      yield* this.#happen(this.#agenda.take(Infinity, (label) => !silences.has(label)))
    }
    throw new RehearsalError('The call does not come to rest: it goes on and on without the caller.')
  }

  /** At rest, and where the caller is in the middle of keys, they have made a pause. */
  *settle(): Acting {
    yield* this.rest()
    if (this.ended !== null || this.#snapshot.context.keys === '') return
    const pause = this.#agenda.take(Infinity, (label) => label === 'timer keys')
    if (pause === null) return
    yield* this.#happen(pause)
    yield* this.rest()
  }

  /** Throws RehearsalError where the move cannot be made: the call is over, or nothing is being said to break into. */
  *act(move: Move): Acting {
    yield* this.#begin()
    if (move.move === 'bargein') return yield* this.#bargein(move)
    if ('afterMs' in move) yield* this.#wait(move.afterMs)
    else yield* this.rest()
    if (this.ended !== null) throw new RehearsalError(`The call was over before this: it ended as "${this.ended}".`)
    this.journal.nextMove()
    switch (move.move) {
      case 'says':
        return yield* this.#says(move.hypotheses)
      case 'presses':
        return yield* this.#presses(move.keys)
      case 'silence':
        this.journal.caller(this.now, `(says nothing for ${move.ms / 1000} s)`)
        return yield* this.#wait(move.ms)
      case 'hangup':
        this.journal.caller(this.now, '(hangs up)')
        return yield* this.#take({ type: 'caller.hungup', at: this.now })
      case 'event':
        this.journal.world(this.now, `event ${move.name}`)
        return yield* this.#take({ type: 'event.received', at: this.now, name: move.name, data: move.data })
      case 'reconnect':
        return yield* this.#reconnect(move.awayMs)
      default:
        return yield* this.#crash(move.awayMs)
    }
  }

  /** Whether folding the log from its beginning gives the same snapshot, byte for byte. */
  foldsAlike(): boolean {
    const log = JSON.parse(JSON.stringify(this.events)) as CallEvent[]
    let last: Snapshot | null = null
    for (const { snapshot } of replay(this.compiled, log)) last = snapshot
    return JSON.stringify(last) === JSON.stringify(this.#snapshot)
  }

  get #moment(): Moment {
    return { nowMs: this.now, timezone: this.compiled.flow.timezone }
  }

  *#begin(): Acting {
    const began = this.#began
    this.#began = null
    if (began !== null) yield* this.#apply(began)
  }

  *#says(hypotheses: readonly Hypothesis[]): Acting {
    const text = hypotheses[0]?.text ?? ''
    this.journal.caller(this.now, text === '' ? '(a noise)' : text)
    if (this.#listening === null) return this.journal.world(this.now, 'nobody listens just now: that was not heard')
    const { readings, matches } = understand(hypotheses, this.#listening, this.#moment)
    yield* this.#take({ type: 'turn.ended', at: this.now, hypotheses, readings, matches })
  }

  *#presses(keys: string): Acting {
    this.journal.caller(this.now, `(presses ${keys})`)
    for (const key of keys) {
      if (this.ended !== null) return
      const all = this.#snapshot.context.keys + key
      const readings = this.#listening === null ? {} : understandKeys(all, this.#listening, this.#moment)
      yield* this.#take({ type: 'key.pressed', at: this.now, key, readings })
    }
  }

  *#bargein({ at, hypotheses, keys }: Extract<Move, { move: 'bargein' }>): Acting {
    yield* this.#until(at)
    const speech = this.#speech
    if (speech === null) throw new RehearsalError('Nothing is being said that could be broken into.')
    this.journal.nextMove()
    if (keys !== '') return yield* this.#presses(keys)
    const text = hypotheses[0]?.text ?? ''
    if (this.#listening === null || !breaksIn(hypotheses, this.#listening, this.#moment)) {
      this.journal.caller(this.now, text)
      return this.journal.world(this.now, 'this does not break in: the agent goes on')
    }
    const heard = this.#heard
    this.#agenda.drop((label) => label === 'speech')
    this.#speech = null
    this.journal.cut(this.now, heard)
    yield* this.#take({ type: 'speech.interrupted', at: this.now, id: speech.say.id, heard })
    if (this.ended === null) yield* this.#says(text === '' ? [] : hypotheses)
  }

  /** Until so much of something has been said. */
  *#until(at: BargeInAt): Acting {
    for (let n = 0; n < mostHappenings && this.ended === null; n++) {
      const ms = this.#speech === null ? null : momentOf(at, this.#speech.say.text)
      if (this.#speech !== null && ms !== null) {
        const { say, from } = this.#speech
        const lastsMs = say.text.length * SPOKEN_MS_PER_CHARACTER
        if ('ms' in at && ms >= lastsMs) throw new RehearsalError(`"${say.text}" is over after ${lastsMs} ms.`)
        return yield* this.#waitUntil(Math.max(this.now, from + Math.min(ms, lastsMs - 1)))
      }
      const next = this.#agenda.take(Infinity, (label) => !silences.has(label))
      if (next === null) break
      yield* this.#happen(next)
    }
    const what = 'ms' in at ? 'Nothing is being said' : `"${at.after}" is not being said`
    throw new RehearsalError(`${what}: there is nothing to break into.`)
  }

  /** What has been heard of what is being said. */
  get #heard(): string {
    if (this.#speech === null) return ''
    const { say, from } = this.#speech
    return heardText(say.text, say.language, this.now - from, say.text.length * SPOKEN_MS_PER_CHARACTER)
  }

  *#reconnect(awayMs: number): Acting {
    this.journal.world(this.now, 'the stream drops')
    const unheard = this.#speech === null ? '' : unheardOf(this.#speech.say.text, this.#heard)
    yield* this.#loseStream(unheard)
    yield* this.#resume(awayMs)
  }

  /** Nothing but the log and what the store holds is left; what was awaited outside comes out as it would have. */
  *#crash(awayMs: number): Acting {
    this.journal.world(this.now, 'the server dies')
    if (!this.foldsAlike()) throw new RehearsalError('The log, folded again, gives another snapshot than the call had.')
    this.#snapshot = JSON.parse(JSON.stringify(this.#snapshot)) as Snapshot
    const { timers, speaking } = this.#snapshot.context
    this.#agenda.drop((label) => label.startsWith('timer'))
    for (const [timer, due] of Object.entries(timers)) this.#arm(timer as TimerName, due)
    if (speaking !== null || timers.noinput !== undefined || timers.keys !== undefined) yield* this.#loseStream('')
    else this.#streamLost = true
    yield* this.#resume(awayMs)
  }

  *#loseStream(unheard: string): Acting {
    this.#agenda.drop((label) => label === 'speech')
    this.#speech = null
    this.#streamLost = true
    yield* this.#take({ type: 'stream.lost', at: this.now, unheard })
  }

  *#resume(awayMs: number): Acting {
    yield* this.#wait(awayMs)
    if (this.ended !== null) return
    this.#agenda.drop((label) => label === 'speech')
    this.#speech = null
    this.#streamLost = false
    this.#listening = null
    this.journal.world(this.now, 'the stream is back')
    yield* this.#take({ type: 'stream.resumed', at: this.now })
  }

  *#wait(ms: number): Acting {
    yield* this.#waitUntil(this.now + ms)
  }

  *#waitUntil(until: number): Acting {
    for (let next = this.#agenda.take(until); next !== null; next = this.#agenda.take(until)) yield* this.#happen(next)
    this.now = Math.max(this.now, until)
  }

  *#happen(due: { readonly at: number; readonly what: () => CallEvent } | null): Acting {
    if (due === null) return
    this.now = Math.max(this.now, due.at)
    const event = due.what()
    if (event.type === 'speech.played') this.#speech = null
    this.journal.event(event)
    yield* this.#take(event)
  }

  *#take(event: CallEvent): Acting {
    this.events.push(event)
    yield* this.#apply(step(this.compiled, this.#snapshot, event))
  }

  *#apply({ snapshot, effects, ways, fault }: Stepped): Acting {
    this.#snapshot = snapshot
    this.ways.push(...ways)
    this.journal.moved(this.now, snapshot.value, ways)
    if (fault !== undefined) this.journal.world(this.now, `fault of the flow: ${fault.message}`)
    for (const effect of effects) yield* this.#perform(effect)
    if (this.ended !== null) {
      this.#agenda.drop(() => true)
      this.#speech = null
    }
  }

  *#perform(effect: Effect): Acting {
    switch (effect.type) {
      case 'say':
        return this.#say(effect)
      case 'listen':
        this.#listening = effect
        return
      case 'deafen':
        this.#listening = null
        return
      case 'clear':
        this.#agenda.drop((label) => label === 'speech')
        this.#speech = null
        return
      case 'timer.set':
        return this.#arm(effect.timer, effect.due)
      case 'timer.clear':
        return this.#agenda.drop((label) => label === `timer ${effect.timer}`)
      case 'tool.call': {
        this.calls.push(effect)
        this.journal.world(this.now, `calls ${effect.tool} ${JSON.stringify(effect.input)}`)
        const { key } = effect
        const { inMs, outcome } = this.stage.tool(effect, this.now) ?? withinTime(yield effect, effect, this.now)
        return this.#in(inMs, 'tool', () => ({ type: 'tool.finished', at: this.now, key, outcome }))
      }
      case 'decide': {
        const { inMs, outcome } = this.stage.decide(effect)
        const { id } = effect
        this.journal.world(this.now, `asks the model: ${Object.keys(effect.options).join(', ')}`)
        return this.#in(inMs, 'decision', () => ({ type: 'decision.finished', at: this.now, id, outcome }))
      }
      case 'transfer': {
        this.#transfer = effect
        const { inMs, outcome } = this.stage.transfer(effect)
        const { id } = effect
        this.journal.world(this.now, `transfers to ${effect.destination}`)
        return this.#in(inMs, 'transfer', () => ({ type: 'transfer.finished', at: this.now, id, outcome }))
      }
      default:
        this.journal.world(this.now, `hangs up: ${effect.outcome}`)
    }
  }

  #say(say: Say): void {
    this.journal.agent(this.now, say.text)
    if (this.#streamLost) return
    this.#speech = { say, from: this.now }
    const lastsMs = say.text.length * SPOKEN_MS_PER_CHARACTER
    this.#in(lastsMs, 'speech', () => ({ type: 'speech.played', at: this.now, id: say.id }))
  }

  #arm(timer: TimerName, due: number): void {
    const label = `timer ${timer}`
    this.#agenda.drop((one) => one === label)
    this.#agenda.put(due, label, () => ({ type: 'timer.fired', at: this.now, timer, due }))
  }

  #in(ms: number | null, label: string, what: () => CallEvent): void {
    if (ms !== null) this.#agenda.put(this.now + ms, label, what)
  }
}

/** Runs what a rehearsal does to its end; `answer` is asked for tools without a stub. */
export function drive<T>(acting: Acting<T>, answer: (call: ToolCall) => Stub): T {
  let next = acting.next()
  while (next.done !== true) next = acting.next(answer(next.value))
  return next.value
}

/** Milliseconds into this text at which it is broken into; null where it is another that is meant. */
function momentOf(at: BargeInAt, text: string): number | null {
  if ('ms' in at) return at.into === undefined || at.into === text ? at.ms : null
  const index = text.toLowerCase().indexOf(at.after.toLowerCase())
  return index < 0 ? null : (index + at.after.length) * SPOKEN_MS_PER_CHARACTER
}

function pathOf(value: Json): string {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return typeof value === 'string' ? value : ''
  return Object.entries(value)
    .map(([name, inner]) => [name, pathOf(inner)].filter((part) => part !== '').join('.'))
    .join(' and ')
}
