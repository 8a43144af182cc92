import type { Diagnostic } from './diagnostic.ts'
import type { Flow } from './flow.ts'
import { applyIgnores } from './ignores.ts'
import type { Json } from './json.ts'
import { normalise } from './normalise.ts'
import { parseYaml } from './parse.ts'
import { asObject, isObject } from './reading.ts'
import type { Finding, Names, Rule, RuleContext } from './rule.ts'
import { rules } from './rules/registry.ts'
import { checkShape } from './shape.ts'
import type { Source } from './source.ts'
import type { World } from './world.ts'

export interface CheckedFlow {
  /** null when there is an error. */
  readonly flow: Flow | null
  /** All of them at once, in the order of the file. */
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Reads a flow and checks it: YAML, shape, names, routes, slots, expressions, and, against a `world`, tools and destinations.
 * Never throws, whatever the text. `file` is only the name in the diagnostics.
 */
export function checkFlow(text: string, file: string, world: World = {}): CheckedFlow {
  const { source, diagnostics: syntax } = parseYaml(text, file)
  if (source === null) return { flow: null, diagnostics: syntax }
  const shape = checkShape(source)
  const { flow, writer } = normalise(shape.repaired)
  const context: RuleContext = { source, shape: shape.faults, flow, writer, names: namesOf(shape.mended), world }
  const found: Diagnostic[] = [...syntax]
  for (const rule of rules) {
    if (rule.needs === 'graph' && !shape.routesAreKnown) continue
    for (const finding of rule.check(context)) found.push(toDiagnostic(rule, finding, source))
  }
  const diagnostics = applyIgnores(withoutEchoes(found), source, ignorable)
  return { flow: diagnostics.some(({ severity }) => severity === 'error') ? null : flow, diagnostics }
}

/** Only what a call can survive may be silenced. */
function ignorable(code: string): boolean {
  return rules.some((rule) => rule.code === code && (rule.severity === 'warning' || rule.needs === 'graph'))
}

function toDiagnostic(rule: Rule, finding: Finding, source: Source): Diagnostic {
  const { path, part = 'value', start, end, message, advice } = finding
  const place = start === undefined || end === undefined ? source.place(path, part) : source.at(start, end)
  return { code: rule.code, severity: rule.severity, message, ...(advice === undefined ? {} : { advice }), place, path }
}

/** In the order of the file, each once. Where YAML's trap explains a fault of shape, the trap is the one to tell. */
function withoutEchoes(found: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>()
  const once = found.filter(({ code, place, message }) => {
    const key = `${code} ${place.start} ${message}`
    return seen.has(key) ? false : seen.add(key) !== undefined
  })
  return once.sort((a, b) => a.place.start - b.place.start || a.code.localeCompare(b.code))
}

function namesOf(data: Json): Names {
  const root = asObject(data)
  const keys = (name: string): string[] => Object.keys(asObject(root[name]))
  const saved = new Set<string>()
  const collect = (state: Json): void => {
    if (!isObject(state)) return
    if (typeof state['save'] === 'string') saved.add(state['save'])
    for (const name of Object.keys(asObject(state['save']))) saved.add(name)
    for (const target of Object.keys(asObject(state['set']))) if (!target.includes('.')) saved.add(target)
    for (const option of Object.values(asObject(state['options']))) collect(option)
  }
  for (const state of Object.values(asObject(root['states']))) collect(state)
  return {
    states: keys('states'),
    slots: keys('slots'),
    inputs: keys('inputs'),
    hours: keys('hours'),
    saved: [...saved],
  }
}
