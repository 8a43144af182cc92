import { heardText, spokenMs } from '../hearing/heard-text.ts'
import { knownValues, type KnownLists, type Moment } from '../hearing/in-context.ts'
import type { JsonObject } from '../language/json.ts'
import type { CompiledFlow } from '../machine/compile.ts'
import type { Effect, Listen, Say, ToolCall, Transfer } from '../machine/effect.ts'
import type { CallEvent, TimerName } from '../machine/event.ts'
import type { Way } from '../machine/node.ts'
import { replay } from '../machine/replay.ts'
import type { Snapshot } from '../machine/snapshot.ts'
import { startCall } from '../machine/start-call.ts'
import { statePath } from '../machine/state-path.ts'
import { step, type Stepped } from '../machine/step.ts'
import { Agenda } from './agenda.ts'
import { Journal } from './journal.ts'
import { Quiet } from './quiet.ts'
import { keptRecording, withinTime, type Stage } from './stage.ts'
import type { Stub } from './test-step.ts'

export interface RehearsalStart {
  /** Epoch milliseconds. */
  readonly at: number
  /** E.164, or "" where withheld. */
  readonly from?: string
  readonly to?: string
  readonly inputs?: JsonObject
  /** One of the flow's; its own unless told. */
  readonly language?: string
  readonly seed?: number
}

/** Goes on until a tool is called for which the stage has no stub: whoever drives it gives the answer. */
export type Acting<T = void> = Generator<ToolCall, T, Stub>

