import type { CompiledFlow } from '../machine/compile.ts'
import type { RehearsalStart } from '../rehearsal/call-under-way.ts'
import { drive } from '../rehearsal/rehearsal.ts'
import { RehearsalError } from '../rehearsal/rehearsal-error.ts'
import { actsAt, actsBetween, dependsOnAttempts, SayingsKnown, silence, type Act } from './acts.ts'
import { Course } from './course.ts'
import type { Danger } from './danger.ts'
import { wayName } from './machine-ways.ts'
import { Oracle } from './oracle.ts'
import { roundOf, type Round } from './rounds.ts'
import type { Progress, Searched, SearchOptions } from './searched.ts'
import { shuffled } from './shuffled.ts'
import type { Leg, Spot } from './spot.ts'
import { trialsLike, type Interruption, type Trial } from './trials.ts'
import { Waiting } from './waiting-list.ts'

const runsBetweenProgress = 200
/** No flow that counts goes round so often. */
const mostRounds = 30
const goesOn = 'The flow goes round without the caller, as long as tools answer so.'

/** Breadth first over everything that may happen, from every start. Yields how far it is, now and then. */
export function* search(compiled: CompiledFlow, options: SearchOptions): Generator<Progress, Searched> {
  const searching = new Search(compiled, options)
  for (const start of options.starts) searching.begin(start)
  for (let next = searching.next(); next !== undefined && !searching.isSpent; next = searching.next()) {
    if ('spot' in next) for (const _ of searching.interrupt(next)) yield searching.progress(next.spot)
    else for (const _ of searching.expand(next)) yield searching.progress(next)
  }
  return searching.result
}

class Search {
  readonly #compiled: CompiledFlow
  readonly #options: SearchOptions
  readonly #sayings: SayingsKnown
  readonly #spots = new Map<string, Spot>()
  readonly #found: Spot[] = []
  readonly #ahead = new Waiting<Spot>()
  /** Tried when nothing else is left: what happens at rest leads further, sooner. */
  readonly #interruptions = new Waiting<Interruption>()
  /** How often each state of the machine was gone on from. */
  readonly #visits = new Map<string, number>()
  /** The first call that was found at each place. */
  readonly #models = new Map<string, Spot>()
  readonly #between = new Set<string>()
  readonly #hangups = new Set<string>()
  readonly #choices = new Set<string>()
  readonly #dangers = new Map<string, { readonly danger: Danger; readonly leg: Leg }>()
  readonly #reached = new Map<string, Leg>()
  readonly #ways = new Set<string>()
  readonly #taken = new Map<string, Leg>()
  #runs = 0
  #isCut = false

  constructor(compiled: CompiledFlow, options: SearchOptions) {
    this.#compiled = compiled
    this.#options = options
    this.#sayings = new SayingsKnown(options.harvest)
  }

  get isSpent(): boolean {
    return this.#runs >= this.#options.runs
  }

