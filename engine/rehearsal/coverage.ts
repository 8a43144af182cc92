import type { Place } from '../language/diagnostic.ts'
import type { Flow } from '../language/flow.ts'
import type { Source } from '../language/source.ts'
import type { Writer } from '../language/writer.ts'
import type { Way } from '../machine/node.ts'
import { coveredKinds, reachable, routesOf, type Reachable } from './reachable.ts'

/** Something that a test can reach, where it is written, and how often tests did. */
export interface Covered {
  readonly kind: Reachable['kind']
  /** "when", "when → find", "when nomatch 2", "another_time take", "book conflict", "interrupt directions". */
  readonly name: string
  readonly place: Place
  readonly hits: number
  /** The tests that reached it, as they were named to `add`. */
  readonly by: readonly string[]
}

/** How much of one kind was reached; `percent` of nothing is 100. */
export interface Share {
  readonly covered: number
  readonly total: number
  /** One decimal. */
  readonly percent: number
}

export type Shares = Readonly<Record<`${Reachable['kind']}s`, Share>>

/** What there is of each kind, and how much of it was reached. */
export function sharesOf(covered: readonly Covered[]): Shares {
  const shares = coveredKinds.map((kind) => {
    const all = covered.filter((one) => one.kind === kind)
    const reached = all.filter(({ hits }) => hits > 0).length
    const percent = all.length === 0 ? 100 : Math.round((reached / all.length) * 1000) / 10
    return [`${kind}s`, { covered: reached, total: all.length, percent }] as const
  })
  return Object.fromEntries(shares) as unknown as Shares
}

/**
 * Counts what the ways of some calls reached in one flow: states, transitions, rungs, options, outcomes and repairs, each
 * once, in the order of the file; also where another flow has run it. What nobody wrote (the default ladders) does not count.
 */
export class Coverage {
  readonly #flow: Flow
  readonly #source: Source
  readonly #all: readonly Reachable[]
  readonly #hits = new Map<string, number>()
  readonly #by = new Map<string, Set<string>>()
  #test: string | null = null

  constructor(flow: Flow, source: Source, writer: Writer) {
    this.#flow = flow
    this.#source = source
    this.#all = reachable(flow, writer).filter(({ path }) => source.node(path) !== null || isSwitchedOn(path, source))
  }

  /** Adds a call of the flow `project`: the ways that it took, from its first state on, and the test that it was. */
  add(ways: readonly Way[], project: string = this.#flow.flow, test: string | null = null): void {
    this.#test = test
    // A test may begin elsewhere than at the flow's start.
    const first = ways.find(({ from, flow }) => flow === undefined && from !== null)?.from ?? this.#flow.start
    if (project === this.#flow.flow) this.#hit('state', first)
    let rung: string | null = null
    let option: string | null = null
    let isAway = false
    for (const way of ways) {
      const flow = way.flow ?? project
      if (flow !== this.#flow.flow) {
        if (isAway) this.#repairedBy(flow)
        isAway = false
        continue
      }
      const { from, to, why } = way
      if (from !== null) this.#enter(from)
      if (why === 'a correction') this.#hit('repair', 'correction')
      if (to === '.answering') this.#hit('repair', 'knowledge')
      if (why === 'asked for something else') isAway = true
      if (why === 'led there' && to !== null && isAway) this.#ledTo(to)
      if (to === null || (from === null && why !== 'led there')) continue
      const [, kind, number] = /^\.(noinput|nomatch)_(\d+)$/.exec(to) ?? []
      if (kind !== undefined && number !== undefined) {
        rung = `${kind} ${number}`
        this.#hit('rung', `${from ?? ''} ${rung}`)
      } else if (to.startsWith('.option_')) {
        option = to.slice('.option_'.length)
        this.#hit('option', `${from ?? ''} ${option}`)
      } else if (to.startsWith('.')) rung = null
      else {
        if (from !== null) this.#left(from, to, why, rung, option)
        this.#hit('state', to)
        rung = null
        option = null
      }
    }
  }

  get result(): readonly Covered[] {
    return this.#all
      .map(({ kind, name, path }) => ({
        kind,
        name,
        place: this.#source.place(
          this.#source.node(path) === null ? path.slice(0, -1) : path,
          kind === 'state' ? 'key' : 'value',
        ),
        hits: this.#hits.get(`${kind} ${name}`) ?? 0,
        by: [...(this.#by.get(`${kind} ${name}`) ?? [])],
      }))
      .sort((a, b) => a.place.start - b.place.start)
  }

  /** A flow that is run begins without a way of its own. */
  #enter(from: string): void {
    if (!this.#hits.has(`state ${from}`)) this.#hit('state', from)
  }

  /** A pattern, or the flow of an interrupt, has begun. */
  #repairedBy(flow: string): void {
    for (const [name, command] of Object.entries(this.#flow.commands))
      if (typeof command === 'object' && 'pattern' in command && command.pattern === flow)
        this.#hit('repair', `command ${name}`)
    for (const [name, { run }] of Object.entries(this.#flow.interrupts))
      if (run === flow) this.#hit('repair', `interrupt ${name}`)
  }

  #ledTo(state: string): void {
    for (const [name, command] of Object.entries(this.#flow.commands))
      if (typeof command === 'object' && 'to' in command && command.to === state) this.#hit('repair', `command ${name}`)
  }

  #left(from: string, to: string, why: string, rung: string | null, option: string | null): void {
    const state = this.#flow.states[from]
    if (state === undefined) return
    const routed = routesOf(state, option).find(([, route]) => route.to === to && (route.when?.cel ?? 'next') === why)
    if (routed !== undefined) return this.#hit('transition', `${from} → ${routed[0]}`)
    if (Object.hasOwn(state.outcomes, why)) this.#hit('outcome', `${from} ${why}`)
    const byRung = `${from} → ${to} (${rung ?? ''})`
    // A default ladder ends where `unsure` says.
    const isWritten = this.#all.some(({ kind, name }) => kind === 'transition' && name === byRung)
    if (rung !== null) return this.#hit('transition', isWritten ? byRung : `${from} → ${to} (unsure)`)
    this.#hit('transition', `${from} → ${to} (${why})`)
  }

  #hit(kind: Covered['kind'], name: string): void {
    const key = `${kind} ${name}`
    this.#hits.set(key, (this.#hits.get(key) ?? 0) + 1)
    if (this.#test === null) return
    const by = this.#by.get(key) ?? new Set()
    this.#by.set(key, by.add(this.#test))
  }
}

/** `commands: true` switches on what it does not name. */
function isSwitchedOn(path: readonly (string | number)[], source: Source): boolean {
  return path[0] === 'commands' && source.node(['commands']) !== null
}
