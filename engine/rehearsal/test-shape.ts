import { Ajv2020 } from 'ajv/dist/2020.js'
import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js'
import schema from '../../schemas/test.schema.json' with { type: 'json' }
import type { Json } from '../language/json.ts'
import { didYouMean } from '../language/nearest.ts'
import { pathOf, valueAt } from '../language/place-in-data.ts'
import { asObject } from '../language/reading.ts'
import type { Finding } from '../language/rule.ts'
import { describeFault } from '../language/shape-message.ts'
import type { Path } from '../language/source.ts'

export type TestFinding = Finding & { readonly code: string }

let compiled: ValidateFunction | undefined

function validator(): ValidateFunction {
  compiled ??= new Ajv2020({
    allErrors: true,
    verbose: true,
    strict: true,
    strictRequired: false,
    strictTypes: false,
    allowUnionTypes: true,
    // compiled with every run: a test of the schema says that it is one
    validateSchema: false,
    inlineRefs: false,
    code: { optimize: false },
  }).compile(schema)
  return compiled
}

const stepKeys = Object.keys(schema.$defs.step.properties)

/** What is not of the schema's form, one finding for each mistake. */
export function shapeOfTest(data: Json): readonly TestFinding[] {
  const validate = validator()
  const found: TestFinding[] = []
  for (const error of validate(data) ? [] : (validate.errors ?? [])) {
    const finding = findingOf(error, pathOf(error.instancePath, data), data)
    if (finding === null) continue
    const isKnown = found.some(
      ({ code, path }) =>
        JSON.stringify(path) === JSON.stringify(finding.path) &&
        (code === finding.code || finding.code === 'wrong-type'),
    )
    if (!isKnown) found.push(finding)
  }
  return found
}

function findingOf(error: ErrorObject, path: Path, data: Json): TestFinding | null {
  if (error.keyword === 'if' || error.propertyName !== undefined) return null
  const value = valueAt(data, path)
  const own = ofStep(error, path, value) ?? ofValue(error, path, value)
  if (own !== null) return own
  const described = describeFault(error, path, value)
  if (described === null) return null
  const { at, ...rest } = described
  const message = rest.message
    .replace('at the head of a flow', 'at the head of a test file')
    .replace(/^The flow (has|must)/, 'The test file $1')
  return { ...rest, message, path: at }
}

/** The words of a step are its own: one key says what it is. */
function ofStep(error: ErrorObject, path: Path, value: Json | undefined): TestFinding | null {
  if (path[0] !== 'tests' || path.length !== 3) return null
  const keys = Object.keys(asObject(value))
  switch (error.keyword) {
    case 'maxProperties':
      return {
        code: 'two-steps',
        path: [...path, keys[1] ?? ''],
        part: 'key',
        message: `A step is one thing, and this is ${keys.length}: ${keys.join(' and ')}.`,
        advice: `Begin a new step: - ${keys[1] ?? ''}: …`,
      }
    case 'minProperties':
      return { code: 'no-step', path, message: 'This step is empty.', advice: `Write one of ${stepKeys.join(', ')}.` }
    case 'additionalProperties': {
      const key = String((error.params as { additionalProperty?: unknown }).additionalProperty)
      const advice = didYouMean(key, stepKeys) ?? `Write one of ${stepKeys.join(', ')}.`
      return { code: 'unknown-key', path: [...path, key], part: 'key', message: `There is no step "${key}".`, advice }
    }
    default:
      return null
  }
}

/** What the schema's patterns mean, in a designer's words. */
function ofValue({ keyword }: ErrorObject, path: Path, value: Json | undefined): TestFinding | null {
  const key = String(path.at(-1))
  const wrong = (message: string, advice: string): TestFinding => ({ code: 'wrong-value', path, message, advice })
  if (keyword === 'type' && key === 'presses' && typeof value === 'number')
    return {
      ...wrong('Keys are text, and this is a number.', `Put it in quotes: presses: "${value}".`),
      code: 'wrong-type',
    }
  if (keyword === 'pattern' && key === 'clock')
    return wrong('This is no moment: a date, a time and a zone.', 'For example: clock: 2026-10-08T13:00:00+01:00')
  if (keyword === 'pattern' && (key === 'from' || key === 'to'))
    return wrong('This is no number of a telephone.', `Write it with + and the country: ${key}: "+442079460000".`)
  if (keyword === 'pattern' && key === 'presses')
    return wrong('These are not all keys of a telephone.', 'Keys are 0 to 9, * and #.')
  if (keyword === 'pattern' && (key === 'silence' || key === 'takes' || key === 'after' || key === 'away'))
    return wrong('This is no length of time.', 'For example: 6s, 800ms.')
  if (keyword === 'not' && (key === 'ended' || key === 'transferred'))
    return wrong(
      `"${key}" is a name, or false.`,
      key === 'ended' ? 'Write the outcome: ended: completed.' : 'Write the destination.',
    )
  return null
}
