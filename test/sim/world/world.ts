import type { Cancel } from '../../../src/media/clock.ts'
import { faultLine, faultName, type Fault, type Plan, type Remote } from '../plan.ts'
import { watchers } from '../invariants/all.ts'
import { Agenda } from './agenda.ts'
import { simFlows, type SimFlow } from './flows.ts'
import type { Happening } from './happenings.ts'
import { sound, type Mutant } from './mutant.ts'
import { Ordering } from './ordering.ts'
import { Phone } from './phone.ts'
import { Primary } from './primary.ts'
import { Process } from './process.ts'
import { Random } from './random.ts'
import { SimServer } from './server.ts'
import type { PhoneSocket } from './socket.ts'
import { ToolServer } from './tool-server.ts'

/** A Thursday, noon in London in summer. */
const startsAt = Date.UTC(2026, 9, 8, 11)
/** No simulated call lasts longer. */
const longestMs = 9 * 60_000
/** What is left of a call once its caller is gone has gone by then. */
const aftermathMs = 90_000
/** A voice that never answers is asked again after 2 s; the line is asked again 3 s after a request of 3 s came to nothing. */
const givenUpAfterMs: Readonly<Partial<Record<Remote, number>>> = { voice: 2000, rest: 6000 }

/** An invariant that did not hold. */
export interface Violation {
  readonly promise: string
  readonly what: string
}

/** What became of a simulated call. */
export interface Outcome {
  readonly plan: Plan
  readonly violation: Violation | null
  /** How often each thing happened: faults, recoveries, what was said about the line. */
  readonly faults: ReadonlyMap<string, number>
  readonly recoveries: ReadonlyMap<string, number>
  readonly counts: ReadonlyMap<string, number>
  /** How often each point was passed: where a crash can be put. */
  readonly points: ReadonlyMap<string, number>
  /** Things that happened in the world, and events that moved the machine. */
  readonly happened: number
  readonly steps: number
  readonly virtualMs: number
  /** How long the caller waited for our next word after a stream or a server was lost. */
  readonly waits: readonly number[]
  readonly story: readonly string[]
}

export interface Options {
  readonly mutant?: Mutant
  /** Keeps what happened, for people. */
  readonly tells?: boolean
}

/** Simulates one call, from its first ring until nothing of it is left. The same plan always comes out the same. */
export async function simulate(plan: Plan, options: Options = {}): Promise<Outcome> {
  return new World(plan, options).run()
}

/** One call's world: the servers, the store, the line, the caller, and all that befalls them. */
export class World {
  readonly plan: Plan
  readonly flow: SimFlow
  readonly mutant: Mutant
  readonly primary: Primary
  readonly toolServer: ToolServer
  readonly chance: Random
  readonly servers: SimServer[] = []
  phone!: Phone
  /** When the last fault came or ended. */
  lastFaultAt = 0
  violation: Violation | null = null
  steps = 0
  readonly waits: number[] = []
  readonly sockets = new Set<PhoneSocket>()
  readonly #agenda = new Agenda(startsAt)
  readonly #tells: boolean
  readonly #story: string[] = []
  readonly #faults = new Map<string, number>()
  readonly #recoveries = new Map<string, number>()
  readonly #counts = new Map<string, number>()
  readonly #points = new Map<string, number>()
  readonly #requests = new Map<Remote, number>()
  readonly #atPoints = new Map<string, Fault>()
  readonly #ofRequests = new Map<string, Extract<Fault, { kind: 'request' }>>()
  readonly #away = new Set<string>()
  readonly #watchers = watchers(this)
  readonly #wordsBreaks: (() => void)[] = []
  #frameFaults: { how: 'repeat frames' | 'late frames'; left: number } | null = null
  #ids = 0
  #lives = 0
  #eventIsDue = false
  #isStillWaited = 0
  #ordering: Ordering | null = null
  /** A failover has lost something that was told as written. */
  hasLostChanges = false

