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

/**
 * The flow with every flow that a call of it can come to, flat, so that its content hash pins them all. A pattern that the
 * project does not have is left to the built-in one. null where one that it needs is not sound.
 */
export function closed(flow: Flow, sound: ReadonlyMap<string, Flow>): Flow | null {
  const runs: Record<string, Flow> = {}
  const queue = [...runSites(flow).map((site) => site), ...overridden(sound)]
  for (let site = queue.shift(); site !== undefined; site = queue.shift()) {
    if (site.flow === flow.flow || Object.hasOwn(runs, site.flow)) continue
    const found = sound.get(site.flow)
    if (found === undefined && site.kind === 'command') continue
    if (found === undefined) return null
    runs[site.flow] = found
    queue.push(...runSites(found))
  }
  return { ...flow, runs: Object.fromEntries(Object.entries(runs).sort(([a], [b]) => (a < b ? -1 : 1))) }
}

/** Patterns that are run without being named. */
function overridden(sound: ReadonlyMap<string, Flow>): RunSite[] {
  return [...sound.keys()]
    .filter((name) => name.startsWith('pattern_'))
    .map((flow) => ({ flow, path: [], kind: 'command' }))
}
