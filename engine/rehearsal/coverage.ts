import type { Place } from '../language/diagnostic.ts'
import { edgesOf } from '../language/edges.ts'
import type { Flow, Route, State } from '../language/flow.ts'
import type { Path, Source } from '../language/source.ts'
import type { Writer } from '../language/writer.ts'
import type { Way } from '../machine/node.ts'

/** Something that a test can reach, where it is written, and how often tests did. */
export interface Covered {
  readonly kind: 'state' | 'transition' | 'rung' | 'option'
  /** "when", "when → find", "when nomatch 2", "another_time take". */
  readonly name: string
  readonly place: Place
  readonly hits: number
}

interface Reachable {
  readonly kind: Covered['kind']
  readonly name: string
  readonly path: Path
}

/**
 * Counts what the ways of some calls reached: states, transitions, rungs and options, each once, in the order of the file.
 * What nobody wrote (the default ladders) does not count.
 */
export class Coverage {
  readonly #flow: Flow
  readonly #source: Source
  readonly #all: readonly Reachable[]
  readonly #hits = new Map<string, number>()

  constructor(flow: Flow, source: Source, writer: Writer) {
    this.#flow = flow
    this.#source = source
    this.#all = reachable(flow, writer).filter(({ path }) => source.node(path) !== null)
  }

  /** Adds a call: the ways that it took, from its first state on. */
  add(ways: readonly Way[]): void {
    this.#hit('state', this.#flow.start)
    let rung: string | null = null
    let option: string | null = null
    for (const { from, to, why } of ways) {
      if (to === null || from === null) continue
      const [, kind, number] = /^\.(noinput|nomatch)_(\d+)$/.exec(to) ?? []
      if (kind !== undefined && number !== undefined) {
        rung = `${kind} ${number}`
        this.#hit('rung', `${from} ${rung}`)
      } else if (to.startsWith('.option_')) {
        option = to.slice('.option_'.length)
        this.#hit('option', `${from} ${option}`)
      } else if (to.startsWith('.')) rung = null
      else {
        this.#left(from, to, why, rung, option)
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
        place: this.#source.place(path, kind === 'state' ? 'key' : 'value'),
        hits: this.#hits.get(`${kind} ${name}`) ?? 0,
      }))
      .sort((a, b) => a.place.start - b.place.start)
  }

  #left(from: string, to: string, why: string, rung: string | null, option: string | null): void {
    const state = this.#flow.states[from]
    if (state === undefined) return
    const routed = routesOf(state, option).find(([, route]) => route.to === to && (route.when?.cel ?? 'next') === why)
    if (routed !== undefined) return this.#hit('transition', `${from} → ${routed[0]}`)
    const byRung = `${from} → ${to} (${rung ?? ''})`
    // A default ladder ends where `unsure` says.
    const isWritten = this.#all.some(({ kind, name }) => kind === 'transition' && name === byRung)
    if (rung !== null) return this.#hit('transition', isWritten ? byRung : `${from} → ${to} (unsure)`)
    this.#hit('transition', `${from} → ${to} (${why})`)
  }

  #hit(kind: Covered['kind'], name: string): void {
    const key = `${kind} ${name}`
    this.#hits.set(key, (this.#hits.get(key) ?? 0) + 1)
  }
}

function routesOf(state: State, option: string | null): readonly (readonly [string, Route])[] {
  const routes = (next: readonly Route[], by: string) =>
    next.map((route, index) => [routeName(route, index, next, by), route] as const)
  if (state.kind === 'decide') return option === null ? [] : routes(state.options[option]?.next ?? [], ` by ${option}`)
  return routes(state.next, '')
}

function routeName(route: Route, index: number, all: readonly Route[], by: string): string {
  const isAmbiguous = all.some((other, at) => at !== index && other.to === route.to)
  return `${route.to}${by}${isAmbiguous ? ` (${route.when?.cel ?? 'else'})` : ''}`
}

function reachable(flow: Flow, writer: Writer): Reachable[] {
  return Object.values(flow.states).flatMap((state) => {
    const at: Path = ['states', state.name]
    const found: Reachable[] = [{ kind: 'state', name: state.name, path: at }]
    for (const edge of edgesOf(state, writer)) {
      if (edge.kind === 'next' || edge.kind === 'option') continue
      // A ladder of the designer's own ends where its last rung says, and never here.
      if (edge.kind === 'unsure' && hasOwnLadder(state, writer)) continue
      const why =
        edge.kind === 'noinput' || edge.kind === 'nomatch' ? `${edge.kind} ${edge.name}` : whyOf(edge.kind, edge.name)
      found.push({ kind: 'transition', name: `${state.name} → ${edge.to} (${why})`, path: edge.path })
    }
    const options = state.kind === 'decide' ? Object.keys(state.options) : [null]
    for (const option of options) {
      if (option !== null)
        found.push({ kind: 'option', name: `${state.name} ${option}`, path: [...at, 'options', option] })
      for (const [name, route] of routesOf(state, option)) {
        const path = writer.origins.get(route)?.path
        if (path !== undefined) found.push({ kind: 'transition', name: `${state.name} → ${name}`, path })
      }
    }
    if ('noinput' in state) {
      for (const kind of ['noinput', 'nomatch'] as const) {
        for (const [index, rung] of state[kind].entries()) {
          const path = writer.origins.get(rung)?.path ?? [...at, kind, index]
          found.push({ kind: 'rung', name: `${state.name} ${kind} ${index + 1}`, path })
        }
      }
    }
    return found
  })
}

function hasOwnLadder(state: State, writer: Writer): boolean {
  return state.kind === 'decide' && state.prompt !== undefined && state.nomatch.some((rung) => writer.origins.has(rung))
}

/** As the machine tells it. */
function whyOf(kind: string, name: string): string {
  if (kind === 'outcome') return name
  return kind === 'none_of_these' ? 'none of these' : kind
}
