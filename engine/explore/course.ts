import type { Moment } from '../hearing/in-context.ts'
import type { CompiledFlow } from '../machine/compile.ts'
import type { Effect, Listen, Say, ToolCall } from '../machine/effect.ts'
import { runningOf } from '../machine/stack.ts'
import type { Stepped } from '../machine/step.ts'
import { canonical } from '../machine/tool-key.ts'
import type { Acting, RehearsalStart } from '../rehearsal/call-under-way.ts'
import { Rehearsal } from '../rehearsal/rehearsal.ts'
import { abstractionOf, type Abstraction } from './abstraction.ts'
import type { Danger } from './danger.ts'
import type { Oracle } from './oracle.ts'
import { secretsIn, toldIn } from './secrets.ts'

/** A moment within a call at which something else could have happened. */
export interface Instant {
  readonly at: number
  /** As `Abstraction` has it. */
  readonly place: string
  /** The state of the machine in every flow that is under way, and the state of the running flow alone. */
  readonly phase: string
  readonly value: string
  /** What is being said. */
  readonly text: string | null
  readonly listening: Listen | null
  /** What is awaited of the world: "tool.call". */
  readonly awaits: string | null
  /** How many choices of the world came before. */
  readonly choices: number
}

interface WriteMade {
  readonly tool: string
  readonly key: string
  readonly input: string
  known: 'awaited' | 'ok' | 'failed' | 'unknown'
}

/** What the clock may be off by before a silence is too long. */
const tolerance = 1

/** `asked too often` is the bound of every call (P9), and no fault of a flow. */
const boundReached = /asked again too often/

/** A rehearsed call that can be gone on with in several ways, and that notes what goes wrong in it. */
export class Course extends Rehearsal {
  readonly instants: Instant[] = []
  readonly dangers: Danger[] = []
  readonly #oracle: Oracle
  /** How it began. */
  readonly start: RehearsalStart
  readonly #writesOf: ReadonlySet<string>
  #writes: readonly WriteMade[] = []
  #silentSince: number | null = null

  readonly #isWhole: boolean

  /** `isWhole` as `Around` has it. */
  constructor(
    compiled: CompiledFlow,
    oracle: Oracle,
    start: RehearsalStart,
    writesOf: ReadonlySet<string>,
    isWhole: boolean,
  ) {
    super(compiled, oracle, start)
    this.#isWhole = isWhole
    this.#oracle = oracle
    this.start = start
    this.#writesOf = writesOf
    oracle.keyOf = () => this.abstraction.base
  }

