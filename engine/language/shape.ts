import { Ajv2020 } from 'ajv/dist/2020.js'
import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js'
import schema from '../../schemas/flow.schema.json' with { type: 'json' }
import type { Json, JsonObject } from './json.ts'
import { meantKey } from './meant-key.ts'
import { optionsOfStates } from './schema-keys.ts'
import { kindKeys, kindsOf } from './kinds.ts'
import { asObject, isObject } from './reading.ts'
import { Mender } from './mend.ts'
import { pathOf, valueAt } from './place-in-data.ts'
import { describeFault } from './shape-message.ts'
import type { ShapeCode } from './shape-message.ts'
import type { Path, Source } from './source.ts'

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
  /** The data with misspelt keys put right. */
  readonly mended: Json
  /** The same with what is broken left out, so that the other checks can go on. */
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
    // compiled with every run: a test of the schema says that it is one
    validateSchema: false,
    inlineRefs: false,
    code: { optimize: false },
  }).compile(schema)
  return compiled
}

/** Checks a file against the schema and turns what ajv says into one fault for each mistake. */
export function checkShape(source: Source): Shape {
  const data = copy(source.data)
  if (!isObject(data)) {
    const message = data === null ? 'The file is empty.' : 'A flow is a map of keys: flow, start, slots, states.'
    const fault: ShapeFault = {
      code: 'wrong-type',
      path: [],
      part: 'value',
      message,
      advice: 'Begin with "flow: name".',
    }
    return { faults: [fault], mended: {}, repaired: {}, routesAreKnown: false }
  }
  const mender = new Mender(data)
  const misplaced = mender.moveStates()
  const misspelt = faultsOf(data).filter((fault) => mender.mend(fault))
  const others = faultsOf(data)
  const repaired = copy(data)
  for (const { code, path } of others) if (code !== 'missing-key') remove(repaired, path)
  return {
    faults: [...misplaced, ...misspelt, ...others.map((fault) => ({ ...fault, path: mender.written(fault.path) }))],
    mended: data,
    repaired,
    routesAreKnown: !others.some(canRoute),
  }
}

function copy(data: Json): Json {
  return JSON.parse(JSON.stringify(data)) as Json
}

function faultsOf(data: JsonObject): readonly ShapeFault[] {
  const faults: ShapeFault[] = [...stateKinds(asObject(data['states']))]
  const kindless = new Set(faults.map(({ path }) => path[1]))
  const validate = validator()
  for (const error of validate(data) ? [] : (validate.errors ?? [])) {
    const path = pathOf(error.instancePath, data)
    if (path[0] === 'states' && kindless.has(path[1] ?? '')) continue
    const fault = toFault(error, path, data)
    if (fault !== null && !faults.some((other) => samePlace(other, fault))) faults.push(fault)
  }
  return faults
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
    const misspelt = Object.keys(state).find((key) => !optionsOfStates.has(key) && meantKey(key, kindKeys) !== null)
    if (misspelt !== undefined) {
      const meant = meantKey(misspelt, kindKeys)
      return [
        {
          code: 'unknown-key',
          path: [...path, misspelt],
          part: 'key',
          message: `There is no "${misspelt}".`,
          advice: `Did you mean "${meant ?? ''}"?`,
        },
      ]
    }
    const message = `Nothing says what the state "${name}" does.`
    return [{ code: 'no-kind', path, part: 'key', message, advice: `Write one of ${kindKeys.join(', ')}.` }]
  })
}

function toFault(error: ErrorObject, path: Path, data: Json): ShapeFault | null {
  if (error.keyword === 'if' || error.propertyName !== undefined) return null
  const described = describeFault(error, path, valueAt(data, path))
  if (described === null) return null
  const { at, ...rest } = described
  return { ...rest, path: at }
}

function remove(root: Json, path: Path): void {
  const key = path.at(-1)
  const parent = valueAt(root, path.slice(0, -1))
  if (typeof key === 'string' && isObject(parent)) delete (parent as Record<string, Json>)[key]
  // A list keeps its places, so that the paths of what follows stay true.
  else if (typeof key === 'number' && Array.isArray(parent)) (parent as Json[])[key] = null
}
