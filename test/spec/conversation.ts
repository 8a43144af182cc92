import { told, understand, understandKeys } from '../../engine/hearing/understand.ts'
import { believed, type ModelAnswer } from '../../engine/decide/model-answer.ts'
import type { Json } from '../../engine/language/json.ts'
import type { CompiledFlow } from '../../engine/machine/compile.ts'
import type { Decide, Effect, Listen, ToolCall } from '../../engine/machine/effect.ts'
import type { CallEvent, RecordingFinished, ToolOutcome, TransferOutcome } from '../../engine/machine/event.ts'
import type { Snapshot } from '../../engine/machine/snapshot.ts'
import { startCall } from '../../engine/machine/start-call.ts'
import { step, type Stepped } from '../../engine/machine/step.ts'
import { lineOf } from './effect-line.ts'
import { Invariants } from './invariants.ts'

/** A tool, a decision or a transfer of a conversation test: what it answers, and how long it takes; `null` is never. */
export interface Stub<T> {
  readonly takesMs?: number | null
  readonly answer: T
}

export interface Stubs {
  readonly tools?: Readonly<Record<string, Stub<ToolOutcome> | ((input: Json, call: number) => Stub<ToolOutcome>)>>
  readonly decides?: Stub<ModelAnswer> | ((decide: Decide) => Stub<ModelAnswer>)
  readonly transfer?: Stub<TransferOutcome>
  /** Whether the recording of the whole call can be paused; it can unless told. */
  readonly pausing?: boolean
  readonly recording?: Stub<Pick<RecordingFinished, 'ref' | 'ms' | 'how'>>
}

interface Due {
  readonly at: number
  readonly event: () => CallEvent
  readonly label: string
}

function pathOf(value: Json): string {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return typeof value === 'string' ? value : ''
  return Object.entries(value)
    .map(([name, inner]) => `${name}.${pathOf(inner)}`)
    .join(' and ')
}

/** Without audio a prompt lasts so long a character (language.md). */
const msPerCharacter = 60

/**
 * A whole call without audio, store or sockets: the real step and the real grammars, on a virtual clock. The caller's moves
 * come from the test; what is said, called and waited for is kept in order. After every step the snapshot goes through
 * JSON, and what must hold of any call is checked (`Invariants`).
 */
export class Conversation {
  readonly compiled: CompiledFlow
  readonly events: CallEvent[] = []
  /** Everything said, in order. */
  readonly transcript: string[] = []
  readonly calls: ToolCall[] = []
  readonly decisions: Decide[] = []
  readonly why: string[] = []
  readonly faults: string[] = []
  snapshot: Snapshot
  now: number
  listening: Listen | null = null
  hungUp: string | null = null
  readonly #stubs: Stubs
  readonly #invariants = new Invariants()
  #lines: string[] = []
  #due: Due[] = []
  #streamLost = false
  /** Without a stub there is no model: at once unsure. */
  #unsure: string | null = null

  constructor(
    compiled: CompiledFlow,
    stubs: Stubs = {},
    start: { readonly at?: string; readonly from?: string; readonly seed?: number; readonly language?: string } = {},
  ) {
    this.compiled = compiled
    this.#stubs = stubs
    this.now = Date.parse(start.at ?? '2026-10-08T12:00:00Z')
    const call = {
      id: 'c-test',
      lineId: 'CA1',
      from: start.from ?? '+442079460000',
      to: '+442079460001',
      direction: 'inbound' as const,
    }
    const seed = start.seed ?? 1
    const chosen = start.language === undefined ? {} : { language: start.language }
    const began = startCall(compiled, { at: this.now, seed, call, ...chosen })
    const { inputs } = began.snapshot.context
    this.events.push({ type: 'call.started', at: this.now, call, inputs, seed, ...chosen })
    this.snapshot = began.snapshot
    this.#apply(began)
  }

  /** The state's name, without its phase. */
  get state(): string {
    const { value } = this.snapshot
    return typeof value === 'string' ? value : (Object.keys(value as object)[0] ?? '')
  }

  /** The whole value, as a path: "find.calling.filler_1". */
  get phase(): string {
    return pathOf(this.snapshot.value)
  }

  get slots(): Readonly<Record<string, Json>> {
    return this.snapshot.context.slots
  }

  get attempts(): { readonly noinput: number; readonly nomatch: number } {
    return this.snapshot.context.attempts
  }

  /** What was said last. */
  get last(): string {
    return this.transcript.at(-1) ?? ''
  }

  /** The effects since this was asked last, one line each, in order. */
  did(): string[] {
    const lines = this.#lines
    this.#lines = []
    return lines
  }

  /** Waits until we have finished speaking and everything that is due has happened, then speaks. */
  says(text: string): this {
    this.rest()
    return this.speaks(text)
  }

  /** Breaks in after so much of what is being said; "" is a noise without words. */
  bargesIn(text: string, heard = ''): this {
    this.interrupts(heard)
    return this.speaks(text)
  }

  /** Breaks in, and goes on speaking. */
  interrupts(heard = ''): this {
    const { speaking } = this.snapshot.context
    if (speaking === null) throw new Error('There is nothing to break into.')
    this.#drop('speech')
    return this.take({ type: 'speech.interrupted', at: this.now, id: speaking, heard })
  }

  /** The end of a turn, whatever is being said meanwhile. */
  speaks(text: string): this {
    if (this.listening === null) throw new Error(`Nobody listens in ${this.phase}.`)
    const moment = { nowMs: this.now, timezone: this.compiled.flow.timezone }
    const hypotheses = text === '' ? [] : [{ text, confidence: 1 }]
    return this.take({ type: 'turn.ended', at: this.now, ...told(understand(hypotheses, this.listening, moment)) })
  }