  /** The same call, to go on with by itself in a world of its own. */
  fork(oracle: Oracle): Course {
    const copy = new Course(this.compiled, oracle, this.start, this.#writesOf, this.#isWhole)
    copy.events.splice(0, Infinity, ...this.events)
    copy.ways.splice(0, Infinity, ...this.ways)
    copy.calls.push(...this.calls)
    copy.story = this.story.copy()
    copy.now = this.now
    copy.current = this.current
    copy.expected = this.expected
    copy.speech = this.speech
    copy.handedTo = this.handedTo
    copy.streamLost = this.streamLost
    copy.began = this.began
    for (const [key, values] of this.known) copy.known.set(key, values)
    copy.agenda = this.agenda.copy()
    copy.#writes = this.#writes.map((write) => ({ ...write }))
    copy.#silentSince = this.#silentSince
    return copy
  }

  /** What it has in common with the calls that an exploration takes for this one. */
  get abstraction(): Abstraction {
    return abstractionOf(this.compiled, this.current, {
      streamLost: this.streamLost,
      ahead: this.agenda.all.toSorted((a, b) => a.at - b.at).map(({ label }) => label),
      writes: this.#writes,
      isWhole: this.#isWhole,
    })
  }

  /** When the next thing happens by itself; null: nothing will. */
  get nextAt(): number | null {
    return this.agenda.all.reduce<number | null>((first, { at }) => (first === null || at < first ? at : first), null)
  }

  /** Something outside the call is waited for, and not for ever. */
  get isWaiting(): boolean {
    return this.agenda.all.some(({ label }) => label === 'timer wait')
  }

  get isAway(): boolean {
    return this.streamLost
  }

  override get moment(): Moment {
    return super.moment
  }

  /** The running flow, and the state in which it is. */
  get place(): { readonly flow: string; readonly state: string } {
    const { flow } = runningOf(this.compiled, this.current.context)
    const { value } = this.current
    const top = typeof value === 'string' ? value : (Object.keys(value as object)[0] ?? '')
    return { flow: flow.flow, state: top.startsWith('$') ? this.state : top }
  }

  /** What a fault of an awaited answer means for the writes that were made. */
  protected override *take(event: Parameters<Rehearsal['take']>[0]): Acting {
    if (event.type === 'tool.finished') {
      const { key, outcome } = event
      const isUnknown = !outcome.ok && (outcome.error === 'timeout' || outcome.error === 'uncertain')
      for (const write of this.#writes)
        if (write.key === key && write.known === 'awaited')
          write.known = outcome.ok ? 'ok' : isUnknown ? 'unknown' : 'failed'
    }
    yield* super.take(event)
  }

  protected override *apply(stepped: Stepped): Acting {
    this.#look(stepped)
    yield* super.apply(stepped)
    this.#beQuiet()
    const { flow, stack = [] } = this.current.context
    const value = JSON.stringify([flow, this.current.value])
    this.instants.push({
      at: this.now,
      place: this.abstraction.place,
      phase: `phase ${value} ${JSON.stringify(stack.map((frame) => [frame.flow, frame.value]))}`,
      value,
      text: this.speech?.say.text ?? null,
      listening: this.expected,
      awaits: this.current.context.awaiting?.type ?? null,
      choices: this.#oracle.choices.length,
    })
  }

  protected override *perform(effect: Effect): Acting {
    const told = toldIn(effect, secretsIn(this.compiled, this.current))
    if (told !== null) this.#note('pci-told', `A value that is sensitive: pci is ${told}.`)
    if (effect.type === 'tool.call' && this.#writesOf.has(effect.tool)) this.#write(effect)
    yield* super.perform(effect)
  }

  protected override say(say: Say): void {
    this.#heard()
    super.say(say)
  }

  #look({ fault }: Stepped): void {
    this.#heard()
    if (fault === undefined || boundReached.test(fault.message)) return
    const isGrant = /granted|requires/i.test(fault.message)
    this.#note(isGrant ? 'not-granted' : 'flow-fault', fault.message)
  }

  /** A silence in which nobody listens to the caller, and nothing but a machine is waited for. */
  #beQuiet(): void {
    const { awaiting, timers } = this.current.context
    const isListening = timers.noinput !== undefined || timers.keys !== undefined
    const isElsewhere = awaiting?.type === 'transfer' || awaiting?.type === 'record.start'
    const isQuiet = this.ended === null && this.speech === null && !this.streamLost && !isListening && !isElsewhere
    if (!isQuiet) this.#silentSince = null
    else this.#silentSince ??= this.now
  }

  #heard(): void {
    if (this.#silentSince === null) return
    const ms = this.now - this.#silentSince
    const limit = this.compiled.flow.silenceLimitMs
    if (ms > limit + tolerance)
      this.#note('silence-over-limit', `The caller hears nothing for ${ms / 1000} s; the limit is ${limit / 1000} s.`)
  }

  #write({ tool, key, input }: ToolCall): void {
    const args = canonical(input)
    const others = this.#writes.filter((write) => write.tool === tool && write.key !== key)
    const state = this.#stateNow()
    const again = state?.kind === 'tool' && state.again
    const expect = { called: { [tool]: 1 } }
    const same = others.filter((write) => write.input === args)
    if (same.some(({ known }) => known === 'unknown'))
      this.#note(
        'write-twice',
        `"${tool}" is called again, with the same arguments, after a call of which nobody knows whether it was done.`,
        expect,
      )
    else if (same.some(({ known }) => known === 'ok') && !again)
      this.#note('write-twice', `"${tool}" is called with the same arguments from two states.`, expect)
    else if (others.some(({ known }) => known === 'unknown'))
      this.#note(
        'write-after-unknown',
        `"${tool}" is called, with other arguments, after a call of which nobody knows whether it was done.`,
        expect,
      )
    if (!this.#writes.some((write) => write.key === key))
      this.#writes = [...this.#writes, { tool, key, input: args, known: 'awaited' }]
  }

  #stateNow(): ReturnType<typeof runningOf>['flow']['states'][string] | undefined {
    return runningOf(this.compiled, this.current.context).flow.states[this.place.state]
  }

  #note(code: Danger['code'], message: string, expect?: Danger['expect']): void {
    this.dangers.push({ code, ...this.place, message, ...(expect === undefined ? {} : { expect }) })
  }
}
