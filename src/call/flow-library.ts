import { checkFlows } from '../../engine/language/check.ts'
import type { Diagnostic } from '../../engine/language/diagnostic.ts'
import type { Flow } from '../../engine/language/flow.ts'
import { compileFlow, compileStored, type CompiledFlow } from '../../engine/machine/compile.ts'
import type { JsonObject } from '../../engine/language/json.ts'
import { numberFaults } from './number-faults.ts'
import type { NumberBinding } from '../define-config.ts'
import type { CallStore } from '../store/store.ts'

/** The flows of this server by name, by the number that is dialled, and by content hash. */
export interface FlowLibrary {
  /** The flow that answers this number; null where none does. */
  forNumber(dialled: string): CompiledFlow | null
  named(name: string): CompiledFlow | null
  /** What the number that was dialled binds to inputs of its flow. */
  inputsFor(dialled: string): JsonObject
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
    readonly numbers?: Readonly<Record<string, string | NumberBinding>>
    readonly world?: Parameters<typeof checkFlows>[1]
  } = {},
): Promise<{ readonly library: FlowLibrary; readonly diagnostics: readonly Diagnostic[] }> {
  const asked = new Set(sources.map(({ file }) => file))
  const beside = sources.flatMap((source) => source.beside ?? []).filter(({ file }) => !asked.has(file))
  const { results, diagnostics: found } = checkFlows([...sources, ...beside], options.world)
  const isSound = !found.some(({ severity }) => severity === 'error')
  const flows = results.flatMap(({ flow }) => (flow === null ? [] : [flow]))
  // a flow with errors would seem not to be there
  const diagnostics = isSound ? [...found, ...numberFaults(options.numbers ?? {}, flows)] : found
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
  numbers: Readonly<Record<string, string | NumberBinding>>,
): FlowLibrary {
  const byName = new Map(all.map((compiled) => [compiled.flow.flow, compiled]))
  const byBundle = new Map(all.map((compiled) => [compiled.bundle, compiled]))
  return {
    all,
    named: (name) => byName.get(name) ?? null,
    forNumber(dialled) {
      const bound = numbers[dialled] ?? numbers['*']
      if (bound !== undefined) return byName.get(typeof bound === 'string' ? bound : bound.flow) ?? null
      return all.length === 1 ? (all[0] ?? null) : null
    },
    inputsFor(dialled) {
      const bound = numbers[dialled] ?? numbers['*']
      return typeof bound === 'object' ? (bound.inputs ?? {}) : {}
    },
    async pinned(bundle) {
      const known = byBundle.get(bundle)
      if (known !== undefined) return known
      const text = await store.getBundle(bundle)
      if (text === null) return null
      const compiled = compileStored(JSON.parse(text) as Flow)
      if (compiled.bundle !== bundle) return null
      byBundle.set(bundle, compiled)
      return compiled
    },
  }
}
