import { understand, understandKeys } from '../../src/call/hearing.ts'
import type { Json } from '../../engine/language/json.ts'
import type { CompiledFlow } from '../../engine/machine/compile.ts'
import type { Effect, Listen, ToolCall } from '../../engine/machine/effect.ts'
import type { CallEvent, DecisionOutcome, ToolOutcome, TransferOutcome } from '../../engine/machine/event.ts'
import { startCall } from '../../engine/machine/start-call.ts'
import { step, type Stepped } from '../../engine/machine/step.ts'
import type { Snapshot } from '../../engine/machine/snapshot.ts'

/** A tool or a decision of a conversation test: what it answers, and how long it takes. */
export interface Stub<T> {
  readonly takesMs?: number
  readonly answer: T | (() => T)
}

export interface Stubs {
  readonly tools?: Readonly<Record<string, Stub<ToolOutcome> | ((input: Json) => Stub<ToolOutcome>)>>
  readonly decides?: Stub<DecisionOutcome>
  readonly transfer?: Stub<TransferOutcome>
}

interface Due {
  readonly at: number
  readonly event: () => CallEvent
  readonly label: string
}

/** Without audio a prompt lasts so long a character (language.md). */
const msPerCharacter = 60

/**
 * A whole call without audio, store or sockets: the real step, on a virtual clock. The caller's moves come from the test; what is
 * said, called and waited for is kept in order.
 */
export class Conversation {
  readonly compiled: CompiledFlow
  readonly events: CallEvent[] = []
  readonly transcript: string[] = []
  readonly calls: ToolCall[] = []
  readonly why: string[] = []
  snapshot: Snapshot
  now: number
  listening: Listen | null = null
  hungUp: string | null = null
  readonly #stubs: Stubs
  #due: Due[] = []
  #streamLost = false

  constructor(compiled: CompiledFlow, stubs: Stubs = {}, start: { readonly at?: string; readonly from?: string; readonly seed?: number } = {}) {
    this.compiled = compiled
    this.#stubs = stubs
    this.now = Date.parse(start.at ?? '2026-10-08T12:00:00Z')
    const call = { id: 'c-test', lineId: 'CA1', from: start.from ?? '+442079460000', to: '+442079460001', direction: 'inbound' as const }
    const began = startCall(compiled, { at: this.now, seed: start.seed ?? 1, call })
    this.events.push({ type: 'call.started', at: this.now, call, inputs: began.snapshot.context.inputs, seed: start.seed ?? 1 })
    this.snapshot = began.snapshot
    this.#apply(began)
  }

  /** The state's name, without its phase. */
  get state(): string {
    const { value } = this.snapshot
    return typeof value === 'string' ? value : (Object.keys(value as object)[0] ?? '')
  }

  get slots(): Readonly<Record<string, Json>> {
    return this.snapshot.context.slots
  }

  /** What was said last. */
  get last(): string {
    return this.transcript.at(-1) ?? ''
  }

  /** Waits until we have finished speaking and everything that is due has happened, then speaks. */
  says(text: string): this {
    this.#quiet()
    return this.speaks(text)
  }

  /** Breaks in after so much of what is being said. */
  bargesIn(text: string, heard = ''): this {
    const { speaking } = this.snapshot.context
    if (speaking === null) throw new Error('There is nothing to break into.')
    this.#drop('speech')
    this.take({ type: 'speech.interrupted', at: this.now, id: speaking, heard })
    return this.speaks(text)
  }

  speaks(text: string): this {
    if (this.listening === null) throw new Error(`Nobody listens in ${JSON.stringify(this.snapshot.value)}.`)
    const moment = { nowMs: this.now, timezone: this.compiled.flow.timezone }
    const hypotheses = text === '' ? [] : [{ text, confidence: 1 }]
    const { readings, matches } = understand(hypotheses, this.listening, moment)
    return this.take({ type: 'turn.ended', at: this.now, hypotheses, readings, matches })
  }

  presses(keys: string): this {
    for (const key of keys) {
      const all = this.snapshot.context.keys + key
      const moment = { nowMs: this.now, timezone: this.compiled.flow.timezone }
      const readings = this.listening === null ? {} : understandKeys(all, this.listening, moment)
      this.take({ type: 'key.pressed', at: this.now, key, readings })
    }
    return this
  }

