import { Ajv2020 } from 'ajv/dist/2020.js'
import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js'
import schema from '../../schemas/flow.schema.json' with { type: 'json' }
import type { Json, JsonObject } from './json.ts'
import { nearest } from './nearest.ts'
import { kindKeys, kindsOf } from './kinds.ts'
import { asObject, isObject } from './reading.ts'
import { describeFault } from './shape-message.ts'
import type { ShapeCode } from './shape-message.ts'
import type { Path, Source } from './source.ts'
import { laterKeys } from './later-keys.ts'

/** Something that is not of the schema's form. */
export interface ShapeFault {
  readonly code: ShapeCode
  readonly path: Path
  /** What to underline. */
  readonly part: 'key' | 'value'
  readonly message: string
  readonly advice?: string
}

export interface Shape {
  readonly faults: readonly ShapeFault[]
  /** The data with misspelt keys put right and what is broken left out, so that the other checks can go on. */
  readonly repaired: Json
  /** Whether what is left out can have routed the call: then nothing is said of what can be reached. */
  readonly routesAreKnown: boolean
}

let compiled: ValidateFunction | undefined

/** The schema that a designer's editor uses, compiled once: about 100 ms the first time. */
function validator(): ValidateFunction {
  compiled ??= new Ajv2020({
    allErrors: true,
    verbose: true,
    strict: true,
    strictRequired: false,
    allowUnionTypes: true,
  }).compile(schema)
  return compiled
}

/** Checks a file against the schema and turns what ajv says into one fault for each mistake. */
export function checkShape(source: Source): Shape {
  const data = source.data
  const repaired = JSON.parse(JSON.stringify(data)) as Json
  if (!isObject(data)) {
    const message = data === null ? 'The file is empty.' : 'A flow is a map of keys: flow, start, slots, states.'
    const fault: ShapeFault = {
      code: 'wrong-type',
      path: [],
      part: 'value',
      message,
      advice: 'Begin with "flow: name".',
    }
    return { faults: [fault], repaired: {}, routesAreKnown: false }
  }
  const faults: ShapeFault[] = [...stateKinds(asObject(data['states']))]
  const kindless = new Set(faults.map(({ path }) => path[1]))
  const validate = validator()
  const errors = validate(data) ? [] : (validate.errors ?? [])
  for (const error of errors) {
    const path = pathOf(error.instancePath, data)
    if (path[0] === 'states' && kindless.has(path[1] ?? '')) continue
    const fault = toFault(error, path, data)
    if (fault !== null && !faults.some((other) => samePlace(other, fault))) faults.push(fault)
  }
  return finish(faults, repaired)
}

/** Repairs what can be guessed; a key that was misspelt is then not also missing. */
function finish(faults: readonly ShapeFault[], repaired: Json): Shape {
  const mended = new Map<ShapeFault, string>()
  for (const fault of faults) {
    const meant = fault.code === 'unknown-key' ? mend(repaired, fault) : null
    if (meant !== null) mended.set(fault, JSON.stringify([...fault.path.slice(0, -1), meant]))
  }
  const found = new Set(mended.values())
  const kept = faults.filter(({ code, path }) => code !== 'missing-key' || !found.has(JSON.stringify(path)))
  const lost = kept.filter((fault) => !mended.has(fault))
  for (const { code, path } of lost) if (code !== 'missing-key') remove(repaired, path)
  return { faults: kept, repaired, routesAreKnown: !lost.some(canRoute) }
}

const routingKeys: readonly (string | number | undefined)[] = [
  'next',
  'outcomes',
  'noinput',
  'nomatch',
  'options',
  'unsure',
  'confirmed',
  'denied',
  'none_of_these',
  'set',
  'clear',
  'save',
  'from',
  ...kindKeys,
]

function canRoute({ code, path }: ShapeFault): boolean {
  if (path[0] === 'start' || path[0] === 'slots' || path.length < 2) return true
  if (path[0] === 'defaults') return routingKeys.includes(path.at(-1))
  return path[0] === 'states' && (path.length === 2 || code === 'missing-key' || routingKeys.includes(path[2]))
}

function samePlace(a: ShapeFault, b: ShapeFault): boolean {
  return JSON.stringify(a.path) === JSON.stringify(b.path) && (a.code === b.code || a.part === b.part)
}

/** Every state has exactly one kind; anything else is one fault that names what is there. */
function stateKinds(states: JsonObject): ShapeFault[] {
  return Object.entries(states).flatMap(([name, state]): ShapeFault[] => {
    if (!isObject(state)) return []
    const kinds = kindsOf(state)
    const path = ['states', name]
    if (kinds.length === 1) return []
    if (kinds.length > 1) {
      const message = `The state "${name}" is two things at once: ${kinds.join(' and ')}.`
      return [
        {
          code: 'two-kinds',
          path,
          part: 'key',
          message,
          advice: 'Make a state of each, and lead from one to the other with "next".',
        },
      ]
    }
    const later = Object.keys(state).find((key) => laterKeys.states.includes(key))
    if (later !== undefined) {
      return [
        {
          code: 'not-supported-yet',
          path: [...path, later],
          part: 'key',
          message: `"${later}" is part of the language and not supported yet.`,
        },
      ]
    }
    const misspelt = Object.keys(state).find((key) => nearest(key, kindKeys) !== null)
    const advice =
      misspelt === undefined
        ? `Write one of ${kindKeys.join(', ')}.`
        : `Did you mean "${nearest(misspelt, kindKeys) ?? ''}" instead of "${misspelt}"?`
    const message = `Nothing says what the state "${name}" does.`
    return [
      { code: 'no-kind', path: misspelt === undefined ? path : [...path, misspelt], part: 'key', message, advice },
    ]
  })
}

function toFault(error: ErrorObject, path: Path, data: Json): ShapeFault | null {
  if (error.keyword === 'if' || error.propertyName !== undefined) return null
  const described = describeFault(error, path, valueAt(data, path))
  if (described === null) return null
  const { at, ...rest } = described
  return { ...rest, path: at }
}

/** Renames a misspelt key to the one that was meant, where that is free. The new name, or null. */
function mend(root: Json, { path, advice }: ShapeFault): string | null {
  const meant = /^Did you mean "([^"]+)"\?/.exec(advice ?? '')?.[1]
  const key = path.at(-1)
  const parent = valueAt(root, path.slice(0, -1))
  if (meant === undefined || typeof key !== 'string' || !isObject(parent) || parent[meant] !== undefined) return null
  const object = parent as Record<string, Json>
  object[meant] = object[key] ?? null
  delete object[key]
  return meant
}

function remove(root: Json, path: Path): void {
  const key = path.at(-1)
  const parent = valueAt(root, path.slice(0, -1))
  if (typeof key === 'string' && isObject(parent)) delete (parent as Record<string, Json>)[key]
  // A list keeps its places, so that the paths of what follows stay true.
  else if (typeof key === 'number' && Array.isArray(parent)) (parent as Json[])[key] = null
}

function valueAt(root: Json, path: Path): Json | undefined {
  let value: Json | undefined = root
  for (const key of path) {
    if (typeof key === 'number') value = Array.isArray(value) ? (value as readonly Json[])[key] : undefined
    else value = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
  }
  return value
}

/** "/states/ask/next/0" as keys; a number is an index only where there is a list. */
function pathOf(pointer: string, data: Json): Path {
  const path: (string | number)[] = []
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~')
    path.push(Array.isArray(valueAt(data, path)) ? Number(key) : key)
  }
  return path
}