  get result(): Searched {
    const isDone = this.#ahead.isEmpty && this.#interruptions.isEmpty && !this.#isCut && !this.isSpent
    return {
      spots: this.#found,
      dangers: [...this.#dangers.values()],
      reached: this.#reached,
      taken: this.#taken,
      runs: this.#runs,
      isComplete: isDone,
    }
  }

  progress({ depth }: Spot): Progress {
    return { runs: this.#runs, spots: this.#spots.size, depth }
  }

  begin(start: RehearsalStart): void {
    const { answering, writes } = this.#options
    const course = new Course(this.#compiled, new Oracle(answering, []), start, writes, this.#options.isWhole)
    this.#ahead.put(0, {
      course,
      leg: null,
      depth: 0,
      isEnded: false,
      place: '',
      isPlain: false,
      base: null,
      kin: null,
      legs: [],
      isExpanded: false,
    })
  }

  next(): Spot | Interruption | undefined {
    return this.#ahead.take() ?? this.#interruptions.take()
  }

  /** Yields now and then. */
  *expand(spot: Spot): Generator<void> {
    if (spot.isEnded) return
    if (spot.depth >= this.#options.depth) {
      this.#isCut = true
      return
    }
    const { course } = spot
    const { value, context } = course.snapshot
    spot.kin = (spot.base === null ? undefined : this.#spots.get(spot.base)) ?? null
    const all = spot.leg === null ? [] : actsAt(course, this.#sayings.at(course, course.listening))
    const acts = (spot.kin === null ? all : all.filter((act) => dependsOnAttempts(act, course))).filter(
      ({ kind }) => kind !== 'hangup' || this.#isFirstHangup(JSON.stringify([context.flow, value])),
    )
    const model = spot.kin === null ? this.#modelFor(spot) : null
    spot.kin ??= model
    const tried: readonly Trial[] =
      spot.leg === null
        ? [{ acts: [], told: [] }]
        : model === null
          ? shuffled(acts, this.#options.seed + this.#runs).map((act) => ({ acts: [act], told: [] }))
          : trialsLike(model, acts)
    for (const { acts: one, told } of tried) {
      for (const leg of this.#each(spot, one, told)) {
        if (this.#runs % runsBetweenProgress === 0) yield
        this.#interruptible(spot, one, leg)
        this.#sitOut(leg)
      }
      if (this.isSpent) return
    }
    spot.isExpanded = true
  }

  /** Words of comfort lead back to the same rest, as if for ever: the wait ends all the same, at its own time. */
  #sitOut(leg: Leg): void {
    let last: Leg | null = leg
    for (let left = mostRounds; left > 0 && last !== null; left--) {
      const { acts, course, to }: Leg = last
      const isNew = to === null || to.leg === last
      if (isNew || acts.length > 1 || acts[0]?.kind !== 'silence' || !course.isWaiting || course.nextAt === null) return
      last = this.#run({ ...to, course, leg: last }, [silence(course.nextAt - course.now)], [])
    }
  }

  /** A call at the same place from which all was tried; null where this is the first. */
  #modelFor(spot: Spot): Spot | null {
    if (this.#options.isWhole) return null
    const model = this.#models.get(spot.place)
    if (model === undefined) this.#models.set(spot.place, spot)
    return model?.isExpanded === true && model !== spot ? model : null
  }

  /** Yields now and then. */
  *interrupt({ spot, acts, told }: Interruption): Generator<void> {
    for (const _ of this.#each(spot, acts, told)) if (this.#runs % runsBetweenProgress === 0) yield
  }

  /** Every way in which the world may answer, but for choices that were met before. */
  *#each(spot: Spot, acts: readonly Act[], told: readonly number[]): Generator<Leg> {
    const ahead: (readonly number[])[] = [told]
    for (let next = ahead.pop(); next !== undefined && !this.isSpent; next = ahead.pop()) {
      const leg = this.#run(spot, acts, next)
      if (leg === null) continue
      const { choices } = leg.oracle
      for (const [at, { count, key }] of choices.entries()) {
        if (at < next.length || this.#choices.has(key)) continue
        this.#choices.add(key)
        const before = choices.slice(0, at).map(({ index }) => index)
        for (let other = 1; other < count; other++) ahead.push([...before, other])
      }
      yield leg
    }
  }

  /** The same, with something else in between, at every moment of a kind that is not known yet. */
  #interruptible(spot: Spot, acts: readonly Act[], { course, oracle }: Leg): void {
    const told = oracle.choices.map(({ index }) => index)
    const from = acts[0]?.kind === 'silence' ? (course.instants[0]?.at ?? spot.course.now) : spot.course.now
    for (const [index, instant] of course.instants.entries()) {
      const next = course.instants[index + 1]?.at ?? instant.at
      const afterMs = Math.floor((instant.at + next) / 2) - from
      if (next - instant.at < 2 || acts[0]?.kind === 'hangup') continue
      const isNew = (key: string): boolean => (this.#between.has(key) ? false : this.#between.add(key) !== undefined)
      const [isNewPlace, isNewPhase] = [isNew(instant.place), isNew(instant.phase)]
      if (!isNewPlace && !isNewPhase) continue
      const sayings = this.#sayings.at(course, instant.listening)
      for (const act of actsBetween(course, instant, afterMs, sayings)) {
        // What comes from outside is kept for later; nothing else cares for more than what is being said and done.
        if (act.kind === 'event' || this.#options.isWhole ? !isNewPlace : !isNewPhase) continue
        if (act.kind === 'hangup' && !this.#isFirstHangup(instant.value)) continue
        this.#interruptions.put(spot.depth, { spot, acts: [...acts, act], told: told.slice(0, instant.choices) })
      }
    }
  }

  /** A call that is over goes nowhere: once in each state of the machine is enough. */
  #isFirstHangup(value: string): boolean {
    return this.#hangups.has(value) ? false : this.#hangups.add(value) !== undefined
  }

  /** null where the moves cannot be made. */
  #run(from: Spot, acts: readonly Act[], told: readonly number[]): Leg | null {
    this.#runs++
    const oracle = new Oracle(this.#options.answering, told)
    const course = from.course.fork(oracle)
    const leg: Leg = { from, acts, course, oracle, to: null }
    try {
      for (const [index, { move }] of acts.entries()) {
        if (index > 0) oracle.nextMove()
        drive(course.act(move), nobody)
      }
      drive(course.settle(), nobody)
    } catch (error) {
      if (!(error instanceof RehearsalError)) throw error
      if (!/does not come to rest/.test(error.message)) return null
      this.#danger({ code: 'loop-without-caller', ...course.place, message: error.message }, leg)
      return leg
    }
    this.#note(leg)
    const round = roundOf(oracle)
    if (round !== null && this.#goesRound(leg, round))
      this.#danger({ code: 'loop-without-caller', ...course.place, message: goesOn }, leg)
    return leg
  }

  /** The world answers as it did on the way round, again and again: the abstraction counts nothing. */
  #goesRound(leg: Leg, { from, to }: Round): boolean {
    const { place } = leg.course
    const key = `loop-without-caller ${place.flow} ${place.state} ${goesOn}`
    if (this.#dangers.has(key)) return false
    const all = leg.oracle.choices.map(({ index }) => index)
    const told = [...all.slice(0, to), ...Array.from({ length: mostRounds }, () => all.slice(from, to)).flat()]
    const oracle = new Oracle(this.#options.answering, told)
    const course = leg.from.course.fork(oracle)
    this.#runs++
    try {
      for (const [index, { move }] of leg.acts.entries()) {
        if (index > 0) oracle.nextMove()
        drive(course.act(move), nobody)
      }
      drive(course.settle(), nobody)
    } catch (error) {
      if (!(error instanceof RehearsalError)) throw error
    }
    return oracle.choices.length >= told.length
  }

  #note(leg: Leg): void {
    const { course, from, acts } = leg
    for (const danger of course.dangers) this.#danger(danger, leg)
    const before = from.course.ways.length
    const fresh = course.ways.slice(Math.max(0, before - 1)).map(wayName)
    for (const name of fresh) if (!this.#taken.has(name)) this.#taken.set(name, leg)
    if (fresh.some((name, index) => !this.#ways.has(`${fresh[index - 1] ?? ''} ${name}`))) {
      for (const [index, name] of fresh.entries()) this.#ways.add(`${fresh[index - 1] ?? ''} ${name}`)
      for (const part of this.#options.reached(course.ways)) if (!this.#reached.has(part)) this.#reached.set(part, leg)
    }
    if (acts.some(({ kind }) => kind === 'hangup')) return
    const { place, base, isPlain, own } = course.abstraction
    const key = `${base}${own}`
    const known = this.#spots.get(key)
    leg.to = known ?? {
      course,
      leg,
      depth: from.depth + Math.max(1, acts.length),
      isEnded: course.ended !== null,
      place,
      isPlain,
      base: own === '' ? null : base,
      kin: null,
      legs: [],
      isExpanded: false,
    }
    from.legs.push(leg)
    if (known !== undefined) return
    this.#spots.set(key, leg.to)
    this.#found.push(leg.to)
    const { value, context } = course.snapshot
    const state = JSON.stringify([context.flow, value])
    const visits = this.#visits.get(state) ?? 0
    this.#visits.set(state, visits + 1)
    // Near ones first, but nothing keeps the rest of the flow waiting for ever.
    this.#ahead.put(leg.to.depth + Math.floor(visits / 2), leg.to)
  }

  #danger(danger: Danger, leg: Leg): void {
    const key = `${danger.code} ${danger.flow} ${danger.state} ${danger.message.replace(/[\d.]+ s/g, '')}`
    if (!this.#dangers.has(key)) this.#dangers.set(key, { danger, leg })
  }
}

/** The oracle answers every tool. */
function nobody(): never {
  throw new RehearsalError('No answer was set for a tool.')
}
