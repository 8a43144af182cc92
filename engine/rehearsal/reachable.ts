import { edgesOf } from '../language/edges.ts'
import { commandNames, type Flow } from '../language/flow.ts'
import { type State } from '../language/state.ts'
import { type Route } from '../language/value.ts'
import type { Path } from '../language/source.ts'
import type { Writer } from '../language/writer.ts'

/** What of a flow tests can reach. A repair is a command, an interrupt, the knowledge, or a correction. */
export const coveredKinds = ['state', 'transition', 'rung', 'option', 'outcome', 'repair'] as const

/** Something that a test can reach, and where it is written. */
export interface Reachable {
  readonly kind: (typeof coveredKinds)[number]
  readonly name: string
  readonly path: Path
}

/** All of a flow, in no order. */
export function reachable(flow: Flow, writer: Writer): Reachable[] {
  return [...Object.values(flow.states).flatMap((state) => ofState(state, writer)), ...repairs(flow)]
}

/** The routes of a state, or of one of its options, by the name of their transition. */
export function routesOf(state: State, option: string | null): readonly (readonly [string, Route])[] {
  const routes = (next: readonly Route[], by: string) =>
    next.map((route, index) => [routeName(route, index, next, by), route] as const)
  if (state.kind === 'decide') return option === null ? [] : routes(state.options[option]?.next ?? [], ` by ${option}`)
  return routes(state.next, '')
}

function routeName(route: Route, index: number, all: readonly Route[], by: string): string {
  const isAmbiguous = all.some((other, at) => at !== index && other.to === route.to)
  return `${route.to}${by}${isAmbiguous ? ` (${route.when?.cel ?? 'else'})` : ''}`
}

function ofState(state: State, writer: Writer): Reachable[] {
  const at: Path = ['states', state.name]
  const found: Reachable[] = [{ kind: 'state', name: state.name, path: at }]
  for (const edge of edgesOf(state, writer)) {
    if (edge.kind === 'next' || edge.kind === 'option') continue
    // A ladder of the designer's own ends where its last rung says, and never here.
    if (edge.kind === 'unsure' && hasOwnLadder(state, writer)) continue
    if (edge.kind === 'outcome') found.push({ kind: 'outcome', name: `${state.name} ${edge.name}`, path: edge.path })
    const why =
      edge.kind === 'noinput' || edge.kind === 'nomatch' ? `${edge.kind} ${edge.name}` : whyOf(edge.kind, edge.name)
    found.push({ kind: 'transition', name: `${state.name} → ${edge.to} (${why})`, path: edge.path })
  }
  for (const option of state.kind === 'decide' ? Object.keys(state.options) : [null]) {
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
}

/** What the flow asks for by name. That callers may correct, and that there is knowledge, counts once each. */
function repairs(flow: Flow): Reachable[] {
  const commands = commandNames
    .filter((name) => flow.commands[name] !== 'off')
    .map((name): Reachable => ({ kind: 'repair', name: `command ${name}`, path: ['commands', name] }))
  const interrupts = Object.keys(flow.interrupts).map((name): Reachable => ({
    kind: 'repair',
    name: `interrupt ${name}`,
    path: ['interrupts', name],
  }))
  const states = Object.values(flow.states)
  // What was asked for is put right in another state that listens.
  const asks =
    states.some(({ kind }) => kind === 'gather') &&
    states.filter((state) => 'noinput' in state && state.corrections).length > 1
  return [
    ...commands,
    ...interrupts,
    ...(flow.knowledge.length === 0 ? [] : [{ kind: 'repair', name: 'knowledge', path: ['knowledge'] } as const]),
    ...(asks ? [{ kind: 'repair', name: 'correction', path: ['slots'] } as const] : []),
  ]
}

function hasOwnLadder(state: State, writer: Writer): boolean {
  return state.kind === 'decide' && state.prompt !== undefined && state.nomatch.some((rung) => writer.origins.has(rung))
}

/** As the machine tells it. */
function whyOf(kind: string, name: string): string {
  if (kind === 'outcome') return name
  return kind === 'none_of_these' ? 'none of these' : kind
}