/** A call on a virtual clock: the real step, and what its effects lead to by themselves. What the caller does is `Rehearsal`'s. */
export class CallUnderWay {
  readonly compiled: CompiledFlow
  readonly stage: Stage
  readonly events: CallEvent[] = []
  readonly ways: Way[] = []
  readonly calls: ToolCall[] = []
  /** How often the model was asked. */
  modelCalls = 0
  readonly #quiet = new Quiet()
  protected story: Journal
  now: number
  protected current: Snapshot
  protected expected: Listen | null = null
  protected speech: { readonly say: Say; readonly from: number } | null = null
  protected handedTo: Transfer | null = null
  protected streamLost = false
  protected began: Stepped | null
  /** Values that were looked up, and since when they are known. */
  protected readonly known = new Map<string, { readonly at: number; readonly values: readonly string[] }>()
  protected agenda = new Agenda<(at: number) => CallEvent>()

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
    const chosen = start.language === undefined ? {} : { language: start.language }
    const began = startCall(compiled, { at: start.at, seed, call, inputs: start.inputs ?? {}, ...chosen })
    const { inputs } = began.snapshot.context
    this.events.push({ type: 'call.started', at: start.at, call, inputs, seed, ...chosen })
    this.current = began.snapshot
    this.began = began
    this.story = new Journal(compiled.flow.start, start.at)
  }

  get journal(): Journal {
    return this.story
  }

  get snapshot(): Snapshot {
    return this.current
  }

  /** The flow's state in which the call is, or was when it ended. */
  get state(): string {
    return this.journal.state
  }

  /** With its phase: "find.calling.filler_1". */
  get phase(): string {
    return statePath(this.current.value)
  }

  /** The outcome of a call that is over; null while it goes on. */
  get ended(): string | null {
    return this.current.status === 'done' ? (this.current.context.outcome ?? 'hangup') : null
  }

  /** The longest that the caller has heard nothing while it was not their turn, milliseconds. */
  get longestSilenceMs(): number {
    return this.#quiet.longestMs(this.now)
  }

  /** The destination of the last transfer, whatever became of it. */
  get transferred(): string | null {
    return this.handedTo?.destination ?? null
  }

  get listening(): Listen | null {
    return this.expected
  }

  /** Whether folding the log from its beginning gives the same snapshot, byte for byte. */
  foldsAlike(): boolean {
    const log = JSON.parse(JSON.stringify(this.events)) as CallEvent[]
    let last: Snapshot | null = null
    for (const { snapshot } of replay(this.compiled, log)) last = snapshot
    return JSON.stringify(last) === JSON.stringify(this.current)
  }

  protected get moment(): Moment {
    const known = [...this.known].filter(([, { at }]) => at <= this.now)
    const lists: KnownLists = new Map(known.map(([key, { values }]) => [key, values]))
    return { nowMs: this.now, timezone: this.compiled.flow.timezone, known: lists }
  }

  /** What has been heard of what is being said. */
  protected get heard(): string {
    if (this.speech === null) return ''
    const { say, from } = this.speech
    return heardText(say.text, say.language, this.now - from, spokenMs(say.text, say.slower))
  }

  protected *begin(): Acting {
    const began = this.began
    this.began = null
    if (began !== null) yield* this.apply(began)
  }

  protected *loseStream(unheard: string): Acting {
    this.agenda.drop((label) => label === 'speech')
    this.speech = null
    this.streamLost = true
    yield* this.take({ type: 'stream.lost', at: this.now, unheard })
  }

  protected *resume(awayMs: number): Acting {
    yield* this.wait(awayMs)
    if (this.ended !== null) return
    this.agenda.drop((label) => label === 'speech')
    this.speech = null
    this.streamLost = false
    this.expected = null
    this.journal.world(this.now, 'the stream is back')
    yield* this.take({ type: 'stream.resumed', at: this.now })
  }

  protected *wait(ms: number): Acting {
    yield* this.waitUntil(this.now + ms)
  }

  protected *waitUntil(until: number): Acting {
    for (let next = this.agenda.take(until); next !== null; next = this.agenda.take(until)) yield* this.happen(next)
    this.now = Math.max(this.now, until)
  }

  protected *happen(due: { readonly at: number; readonly what: (at: number) => CallEvent } | null): Acting {
    if (due === null) return
    this.now = Math.max(this.now, due.at)
    const event = due.what(this.now)
    if (event.type === 'speech.played') this.speech = null
    this.journal.event(event)
    yield* this.take(event)
  }

  protected *take(event: CallEvent): Acting {
    this.events.push(event)
    yield* this.apply(step(this.compiled, this.current, event))
  }

  protected *apply({ snapshot, effects, ways, fault }: Stepped): Acting {
    this.current = snapshot
    this.ways.push(...ways)
    this.journal.moved(this.now, snapshot.value, ways)
    if (fault !== undefined) this.journal.world(this.now, `fault of the flow: ${fault.message}`)
    for (const effect of effects) yield* this.perform(effect)
    if (this.ended !== null) {
      this.agenda.drop(() => true)
      this.speech = null
    }
    this.#quiet.look(snapshot, this.now, this.speech !== null || this.streamLost)
  }

  protected *perform(effect: Effect): Acting {
    switch (effect.type) {
      case 'say':
        this.say(effect)
        return
      case 'listen':
        this.expected = effect
        return
      case 'deafen':
        this.expected = null
        return
      case 'clear':
        this.agenda.drop((label) => label === 'speech')
        this.speech = null
        return
      case 'timer.set':
        this.arm(effect.timer, effect.due)
        return
      case 'timer.clear':
        this.agenda.drop((label) => label === `timer ${effect.timer}`)
        return
      case 'tool.call': {
        this.calls.push(effect)
        this.journal.world(this.now, `calls ${effect.tool} ${JSON.stringify(effect.input)}`)
        const { key } = effect
        const { inMs, outcome } = this.stage.tool(effect, this.now) ?? withinTime(yield effect, effect, this.now)
        this.later(inMs, 'tool', (at) => ({ type: 'tool.finished', at, key, outcome }))
        return
      }
      case 'look.up': {
        if (this.known.has(effect.key)) return
        const call = { ...effect, type: 'tool.call', retry: { max: 0, errors: [] } } as const
        this.calls.push(call)
        this.journal.world(this.now, `looks up ${effect.tool} ${JSON.stringify(effect.input)}`)
        const { inMs, outcome } = this.stage.tool(call, this.now) ?? withinTime(yield call, call, this.now)
        const values = outcome.ok ? (knownValues(outcome.result, effect) ?? []) : []
        this.known.set(effect.key, { at: inMs === null ? Infinity : this.now + inMs, values })
        return
      }
      case 'decide': {
        const { inMs, outcome } = this.stage.decide(effect)
        const { id } = effect
        this.modelCalls++
        const open = effect.fills?.slots.map(({ name }) => name) ?? []
        this.journal.world(this.now, `asks the model: ${[...open, ...Object.keys(effect.options)].join(', ')}`)
        this.later(inMs, 'decision', (at) => ({ type: 'decision.finished', at, id, outcome }))
        return
      }
      case 'transfer': {
        this.handedTo = effect
        const { inMs, outcome } = this.stage.transfer()
        const { id } = effect
        this.journal.world(this.now, `transfers to ${effect.destination}`)
        this.later(inMs, 'transfer', (at) => ({ type: 'transfer.finished', at, id, outcome }))
        return
      }
      case 'transfer.cancel':
        this.agenda.drop((label) => label === 'transfer')
        return
      case 'recording.set': {
        const { id, how } = effect
        if (how === 'pause') this.later(0, 'recording', (at) => ({ type: 'recording.changed', at, id, ok: true }))
        return
      }
      case 'record.start': {
        this.journal.world(this.now, 'records')
        const { inMs, event } = this.stage.recording(effect)
        this.later(inMs, 'recording', event)
        return
      }
      case 'record.stop': {
        this.agenda.drop((label) => label === 'recording')
        this.later(0, 'recording', keptRecording(effect.id, 'key'))
        return
      }
      case 'hangup':
        this.journal.world(this.now, `hangs up: ${effect.outcome}`)
    }
  }

  protected say(say: Say): void {
    if (say.press === undefined || say.text !== '') this.journal.agent(this.now, say.text)
    if (say.press !== undefined) this.journal.world(this.now, `pressed by us: ${say.press}`)
    if (this.streamLost) return
    this.speech = { say, from: this.now }
    this.later(spokenMs(say.text, say.slower) + pressedMs(say.press), 'speech', (at) => ({
      type: 'speech.played',
      at,
      id: say.id,
    }))
  }

  protected arm(timer: TimerName, due: number): void {
    const label = `timer ${timer}`
    this.agenda.drop((one) => one === label)
    this.agenda.put(due, label, (at) => ({ type: 'timer.fired', at, timer, due }))
  }

  protected later(ms: number | null, label: string, what: (at: number) => CallEvent): void {
    if (ms !== null) this.agenda.put(this.now + ms, label, what)
  }
}

/** A tone and its pause, and half a second for each `w`. */
function pressedMs(keys = ''): number {
  return [...keys].reduce((ms, key) => ms + (key === 'w' ? 500 : 200), 0)
}
