import { edgesOf, type Edge } from '../language/edges.ts'
import type { Flow } from '../language/flow.ts'
import type { Prompt, Template } from '../language/prompt.ts'
import type { State } from '../language/state.ts'
import { Writer } from '../language/writer.ts'

/** A state as it is drawn. */
export interface DiagramNode {
  readonly name: string
  readonly kind: State['kind']
  /** What it says, asks, calls or hands over to, in a few words; "" where there is nothing to tell. */
  readonly about: string
  /** Nothing leads there from the start. */
  readonly unreachable: boolean
}

/** The ways from one state to another of one sort, as one arrow. */
export interface DiagramLink {
  readonly from: string
  readonly to: string
  /** What each way is for, in the order of the file; empty for the only way on. */
  readonly labels: readonly string[]
  /**
   * - way: where the conversation goes
   * - failure: where a tool or a transfer did not come out well
   * - repair: where a caller said nothing or was not understood
   */
  readonly sort: 'way' | 'failure' | 'repair'
}

/** A flow as states and arrows. The order is the file's: the same flow gives the same diagram. */
export interface Diagram {
  readonly flow: string
  readonly description: string
  readonly start: string
  readonly nodes: readonly DiagramNode[]
  readonly links: readonly DiagramLink[]
}

/** Draws up the diagram of a checked flow. */
export function diagramOf(flow: Flow): Diagram {
  const writer = new Writer()
  const states = Object.values(flow.states)
  const edges = states.flatMap((state) => edgesOf(state, writer)).filter(({ to }) => Object.hasOwn(flow.states, to))
  const reached = new Set([flow.start])
  for (const name of reached) for (const edge of edges) if (edge.from === name) reached.add(edge.to)
  const links = new Map<string, { from: string; to: string; labels: string[]; sort: DiagramLink['sort'] }>()
  for (const state of states) {
    let index = 0
    for (const edge of edgesOf(state, writer)) {
      const label = edge.kind === 'next' ? routeLabel(state, index++) : labelOf(edge)
      if (!Object.hasOwn(flow.states, edge.to)) continue
      const sort = sortOf(edge)
      const key = `${edge.from} ${edge.to} ${sort}`
      const link = links.get(key) ?? { from: edge.from, to: edge.to, labels: [], sort }
      if (label !== '' && !link.labels.includes(label)) link.labels.push(label)
      links.set(key, link)
    }
  }
  return {
    flow: flow.flow,
    description: flow.description ?? '',
    start: flow.start,
    nodes: states.map((state) => ({
      name: state.name,
      kind: state.kind,
      about: aboutOf(state),
      unreachable: !reached.has(state.name),
    })),
    links: [...links.values()],
  }
}

function sortOf({ kind }: Edge): DiagramLink['sort'] {
  if (kind === 'noinput' || kind === 'nomatch' || kind === 'unsure') return 'repair'
  return kind === 'outcome' ? 'failure' : 'way'
}

function routeLabel(state: State, index: number): string {
  const route = state.next[index]
  if (route?.when !== undefined) return route.when.cel
  return state.next.length > 1 ? 'else' : ''
}

function labelOf({ kind, name }: Edge): string {
  switch (kind) {
    case 'noinput':
      return `silence, ${ordinal(name)}`
    case 'nomatch':
      return `not understood, ${ordinal(name)}`
    case 'confirmed':
      return 'yes'
    case 'denied':
      return 'no'
    case 'none_of_these':
      return 'none of these'
    case 'unsure':
      return 'unsure'
    default:
      return name
  }
}

function ordinal(number: string): string {
  const suffix = { '1': 'st', '2': 'nd', '3': 'rd' }[number] ?? 'th'
  return `${number}${suffix} time`
}

function aboutOf(state: State): string {
  const { kind } = state
  if (kind === 'tool') return `${state.tool}(${Object.keys(state.with).join(', ')})`
  if (kind === 'transfer') return `to ${state.destination}`
  if (kind === 'decide') return state.question
  if (kind === 'gather') return state.slots.join(', ')
  const prompt: unknown = 'prompt' in state ? state.prompt : undefined
  return prompt === undefined ? '' : textOf(prompt as Prompt)
}

function textOf({ variants }: Prompt): string {
  return (variants[0] ?? ([] as Template))
    .map((part) => (typeof part === 'string' ? part : `{${part.expression.cel}}`))
    .join('')
}