  /** Presses keys one after the other, in no time. */
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
    this.rest()
    return this.wait(ms)
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

  /** The stream drops; `unheard` is what was left of what was being said. */
  loses(unheard = ''): this {
    this.#drop('speech')
    this.#streamLost = true
    return this.take({ type: 'stream.lost', at: this.now, unheard })
  }

  /** It comes back, or another takes over from one that was not known to be lost. */
  resumes(): this {
    this.#drop('speech')
    this.#streamLost = false
    this.listening = null
    return this.take({ type: 'stream.resumed', at: this.now })
  }

  /** The stream drops and comes back. */
  reconnect(unheard = ''): this {
    return this.loses(unheard).wait(300).resumes()
  }

  take(event: CallEvent): this {
    this.events.push(event)
    this.#apply(step(this.compiled, this.snapshot, event))
    return this
  }

  /** Until nothing is being said and nothing but a timer of silence is waited for. */
  rest(): this {
    for (let n = 0; n < 200; n++) {
      const next = this.#due
        .filter(({ label }) => label !== 'timer noinput' && label !== 'timer keys')
        .sort((a, b) => a.at - b.at)[0]
      if (next === undefined || this.snapshot.status === 'done') return this
      this.#happen(next)
    }
    throw new Error('The call does not come to rest.')
  }

  #apply({ snapshot, effects, why, fault }: Stepped): void {
    // As the store has it: nothing but JSON comes through.
    this.snapshot = JSON.parse(JSON.stringify(snapshot)) as Snapshot
    this.why.push(...why)
    if (fault !== undefined) this.faults.push(fault.message)
    for (const effect of effects) {
      this.#lines.push(lineOf(effect, this.now))
      this.#perform(effect)
    }
    const event = this.events.at(-1)
    if (event === undefined) throw new Error('A step without an event.')
    this.#invariants.check({ snapshot: this.snapshot, effects, event, streamLost: this.#streamLost })
    const id = this.#unsure
    this.#unsure = null
    if (id !== null)
      this.take({
        type: 'decision.finished',
        at: this.now,
        id,
        outcome: { option: null, confidence: 0, why: 'failed' },
      })
  }

  #perform(effect: Effect): void {
    switch (effect.type) {
      case 'say':
        this.transcript.push(effect.text)
        if (!this.#streamLost)
          this.#in(effect.text.length * msPerCharacter, 'speech', () => ({
            type: 'speech.played',
            at: this.now,
            id: effect.id,
          }))
        return
      case 'listen':
        this.listening = effect
        return
      case 'deafen':
        this.listening = null
        return
      case 'clear':
        return this.#drop('speech')
      case 'timer.set': {
        const { timer, due } = effect
        this.#drop(`timer ${timer}`)
        return this.#in(due - this.now, `timer ${timer}`, () => ({ type: 'timer.fired', at: this.now, timer, due }))
      }
      case 'timer.clear':
        return this.#drop(`timer ${effect.timer}`)
      case 'tool.call': {
        this.calls.push(effect)
        const stub = this.#stubs.tools?.[effect.tool]
        if (stub === undefined) throw new Error(`There is no stub for the tool ${effect.tool}.`)
        const { takesMs = 100, answer } = typeof stub === 'function' ? stub(effect.input, this.calls.length) : stub
        const { key } = effect
        return this.#in(takesMs, 'tool', () => ({ type: 'tool.finished', at: this.now, key, outcome: answer }))
      }
      case 'look.up':
        return
      case 'decide': {
        this.decisions.push(effect)
        const stub = this.#stubs.decides
        const { id } = effect
        if (stub === undefined) {
          this.#unsure = id
          return
        }
        const { takesMs = 100, answer } = typeof stub === 'function' ? stub(effect) : stub
        return this.#in(takesMs, 'decision', () => ({
          type: 'decision.finished',
          at: this.now,
          id,
          outcome: believed(answer, effect),
        }))
      }
      case 'transfer': {
        const { takesMs = 5000, answer } = this.#stubs.transfer ?? { answer: 'completed' as const }
        const { id } = effect
        return this.#in(takesMs, 'transfer', () => ({ type: 'transfer.finished', at: this.now, id, outcome: answer }))
      }
      case 'transfer.cancel':
        return this.#drop('transfer')
      case 'recording.set': {
        const { id, how } = effect
        const ok = this.#stubs.pausing ?? true
        if (how !== 'pause') return
        return this.#in(100, 'recording', () => ({ type: 'recording.changed', at: this.now, id, ok }))
      }
      case 'record.start': {
        const { id } = effect
        const { takesMs = 5000, answer } = this.#stubs.recording ?? {
          answer: { ref: `${id}.wav`, ms: 2000, how: 'silence' as const },
        }
        return this.#in(takesMs, 'recording', () => ({ type: 'recording.finished', at: this.now, id, ...answer }))
      }
      case 'record.stop': {
        const { id } = effect
        this.#drop('recording')
        const answer = { ref: `${id}.wav`, ms: 1000, how: 'key' as const }
        return this.#in(0, 'recording', () => ({ type: 'recording.finished', at: this.now, id, ...answer }))
      }
      case 'hangup':
        this.hungUp = effect.outcome
        return
    }
  }

  #in(ms: number | null, label: string, event: () => CallEvent): void {
    if (ms !== null) this.#due.push({ at: this.now + ms, label, event })
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