  constructor(plan: Plan, { mutant = sound, tells = false }: Options) {
    this.plan = plan
    this.mutant = mutant
    this.#tells = tells
    const flow = simFlows[plan.flow]
    if (flow === undefined) throw new RangeError(`There is no simulated flow "${plan.flow}".`)
    this.flow = flow()
    this.chance = new Random(plan.seed)
    this.primary = new Primary(() => this.now, plan.replica)
    this.toolServer = new ToolServer(this)
    for (const { bundle, flow } of this.flow.versions) this.primary.putBundle(bundle, textOf(flow))
    this.primary.copied()
    for (const fault of plan.faults) this.#arm(fault)
  }

  get now(): number {
    return this.#agenda.now
  }

  async run(): Promise<Outcome> {
    this.phone = new Phone(this)
    this.plan.servers.forEach((_, index) => this.#begin(index, 0))
    if (this.plan.outbound === undefined) this.phone.dial()
    else this.#ordering = new Ordering(this)
    await this.#agenda.run(startsAt + longestMs, () => this.violation !== null || this.phone.state === 'over')
    if (this.violation === null && this.phone.state !== 'over')
      this.fail('P9', `The call was still going on after ${longestMs / 60_000} minutes.`)
    const until = this.now + aftermathMs
    this.#isStillWaited = Math.max(this.now + 3000, this.lastFaultAt)
    await this.#agenda.run(
      until,
      () => this.violation !== null || (this.#isStillWaited <= this.now && this.#isAllGone()),
    )
    for (const watcher of this.#watchers) if (this.violation === null) watcher.ended?.()
    const virtualMs = this.now - startsAt
    return {
      plan: this.plan,
      violation: this.violation,
      faults: this.#faults,
      recoveries: this.#recoveries,
      counts: this.#counts,
      points: this.#points,
      happened: this.#agenda.happened,
      steps: this.steps,
      virtualMs,
      waits: this.waits,
      story: this.#story,
    }
  }

  after(ms: number, run: () => void): Cancel {
    return this.#agenda.after(ms, run)
  }

  /** How long one way takes that takes so long at most, mostly less. */
  latency(atMostMs: number): number {
    return atMostMs * (0.15 + 0.85 * this.chance.next() ** 2)
  }

  random(name: string): Random {
    return new Random(this.plan.seed).fork(name)
  }

  nextId(): string {
    return `sim-${++this.#ids}`
  }

  nextStream(): string {
    return `MZ${++this.#ids}`
  }

  tell(what: string): void {
    if (this.#tells) this.#story.push(`${((this.now - startsAt) / 1000).toFixed(3).padStart(8)}  ${what}`)
  }

  count(what: string): void {
    add(this.#counts, what)
  }

  recovered(how: string): void {
    add(this.#recoveries, how)
  }

  happen(happening: Happening): void {
    if (happening.type === 'committed' && happening.reply === 'OK') this.#committed(happening)
    if (this.#tells) this.#tellHappening(happening)
    for (const watcher of this.#watchers) watcher.saw?.(happening)
  }

  /** A promise is broken: the simulation ends here. */
  fail(promise: string, what: string): void {
    if (this.violation !== null) return
    this.violation = { promise, what }
    this.tell(`BROKEN ${promise}: ${what}`)
  }

  /** A process passes a point at which it can be hit. */
  point(at: string, process: Process): void {
    add(this.#points, at)
    add(this.#points, '*')
    for (const label of [at, '*']) {
      const fault = this.#atPoints.get(`${label} ${this.#points.get(label)}`)
      if (fault !== undefined) this.#strike(fault, process)
    }
  }

  requestFault(of: Remote): Extract<Fault, { kind: 'request' }> | null {
    const nth = (this.#requests.get(of) ?? 0) + 1
    this.#requests.set(of, nth)
    const fault = this.#ofRequests.get(`${of} ${nth}`)
    if (fault === undefined) return null
    this.#struck(fault)
    // Until it is over, and a while longer, things may take longer than they should.
    const lastsMs = fault.how === 'slow' ? fault.ms : (givenUpAfterMs[of] ?? fault.ms)
    if (fault.how !== 'twice') this.#faultUntil(this.now + lastsMs)
    return fault
  }

  /** Whoever ordered a call was told that nobody was called, and somebody was. */
  wasOrdererToldWrong(dialled: number): boolean {
    return this.#ordering?.wasToldWrong(dialled) === true
  }

  isAway(of: string): boolean {
    return this.#away.has(of)
  }

  frameFault(): 'repeat frames' | 'late frames' | null {
    const faults = this.#frameFaults
    if (faults === null || faults.left === 0) return null
    faults.left -= 1
    return faults.how
  }

  onWordsBreak(run: () => void): void {
    this.#wordsBreaks.push(run)
  }

  /** The caller has hung up because nothing was to be heard. */
  lostPatience(): void {
    this.count('caller lost patience')
    for (const watcher of this.#watchers) watcher.lostPatience?.()
  }

  /** A server for a new request, as a load balancer finds it: one that lives and has answered lately. */
  balance(): SimServer | null {
    const alive = this.servers.filter(({ process, isDraining }) => !process.isDead && !isDraining)
    const answering = alive.filter(({ process }) => !process.isStill)
    if (answering.length > 0) return this.chance.pick(answering)
    const rest = alive.length > 0 ? alive : this.servers.filter(({ process }) => !process.isDead)
    return rest.length > 0 ? this.chance.pick(rest) : null
  }

  /** Nothing of the call is left on any server that lives; its sweeper's timer is. */
  #isAllGone(): boolean {
    if (this.primary.unsettled(this.now + 60_000, 1).length > 0) return false
    if (this.plan.outbound !== undefined && this.primary.list({ live: true, limit: 1 }).length > 0) return false
    return this.servers.every(
      ({ process, desk, idleTimers }) =>
        process.isDead || (!process.isStill && desk.live === 0 && process.timers <= idleTimers),
    )
  }

  #begin(index: number, version: 0 | 1): void {
    const name = `server-${index + 1}${this.#lives >= this.plan.servers.length ? `.${this.#lives}` : ''}`
    this.#lives += 1
    const process = new Process(name, this.#agenda, this.plan.servers[index]?.skewMs ?? 0)
    this.servers[index] = new SimServer(this, process, version)
    this.happen({ type: 'server', name, how: 'began' })
  }

  #arm(fault: Fault): void {
    if ('when' in fault) this.#atPoints.set(`${fault.when.at} ${fault.when.nth}`, fault)
    else if (fault.kind === 'request') this.#ofRequests.set(`${fault.of} ${fault.nth}`, fault)
    else this.after(fault.atMs, () => this.#befall(fault))
  }

  #struck(fault: Fault): void {
    this.#faultUntil(this.now)
    add(this.#faults, faultName(fault))
    this.tell(`FAULT ${faultLine(fault)}`)
  }

  #faultUntil(at: number): void {
    this.lastFaultAt = Math.max(this.lastFaultAt, at)
  }

  /** At a point of a process. */
  #strike(fault: Fault, process: Process): void {
    if (process.isDead) return
    if (fault.kind === 'crash') {
      this.#struck(fault)
      this.#crash(process, fault.vanishes, fault.restartMs)
    }
    if (fault.kind === 'pause' && !process.isStill) {
      this.#struck(fault)
      process.standStill(fault.ms)
      this.#faultUntil(this.now + fault.ms)
      this.happen({ type: 'server', name: process.name, how: 'stands still' })
      this.after(fault.ms, () => this.happen({ type: 'server', name: process.name, how: 'goes on' }))
    }
    if (fault.kind === 'clock') {
      this.#struck(fault)
      process.jump(fault.ms)
    }
  }

  #crash(process: Process, vanishes: boolean, restartMs: number | null): void {
    const index = this.servers.findIndex((server) => server.process === process)
    process.die()
    this.happen({ type: 'server', name: process.name, how: 'died' })
    for (const socket of this.sockets) {
      if (socket.server.process !== process || socket.isOver) continue
      // A host that says nothing is noticed when its network gives up.
      if (vanishes) this.after(4000, () => socket.died())
      else socket.died()
    }
    if (vanishes) this.#faultUntil(this.now + 4000)
    if (index >= 0 && restartMs !== null) this.after(restartMs, () => this.#begin(index, 0))
  }

  /** At a time. */
  #befall(fault: Fault): void {
    if (this.phone.state === 'over') return
    switch (fault.kind) {
      case 'outage': {
        this.#struck(fault)
        const of = fault.of
        this.#away.add(of)
        this.#faultUntil(this.now + fault.ms)
        this.after(fault.ms, () => this.#away.delete(of))
        return
      }
      case 'failover': {
        const lost = this.primary.failOver(fault.lagMs)
        this.#struck(fault)
        this.tell(`the store has lost ${lost} changes`)
        if (lost > 0) this.count('changes lost by the store')
        this.hasLostChanges ||= lost > 0
        return this.happen({ type: 'failed over', lost })
      }
      case 'deploy':
        return this.#deploy(fault)
      case 'stream':
        return this.#breakStream(fault)
      default:
    }
  }

  #deploy(fault: Extract<Fault, { kind: 'deploy' }>): void {
    const server = this.servers[fault.server]
    if (server === undefined || server.process.isDead || server.isDraining) return
    this.#struck(fault)
    this.#faultUntil(this.now + 8000)
    this.happen({ type: 'server', name: server.process.name, how: 'drains' })
    const next = (): void => {
      if (server.process.isDead) return
      this.#crash(server.process, false, null)
      this.recovered('a deploy was completed')
      this.after(500, () => this.#begin(fault.server, 1))
    }
    void server.drain().then(() => this.after(300, next))
  }

  #breakStream(fault: Extract<Fault, { kind: 'stream' }>): void {
    const { socket } = this.phone
    if (fault.how === 'words break') {
      this.#struck(fault)
      for (const run of this.#wordsBreaks) run()
    } else if (fault.how === 'repeat frames' || fault.how === 'late frames') {
      this.#struck(fault)
      this.#frameFaults = { how: fault.how, left: 12 }
    } else if (socket === null) {
      return
    } else if (fault.how === 'drop') {
      this.#struck(fault)
      socket.cut()
    } else {
      this.#struck(fault)
      this.phone.connectAgain()
    }
  }

  #committed({ step }: Extract<Happening, { type: 'committed' }>): void {
    this.steps += 1
    const { event } = this.flow
    const isWaiting = step.snapshot.context.timers.wait !== undefined
    if (event === undefined || !isWaiting || this.#eventIsDue) return
    this.#eventIsDue = true
    if (this.chance.happens(0.7))
      this.after(this.chance.integer(500, 11_000), () => this.#sendEvent(step.callId, event, 12))
  }

  /** Something outside tells any server, again where it was not heard. */
  #sendEvent(callId: string, event: NonNullable<SimFlow['event']>, attempts: number): void {
    const server = this.balance()
    if (attempts === 0 || this.phone.state === 'over') return
    const again = (): void => void this.after(700, () => this.#sendEvent(callId, event, attempts - 1))
    if (server === null || server.process.isDead) return again()
    server.receive(callId, event.name, event.data, (reply) => {
      this.tell(`${server.process.name} is told "${event.name}": ${JSON.stringify(reply)}`)
      if (reply === 'failed') again()
    })
  }

  #tellHappening(happening: Happening): void {
    switch (happening.type) {
      case 'committed': {
        const { by, step, reply } = happening
        const { value } = step.snapshot
        return this.tell(
          `${by} commits ${step.seq} ${step.entry.event.type} (token ${step.token}): ${reply}, ${JSON.stringify(value)}`,
        )
      }
      case 'taken':
        return this.tell(`${happening.by} takes the call (token ${happening.token})`)
      case 'tool asked':
        return this.tell(
          `${happening.by} asks for ${happening.request.tool}, key ${happening.request.key.slice(0, 24)}`,
        )
      case 'effect':
        return this.tell(`${happening.request.tool} happens`)
      case 'server':
        return this.tell(`${happening.name} ${happening.how}`)
      case 'notice':
        if (happening.notice.type === 'fault')
          this.tell(`${happening.by} reports ${happening.notice.where}: ${String(happening.notice.error)}`)
        if (happening.notice.type === 'ended')
          this.tell(`${happening.by} ends the session: ${happening.notice.outcome}`)
        return
      default:
    }
  }
}

/** Of a flow that many calls have: written down once. */
const texts = new WeakMap<object, string>()

function textOf(flow: object): string {
  const text = texts.get(flow) ?? JSON.stringify(flow)
  texts.set(flow, text)
  return text
}

function add(counts: Map<string, number>, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1)
}