  /** Counted from the end of what was heard. */
  silence(ms: number): this {
    this.#quiet()
    this.wait(ms)
    return this
  }

  wait(ms: number): this {
    const until = this.now + ms
    for (let next = this.#next(until); next !== null; next = this.#next(until)) this.#happen(next)
    this.now = until
    return this
  }

  hangup(): this {
    return this.take({ type: 'caller.hungup', at: this.now })
  }

  /** The stream drops and comes back. */
  reconnect(unheard = ''): this {
    this.#drop('speech')
    this.take({ type: 'stream.lost', at: this.now, unheard })
    this.#streamLost = true
    this.wait(300)
    this.#streamLost = false
    return this.take({ type: 'stream.resumed', at: this.now })
  }

  take(event: CallEvent): this {
    this.events.push(event)
    this.#apply(step(this.compiled, this.snapshot, event))
    return this
  }

  #apply({ snapshot, effects, why, fault }: Stepped): void {
    // As the store has it: nothing but JSON comes through.
    this.snapshot = JSON.parse(JSON.stringify(snapshot)) as Snapshot
    this.why.push(...why)
    if (fault !== undefined) this.transcript.push(`FAULT ${fault.message}`)
    for (const effect of effects) this.#perform(effect)
  }

  #perform(effect: Effect): void {
    switch (effect.type) {
      case 'say':
        this.transcript.push(effect.text)
        if (!this.#streamLost) this.#in(effect.text.length * msPerCharacter, 'speech', () => ({ type: 'speech.played', at: this.now, id: effect.id }))
        return
      case 'listen':
        this.listening = effect
        return
      case 'deafen':
        this.listening = null
        return
      case 'clear':
        return this.#drop('speech')
      case 'timer.set':
        this.#drop(`timer ${effect.timer}`)
        return this.#in(effect.due - this.now, `timer ${effect.timer}`, () => ({ type: 'timer.fired', at: this.now, timer: effect.timer, due: effect.due }))
      case 'timer.clear':
        return this.#drop(`timer ${effect.timer}`)
      case 'tool.call': {
        this.calls.push(effect)
        const stub = this.#stubs.tools?.[effect.tool]
        if (stub === undefined) throw new Error(`There is no stub for the tool ${effect.tool}.`)
        const { takesMs = 100, answer } = typeof stub === 'function' ? stub(effect.input) : stub
        return this.#in(takesMs, 'tool', () => ({ type: 'tool.finished', at: this.now, key: effect.key, outcome: typeof answer === 'function' ? answer() : answer }))
      }
      case 'decide': {
        const { takesMs = 100, answer } = this.#stubs.decides ?? { answer: { option: null, confidence: 0, why: 'failed' as const } }
        return this.#in(takesMs, 'decision', () => ({ type: 'decision.finished', at: this.now, id: effect.id, outcome: typeof answer === 'function' ? answer() : answer }))
      }
      case 'transfer': {
        const { takesMs = 5000, answer } = this.#stubs.transfer ?? { answer: 'completed' as const }
        return this.#in(takesMs, 'transfer', () => ({ type: 'transfer.finished', at: this.now, id: effect.id, outcome: typeof answer === 'function' ? answer() : answer }))
      }
      case 'hangup':
        this.hungUp = effect.outcome
        return
    }
  }

  /** Until nothing is being said and nothing but a timer of silence is waited for. */
  #quiet(): void {
    for (let n = 0; n < 200; n++) {
      const next = this.#due.filter(({ label }) => label !== 'timer noinput' && label !== 'timer keys').sort((a, b) => a.at - b.at)[0]
      if (next === undefined || this.snapshot.status === 'done') return
      this.#happen(next)
    }
    throw new Error('The call does not come to rest.')
  }

  #in(ms: number, label: string, event: () => CallEvent): void {
    this.#due.push({ at: this.now + ms, label, event })
  }

  #drop(label: string): void {
    this.#due = this.#due.filter((one) => one.label !== label)
  }

  #next(until: number): Due | null {
    return this.#due.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0] ?? null
  }

  #happen(due: Due): void {
    this.#due = this.#due.filter((one) => one !== due)
    this.now = Math.max(this.now, due.at)
    this.take(due.event())
  }
}
