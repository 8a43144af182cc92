import { checkFlows } from '../../engine/language/check.ts'
import type { Diagnostic } from '../../engine/language/diagnostic.ts'
import type { Flow } from '../../engine/language/flow.ts'
import { compileFlow, type CompiledFlow } from '../../engine/machine/compile.ts'
import type { CallStore } from '../store/store.ts'

/** The flows of this server by name, by the number that is dialled, and by content hash. */
export interface FlowLibrary {
  /** The flow that answers this number; null where none does. */
  forNumber(dialled: string): CompiledFlow | null
  named(name: string): CompiledFlow | null
  /** The version that a call began with, from memory or from the store; null where nobody has it. */
  pinned(bundle: string): Promise<CompiledFlow | null>
  readonly all: readonly CompiledFlow[]
}

export interface FlowSource {
  readonly text: string
  readonly file: string
  /** Files that it may import and flows that it may run. They answer no calls of their own. */
  readonly beside?: readonly { readonly text: string; readonly file: string }[]
}

/**
 * Checks and compiles flows and puts each into the store under its content hash, so that another server can end a call that
 * began with it. Nothing is loaded where there is an error. `numbers` maps dialled numbers to flows; a number that is not
 * there goes to the flow named `*`, or to the only flow.
 */
export async function loadFlows(
  sources: readonly FlowSource[],
  store: CallStore,
  options: {
    readonly numbers?: Readonly<Record<string, string>>
    readonly world?: Parameters<typeof checkFlows>[1]
  } = {},
): Promise<{ readonly library: FlowLibrary; readonly diagnostics: readonly Diagnostic[] }> {
  const asked = new Set(sources.map(({ file }) => file))
  const beside = sources.flatMap((source) => source.beside ?? []).filter(({ file }) => !asked.has(file))
  const { results, diagnostics } = checkFlows([...sources, ...beside], options.world)
  const sound = diagnostics.some(({ severity }) => severity === 'error')
    ? []
    : results.flatMap(({ file, flow }) => (flow === null || !asked.has(file) ? [] : [flow]))
  const all = sound.map(compileFlow)
  for (const { bundle, flow } of all) await store.putBundle(bundle, JSON.stringify(flow))
  return { library: libraryOf(all, store, options.numbers ?? {}), diagnostics }
}

function libraryOf(
  all: readonly CompiledFlow[],
  store: CallStore,
  numbers: Readonly<Record<string, string>>,
): FlowLibrary {
  const byName = new Map(all.map((compiled) => [compiled.flow.flow, compiled]))
  const byBundle = new Map(all.map((compiled) => [compiled.bundle, compiled]))
  return {
    all,
    named: (name) => byName.get(name) ?? null,
    forNumber(dialled) {
      const name = numbers[dialled] ?? numbers['*']
      if (name !== undefined) return byName.get(name) ?? null
      return all.length === 1 ? (all[0] ?? null) : null
    },
    async pinned(bundle) {
      const known = byBundle.get(bundle)
      if (known !== undefined) return known
      const text = await store.getBundle(bundle)
      if (text === null) return null
      const compiled = compileFlow(JSON.parse(text) as Flow)
      if (compiled.bundle !== bundle) return null
      byBundle.set(bundle, compiled)
      return compiled
    },
  }
}
