import { dirname, relative } from 'node:path'
import { withAudioFrom } from '../../../engine/language/audio-paths.ts'
import { checkFlows } from '../../../engine/language/check.ts'
import type { Diagnostic } from '../../../engine/language/diagnostic.ts'
import type { Flow } from '../../../engine/language/flow.ts'
import { compileFlow, compileStored, type CompiledFlow } from '../../../engine/machine/compile.ts'
import type { JsonObject } from '../../../engine/language/json.ts'
import { versionFor, type FlowVersion } from './flow-versions.ts'
import { numberFaults } from './number-faults.ts'
import { versionFaults } from './version-faults.ts'
import type { NumberBinding } from '../../define-config.ts'
import type { CallStore } from '../../store/store.ts'

/** The flows of this server by name, by the number that is dialled, and by content hash. */
export interface FlowLibrary {
  /** The flow that answers this number, in the version that this caller gets (`versionFor`); null where none does. */
  forNumber(dialled: string, caller: string): CompiledFlow | null
  named(name: string): CompiledFlow | null
  /** The flow of this name, in the version that whoever has this number gets; null where there is none. */
  versionOf?(name: string, caller: string): CompiledFlow | null
  /** What the number that was dialled binds to inputs of its flow. */
  inputsFor(dialled: string): JsonObject
  /** What is spoken to whoever dials this number; null where the flow's own language is. */
  languageFor(dialled: string): string | null
  /** The version that a call began with, from memory or from the store; null where nobody has it. */
  pinned(bundle: string): Promise<CompiledFlow | null>
  /** Each of them, with every version. */
  readonly all: readonly CompiledFlow[]
}

export interface FlowSource {
  readonly text: string
  readonly file: string
  /** Files that it may import and flows that it may run. They answer no calls of their own. */
  readonly beside?: readonly { readonly text: string; readonly file: string }[]
}

/** Flows that stand beside the usual ones: only the one of that name answers calls. */
export interface VersionSources {
  readonly flow: string
  readonly percent: number
  readonly sources: readonly FlowSource[]
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
    readonly versions?: readonly VersionSources[]
    /** The folder that recordings are named from in a running call; prompts name them from their flow. */
    readonly sounds?: string
  } = {},
): Promise<{ readonly library: FlowLibrary; readonly diagnostics: readonly Diagnostic[] }> {
  const numbers = options.numbers ?? {}
  const usual = readSources(sources, options.world, options.sounds)
  const versions = (options.versions ?? []).map((one) => ({
    ...one,
    ...readSources(one.sources, options.world, options.sounds),
  }))
  const found = [...usual.diagnostics, ...versions.flatMap(({ diagnostics }) => diagnostics)]
  // a flow with errors would seem not to be there
  const diagnostics = found.some(isError)
    ? found
    : [...found, ...numberFaults(numbers, usual.known), ...versionFaults(versions, usual.answering, numbers)]
  if (diagnostics.some(isError)) return { library: libraryOf([], [], store, numbers), diagnostics }
  const all = usual.answering.map(compileFlow)
  const tried = versions.flatMap(({ flow, percent, answering }) =>
    answering.filter((one) => one.flow === flow).map((one): FlowVersion => ({ compiled: compileFlow(one), percent })),
  )
  for (const { bundle, flow } of [...all, ...tried.map(({ compiled }) => compiled)])
    await store.putBundle(bundle, JSON.stringify(flow))
  return { library: libraryOf(all, tried, store, numbers), diagnostics }
}

const isError = ({ severity }: Diagnostic): boolean => severity === 'error'

function readSources(
  sources: readonly FlowSource[],
  world: Parameters<typeof checkFlows>[1],
  sounds: string | undefined,
) {
  const asked = new Set(sources.map(({ file }) => file))
  const beside = sources.flatMap((source) => source.beside ?? []).filter(({ file }) => !asked.has(file))
  const { results, diagnostics } = checkFlows([...sources, ...beside], world)
  const files = new Map(results.flatMap(({ file, flow }) => (flow === null ? [] : [[flow.flow, file] as const])))
  const heard = (flow: Flow): Flow => {
    const file = files.get(flow.flow)
    return sounds === undefined || file === undefined ? flow : withAudioFrom(flow, relative(sounds, dirname(file)))
  }
  const answering = results.flatMap(({ file, flow }) => {
    if (flow === null || !asked.has(file)) return []
    return [
      { ...heard(flow), runs: Object.fromEntries(Object.entries(flow.runs).map(([name, run]) => [name, heard(run)])) },
    ]
  })
  return { diagnostics, answering, known: results.flatMap(({ flow }) => flow ?? []) }
}

function libraryOf(
  usual: readonly CompiledFlow[],
  tried: readonly FlowVersion[],
  store: CallStore,
  numbers: Readonly<Record<string, string | NumberBinding>>,
): FlowLibrary {
  const all = [...usual, ...tried.map(({ compiled }) => compiled)]
  const byName = new Map(usual.map((compiled) => [compiled.flow.flow, compiled]))
  const byBundle = new Map(all.map((compiled) => [compiled.bundle, compiled]))
  return {
    all,
    named: (name) => byName.get(name) ?? null,
    versionOf(name, caller) {
      const flow = byName.get(name)
      const versions = tried.filter(({ compiled }) => compiled.flow.flow === name)
      return flow === undefined ? null : versionFor(flow, versions, caller)
    },
    forNumber(dialled, caller) {
      const bound = numbers[dialled] ?? numbers['*']
      const only = usual.length === 1 ? usual[0] : undefined
      const flow = bound === undefined ? only : byName.get(typeof bound === 'string' ? bound : bound.flow)
      if (flow === undefined) return null
      const versions = tried.filter(({ compiled }) => compiled.flow.flow === flow.flow.flow)
      return versionFor(flow, versions, caller)
    },
    inputsFor(dialled) {
      const bound = numbers[dialled] ?? numbers['*']
      return typeof bound === 'object' ? (bound.inputs ?? {}) : {}
    },
    languageFor(dialled) {
      const bound = numbers[dialled] ?? numbers['*']
      return typeof bound === 'object' ? (bound.language ?? null) : null
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
