import type { Diagnostic } from './diagnostic.ts'
import { plainPath } from './file-path.ts'
import type { Flow } from './flow.ts'
import { applyIgnores } from './ignores.ts'
import { withImports } from './imports.ts'
import { namesOf } from './names.ts'
import { normalise } from './normalise.ts'
import type { Finding, Rule, RuleContext } from './rule.ts'
import { rules } from './rules/registry.ts'
import { closed } from './runs.ts'
import { checkShape } from './shape.ts'
import { isFlow, isMarkdown, SourceLibrary } from './source-library.ts'
import type { SourceFile } from './source-library.ts'
import type { Source } from './source.ts'
import { withToolEffects } from './tool-effects.ts'
import type { World } from './world.ts'

export interface CheckedFlow {
  /** null when there is an error in it, or in a flow that it runs. */
  readonly flow: Flow | null
  /** All of them at once, in the order of the file. */
  readonly diagnostics: readonly Diagnostic[]
}

export interface CheckedFile extends CheckedFlow {
  readonly file: string
}

export interface CheckedFlows {
  /** One for each flow, in the order given. Files that are only imported have none. */
  readonly results: readonly CheckedFile[]
  /** What was found in all of them, by file as given, each once. */
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Reads a flow and checks it: YAML, shape, names, routes, slots, expressions, and, against a `world`, tools and destinations.
 * Never throws, whatever the text. `file` is only the name in the diagnostics.
 */
export function checkFlow(text: string, file: string, world: World = {}): CheckedFlow {
  const { results, diagnostics } = checkAll([{ file, text }], world, new Map(), () => true)
  const [result] = results
  return result ?? { flow: null, diagnostics }
}

/**
 * Checks flows together with the files that they import: each in itself, and how they run each other. A file without
 * `flow`, `start` and `states` holds what flows import. `bases` are older versions by name, for what a call in progress
 * could not survive. Never throws.
 */
export function checkFlows(
  sources: readonly SourceFile[],
  world: World = {},
  bases: ReadonlyMap<string, Flow> = new Map(),
): CheckedFlows {
  return checkAll(sources, world, bases, isFlow)
}

/**
 * Flows as rules see them, for whoever asks more of them than whether they are sound: in the order given, what is only
 * imported left out. Those of checkFlows that have errors are in them, too.
 */
export function contextsOf(sources: readonly SourceFile[], world: World = {}): readonly RuleContext[] {
  const library = new SourceLibrary(sources)
  const flows = new Map<string, RuleContext>()
  for (const { file } of sources) {
    const source = isMarkdown(file) ? null : (library.read(file)?.source ?? null)
    if (source === null || !isFlow(source)) continue
    const context = contextOf(source, library, world, flows, new Map())
    if (!flows.has(context.flow.flow)) flows.set(context.flow.flow, context)
  }
  return [...flows.values()]
}

function checkAll(
  sources: readonly SourceFile[],
  world: World,
  bases: ReadonlyMap<string, Flow>,
  counts: (source: Source) => boolean,
): CheckedFlows {
  const library = new SourceLibrary(sources)
  const flows = new Map<string, RuleContext>()
  const contexts: {
    readonly file: string
    readonly context: RuleContext | null
    readonly syntax: readonly Diagnostic[]
  }[] = []
  const taken = new Set<string>()
  for (const { file } of sources) {
    const path = plainPath(file)
    if (isMarkdown(file) || taken.has(path)) continue
    taken.add(path)
    const read = library.read(file)
    if (read === null || (read.source !== null && !counts(read.source))) continue
    const context = read.source === null ? null : contextOf(read.source, library, world, flows, bases)
    if (context !== null && context.flow.flow !== '' && !flows.has(context.flow.flow))
      flows.set(context.flow.flow, context)
    contexts.push({ file, context, syntax: read.diagnostics })
  }
  const checked = contexts.map(({ file, context, syntax }) =>
    context === null ? { file, flow: null, diagnostics: syntax } : { file, ...diagnose(context, syntax) },
  )
  const sound = new Map(checked.flatMap(({ flow }) => (flow === null ? [] : [[flow.flow, flow] as const])).reverse())
  const zoneless = new Set(
    [...flows].flatMap(([name, { source }]) => (source.node(['timezone']) === null ? [name] : [])),
  )
  const results = checked.map((one) => (one.flow === null ? one : { ...one, flow: closed(one.flow, sound, zoneless) }))
  return { results, diagnostics: eachOnce(results.flatMap((one) => one.diagnostics)) }
}

function contextOf(
  own: Source,
  library: SourceLibrary,
  world: World,
  flows: ReadonlyMap<string, RuleContext>,
  bases: ReadonlyMap<string, Flow>,
): RuleContext {
  const imported = withImports(own, library)
  const { source } = imported
  const shape = checkShape(source)
  const { flow, writer } = normalise(shape.repaired)
  return {
    source,
    shape: shape.faults,
    routesAreKnown: shape.routesAreKnown,
    flow: withToolEffects(flow, world.tools),
    writer,
    names: namesOf(shape.mended),
    world,
    imported,
    flows,
    base: bases.get(flow.flow) ?? null,
  }
}

/** What is found for want of a file that is not there: the file is what to tell of. */
const missingNames: readonly string[] = ['unknown-slot', 'unknown-hours', 'unknown-prompt']

function diagnose(context: RuleContext, syntax: readonly Diagnostic[]): CheckedFlow {
  const { source, flow } = context
  const found: Diagnostic[] = [...syntax, ...context.imported.syntax]
  // Of two states by one name nobody knows which routes were meant.
  const routesAreKnown = context.routesAreKnown && !syntax.some(isStateTwice)
  for (const rule of rules) {
    if (rule.needs === 'graph' && !routesAreKnown) continue
    if (!context.imported.isWhole && missingNames.includes(rule.code)) continue
    for (const finding of rule.check(context)) found.push(toDiagnostic(rule, finding, source))
  }
  const diagnostics = applyIgnores(inOrder(eachOnce(found), source.file), source, ignorable)
  const isSound = !diagnostics.some(({ severity }) => severity === 'error')
  return { flow: isSound ? withEffects(flow, context.world) : null, diagnostics }
}

function isStateTwice({ code, path }: Diagnostic): boolean {
  return code === 'duplicate-key' && path.length === 2 && path[0] === 'states'
}

/** What tools do is part of the flow, so that its machine needs no manifest. */
function withEffects(flow: Flow, { tools = {} }: World): Flow {
  const states = Object.entries(flow.states).map(([name, state]) => {
    const effect = state.kind === 'tool' ? tools[state.tool]?.effect : undefined
    return [name, effect === undefined ? state : { ...state, effect }] as const
  })
  return { ...flow, states: Object.fromEntries(states) as Flow['states'] }
}

/** Only what a call can survive may be silenced. */
function ignorable(code: string): boolean {
  return rules.some((rule) => rule.code === code && (rule.severity === 'warning' || rule.needs === 'graph'))
}

function toDiagnostic(rule: Rule, finding: Finding, source: Source): Diagnostic {
  const { path, part = 'value', start, end, message, advice } = finding
  const place =
    finding.place ??
    (start === undefined || end === undefined ? source.place(path, part) : source.owner(path).at(start, end))
  return { code: rule.code, severity: rule.severity, message, ...(advice === undefined ? {} : { advice }), place, path }
}

function eachOnce(found: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<string>()
  return found.filter(({ code, place, message }) => {
    const key = `${code} ${place.file} ${place.start} ${message}`
    return seen.has(key) ? false : seen.add(key) !== undefined
  })
}

/** The flow's own file first, each in its order. */
function inOrder(found: readonly Diagnostic[], own: string): readonly Diagnostic[] {
  const files = [...new Set([own, ...found.map(({ place }) => place.file)])]
  return found.toSorted(
    (a, b) =>
      files.indexOf(a.place.file) - files.indexOf(b.place.file) ||
      a.place.start - b.place.start ||
      a.code.localeCompare(b.code),
  )
}
