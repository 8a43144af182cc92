import type { Flow } from '../language/flow.ts'
import type { State } from '../language/state.ts'

/**
 * What a wrong choice comes to before the caller is asked anything else, in words, or null where nothing does. By the graph, so whatever the
 * tools return: from where the choice leads, along every `next`, outcome and flow that is run, until a state asks (a gather of which
 * something is missing, a confirm, a decide with a question, a record). What counts is a tool that writes (one of
 * unknown effect counts as writing), a transfer, and the end of the call.
 */
export function consequenceOf(flow: Flow, state: string, taken: string, filled: readonly string[]): string | null {
  const [kind = '', name = ''] = taken.split(':')
  if (kind === 'knowledge' || taken === 'unsure' || taken === 'answer' || taken === 'correction') return null
  if (kind === 'interrupt') {
    const run = flow.interrupts[name]?.run
    return run === undefined ? null : ofRun(flow, run, new Set())
  }
  if (kind === 'command') {
    const command = flow.commands[name as keyof Flow['commands']]
    if (typeof command !== 'object') return null
    return 'to' in command
      ? ofStates(flow, flow, [command.to], filled, true, new Set())
      : ofRun(flow, command.pattern, new Set())
  }
  const decide = flow.states[state]
  const option = decide?.kind === 'decide' ? decide.options[taken] : undefined
  if (option === undefined) return null
  const set = Object.keys(option.set).map((key) => key.replace(/^slots\./, ''))
  const known = [...filled, ...set].filter((slot) => !option.clear.includes(slot))
  return ofStates(
    flow,
    flow,
    option.next.map(({ to }) => to),
    known,
    true,
    new Set(),
  )
}

/** Whether two of them come to the same, whatever they are called: the caller who asks for a person is put through either way. */
export function comeToTheSame(flow: Flow, state: string, one: string, other: string): boolean {
  const to = wayOf(flow, state, one)
  return to !== null && to === wayOf(flow, state, other)
}

/** The one state that it leads to, where it does nothing else; null where there are several, or none. */
function wayOf(flow: Flow, state: string, taken: string): string | null {
  const decide = flow.states[state]
  const option = decide?.kind === 'decide' ? decide.options[taken] : undefined
  if (option !== undefined) {
    const [route, ...others] = option.next
    const isPlain = others.length === 0 && route?.when === undefined && Object.keys(option.set).length === 0
    return isPlain && option.clear.length === 0 && option.slots.length === 0 ? (route?.to ?? null) : null
  }
  const command = flow.commands[taken.replace(/^command:/, '') as keyof Flow['commands']]
  return typeof command === 'object' && 'to' in command ? command.to : null
}

/** A flow that is run comes back: its own end is no end of the call. */
function ofRun(project: Flow, name: string, seen: ReadonlySet<string>): string | null {
  const flow = project.runs[name]
  if (flow === undefined || seen.has(name)) return null
  return ofStates(project, flow, [flow.start], [], false, new Set([...seen, name]))
}

function ofStates(
  project: Flow,
  flow: Flow,
  from: readonly string[],
  filled: readonly string[],
  isOutermost: boolean,
  runs: ReadonlySet<string>,
): string | null {
  const reached = new Set(from)
  for (const name of reached) {
    const state = flow.states[name]
    if (state === undefined || asks(state, filled)) continue
    const found = of(project, state, isOutermost, runs)
    if (found !== null) return found
    for (const to of waysOut(state)) reached.add(to)
  }
  return null
}

function of(project: Flow, state: State, isOutermost: boolean, runs: ReadonlySet<string>): string | null {
  switch (state.kind) {
    case 'tool':
      return state.effect === 'read'
        ? null
        : `calls ${state.tool}${state.effect === undefined ? ', which may write' : ''}`
    case 'transfer':
      return `transfers to ${state.destination}`
    case 'end':
      return isOutermost ? `ends the call as ${state.outcome}` : null
    case 'run':
      return ofRun(project, state.flow, runs)
    case 'goto_flow': {
      const next = project.runs[state.flow]
      if (next === undefined || runs.has(state.flow)) return null
      return ofStates(project, next, [next.start], [], isOutermost, new Set([...runs, state.flow]))
    }
    default:
      return null
  }
}

function asks(state: State, filled: readonly string[]): boolean {
  switch (state.kind) {
    case 'gather':
      return state.slots.some((slot) => !filled.includes(slot))
    case 'decide':
      return state.prompt !== undefined
    case 'confirm':
    case 'record':
      return true
    default:
      return false
  }
}

function waysOut(state: State): readonly string[] {
  const next = state.next.map(({ to }) => to)
  const options =
    state.kind === 'decide'
      ? [...Object.values(state.options).flatMap((option) => option.next.map(({ to }) => to)), state.unsure]
      : []
  return [...next, ...Object.values(state.outcomes), ...options]
}
