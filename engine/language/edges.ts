import type { Flow } from './flow.ts'
import type { State } from './state.ts'
import type { Path } from './source.ts'
import type { Writer } from './writer.ts'

/** One way out of a state. */
export interface Edge {
  readonly from: string
  readonly to: string
  readonly kind:
    | 'next'
    | 'option'
    | 'outcome'
    | 'noinput'
    | 'nomatch'
    | 'unsure'
    | 'confirmed'
    | 'denied'
    | 'none_of_these'
    | 'undo'
    | 'command'
  /** The option, the outcome, or the number of the rung. */
  readonly name: string
  readonly path: Path
}

/**
 * The ways out of a state that are not written in it: the caller's commands, where it listens, and the flow's `voicemail`.
 * A machine may be recognised in any state; what is known for sure is then what is known at the start.
 */
export function commandEdges(state: State, { commands, voicemail, start }: Flow): readonly Edge[] {
  const machine: readonly Edge[] =
    voicemail === undefined || state.name !== start || voicemail === start
      ? []
      : [{ from: state.name, to: voicemail, kind: 'command', name: 'voicemail', path: ['voicemail'] }]
  if (!('noinput' in state) || !state.commands) return machine
  const said = Object.entries(commands).flatMap(([name, command]): Edge[] =>
    typeof command === 'object' && 'to' in command
      ? [{ from: state.name, to: command.to, kind: 'command', name, path: ['commands', name] }]
      : [],
  )
  return [...machine, ...said]
}

/** Every way out of a state, each with where it is written. */
export function edgesOf(state: State, writer: Writer): readonly Edge[] {
  const at: Path = ['states', state.name]
  const edge = (kind: Edge['kind'], to: string, path: Path, name = ''): Edge => ({
    from: state.name,
    to,
    kind,
    name,
    path,
  })
  const written = (part: object, otherwise: Path): Path => writer.origins.get(part)?.path ?? otherwise
  const edges = state.next.map((route, index) => edge('next', route.to, written(route, [...at, 'next', index])))
  for (const [name, to] of Object.entries(state.outcomes))
    edges.push(edge('outcome', to, [...at, 'outcomes', name], name))
  if (state.kind === 'tool' && state.undo !== undefined) edges.push(edge('undo', state.undo, [...at, 'undo']))
  if ('noinput' in state) {
    for (const kind of ['noinput', 'nomatch'] as const) {
      for (const [index, rung] of state[kind].entries()) {
        if (rung.to === undefined) continue
        edges.push(edge(kind, rung.to, [...written(rung, [...at, kind, index]), 'to'], String(index + 1)))
      }
    }
  }
  if (state.kind === 'gather' && state.noneOfThese !== undefined)
    edges.push(edge('none_of_these', state.noneOfThese, [...at, 'none_of_these']))
  if (state.kind === 'confirm') {
    edges.push(
      edge('confirmed', state.confirmed, [...at, 'confirmed']),
      edge('denied', state.denied.to, [...at, 'denied', 'next']),
    )
  }
  if (state.kind === 'decide') {
    for (const [name, option] of Object.entries(state.options)) {
      for (const route of option.next)
        edges.push(edge('option', route.to, written(route, [...at, 'options', name, 'next']), name))
    }
    edges.push(edge('unsure', state.unsure, [...at, 'unsure']))
  }
  return edges.filter(({ to }) => to !== '')
}
