import { defaultFlows } from '../patterns/default-flows.ts'
import type { Flow } from './flow.ts'

/** One place where a flow names another. `path` is where, in the flow. */
export interface RunSite {
  readonly flow: string
  readonly path: readonly (string | number)[]
  readonly kind: 'run' | 'goto_flow' | 'interrupt' | 'command'
}

/** Every place where a flow names another. */
export function runSites(flow: Flow): readonly RunSite[] {
  const sites: RunSite[] = []
  for (const [name, command] of Object.entries(flow.commands))
    if (typeof command === 'object' && 'pattern' in command)
      sites.push({ flow: command.pattern, path: ['commands', name], kind: 'command' })
  for (const [name, { run }] of Object.entries(flow.interrupts))
    sites.push({ flow: run, path: ['interrupts', name, 'run'], kind: 'interrupt' })
  for (const state of Object.values(flow.states))
    if (state.kind === 'run' || state.kind === 'goto_flow')
      sites.push({ flow: state.flow, path: ['states', state.name, state.kind], kind: state.kind })
  return sites
}

/** Patterns that are run without being asked for. */
const always: readonly string[] = [
  'pattern_correction',
  'pattern_already_done',
  'pattern_unanswerable',
  'pattern_cut_off',
  'pattern_failed',
]

/** The same, where the project has one of its own: without the default in it a flow is what it was before there was one. */
const ifOwn: readonly string[] = ['pattern_moment']

/**
 * The flow with every flow that a call of it can come to, flat, so that its content hash pins them all; the default
 * patterns too, where the project has none of its own. Those that name no time zone (`zoneless`) mean days and times in
 * this flow's: it is one conversation. null where one that it needs is not sound.
 */
export function closed(flow: Flow, sound: ReadonlyMap<string, Flow>, zoneless: ReadonlySet<string>): Flow | null {
  const runs: Record<string, Flow> = {}
  const queue = runSites(flow).map((site) => site.flow)
  // a pattern is only run by others, which bring these
  if (!flow.flow.startsWith('pattern_')) queue.push(...always, ...ifOwn.filter((name) => sound.has(name)))
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    if (name === flow.flow || Object.hasOwn(runs, name)) continue
    const found = sound.get(name) ?? (Object.hasOwn(defaultFlows, name) ? defaultFlows[name] : undefined)
    if (found === undefined) return null
    runs[name] = zoneless.has(name) ? { ...found, timezone: flow.timezone } : found
    queue.push(...runSites(found).map((site) => site.flow))
  }
  return { ...flow, runs: Object.fromEntries(Object.entries(runs).sort(([a], [b]) => (a < b ? -1 : 1))) }
}
