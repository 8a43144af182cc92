import type { ErrorObject } from 'ajv/dist/2020.js'
import type { Json } from './json.ts'
import { meantKey } from './meant-key.ts'
import { nearest } from './nearest.ts'
import type { Path } from './source.ts'

export type ShapeCode =
  | 'unknown-key'
  | 'missing-key'
  | 'wrong-type'
  | 'wrong-value'
  | 'bad-name'
  | 'two-kinds'
  | 'no-kind'

interface DescribedFault {
  readonly code: ShapeCode
  readonly at: Path
  readonly part: 'key' | 'value'
  readonly message: string
  readonly advice?: string
}

interface SchemaPart {
  readonly pattern?: string
  readonly properties?: Readonly<Record<string, unknown>>
  readonly examples?: readonly Json[]
  readonly description?: string
}

/** An error of ajv in a designer's words; null for those that only sum up others. */
export function describeFault(error: ErrorObject, path: Path, value: Json | undefined): DescribedFault | null {
  const part = (error.parentSchema ?? {}) as SchemaPart
  const label = labelOf(path)
  const example = exampleOf(path, part)
  const wrongValue = (message: string, advice = example): DescribedFault => ({
    code: 'wrong-value',
    at: path,
    part: 'value',
    message,
    ...(advice === undefined ? {} : { advice }),
  })
  const params = error.params as Readonly<Record<string, string>>
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownKey(path, params['additionalProperty'] ?? '', Object.keys(part.properties ?? {}))
    case 'required': {
      const key = params['missingProperty'] ?? ''
      return {
        code: 'missing-key',
        at: [...path, key],
        part: 'key',
        message: `${capital(label)} has no "${key}".`,
        advice: `Add "${key}".`,
      }
    }
    case 'false schema':
      return {
        code: 'unknown-key',
        at: path,
        part: 'key',
        message: `"${path.at(-1) ?? ''}" means nothing here: ${whyNot(path)}.`,
        advice: 'Take it out.',
      }
    case 'type': {
      const quotable = part.pattern === undefined
      return wrongType(path, error.params['type'] as string | readonly string[], value, example, quotable)
    }
    case 'enum': {
      const allowed = (error.params['allowedValues'] as readonly Json[]).map(String)
      const meant = typeof value === 'string' ? nearest(value, allowed) : null
      return wrongValue(
        `${inline(value ?? null)} is not known as ${label}.`,
        meant === null ? `Write one of ${allowed.join(', ')}.` : `Did you mean "${meant}"?`,
      )
    }
    case 'const':
      return wrongValue(`${capital(label)} can only be ${JSON.stringify(error.params['allowedValue'])}.`)
    case 'pattern':
      return wrongValue(
        typeof value === 'string' && value.length <= 40
          ? `"${value}" is not ${expected(path)}.`
          : `This is not ${expected(path)}.`,
      )
    case 'propertyNames':
      return {
        code: 'bad-name',
        at: [...path, params['propertyName'] ?? ''],
        part: 'key',
        message: `"${params['propertyName'] ?? ''}" cannot be ${nameIn(path)}.`,
        advice: nameAdvice(path),
      }
    case 'minLength':
      return wrongValue(`${capital(label)} is empty.`)
    case 'minItems':
    case 'minProperties':
      return wrongValue(`${capital(label)} is empty.`)
    case 'maxLength':
      return wrongValue(`${capital(label)} is too long.`, `At most ${params['limit']} characters.`)
    case 'maxItems':
      return wrongValue(`${capital(label)} is too long.`, `At most ${params['limit']}.`)
    case 'uniqueItems':
      return wrongValue(`${capital(label)} names the same thing twice.`, 'Leave one of them out.')
    case 'minimum':
    case 'maximum':
      return wrongValue(
        `${capital(label)} must be ${error.keyword === 'minimum' ? 'at least' : 'at most'} ${params['limit']}.`,
      )
    case 'maxProperties':
      if (path.includes('next') || path.includes('branch'))
        return wrongValue(
          'A way with "else" has no condition and no "to".',
          'Write { else: state }, or { when: "…", to: state }.',
        )
      return wrongValue(`${capital(label)} says the same thing in two ways.`, 'Write "text" or "variants", not both.')
    case 'not':
      if (path[0] === 'states' && path.length === 2) return null
      return wrongValue('An attempt says something or repeats the question, not both.', 'Leave out "say" or "repeat".')
    default:
      return null
  }
}

function unknownKey(path: Path, key: string, known: readonly string[]): DescribedFault {
  const at = [...path, key]
  const meant = meantKey(key, known)
  const message = `There is no "${key}" ${where(path)}.`
  const advice =
    meant === null
      ? known.length === 0 || known.length > 24
        ? 'Take it out.'
        : `Known here: ${known.join(', ')}.`
      : `Did you mean "${meant}"?`
  return { code: 'unknown-key', at, part: 'key', message, advice }
}

function wrongType(
  path: Path,
  wanted: string | readonly string[],
  value: Json | undefined,
  example: string | undefined,
  quotable: boolean,
): DescribedFault {
  const types = (typeof wanted === 'string' ? [wanted] : wanted).filter((type) => type !== 'null')
  const words = types.map((type) => typeWords[type] ?? type)
  const list = words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`
  const at = { code: 'wrong-type', at: path, part: 'value' } as const
  if (value === null) {
    return {
      ...at,
      part: 'key',
      message: `${capital(labelOf(path))} is empty: it must be ${list}.`,
      ...(example === undefined ? {} : { advice: example }),
    }
  }
  const message = `${capital(labelOf(path))} must be ${list}, and this is ${kindWords(value)}.`
  const quotes = quotable && types.includes('string') && (typeof value === 'number' || typeof value === 'boolean')
  const advice = quotes ? `Put it in quotes: "${String(value)}".` : example
  return { ...at, message, ...(advice === undefined ? {} : { advice }) }
}

const typeWords: Readonly<Record<string, string>> = {
  string: 'text',
  array: 'a list',
  object: 'a map of keys',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
}

function kindWords(value: Json | undefined): string {
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a map of keys'
  return typeof value === 'string' ? 'text' : typeof value === 'number' ? 'a number' : 'true or false'
}

function labelOf(path: Path): string {
  const key = path.at(-1)
  if (key === undefined) return 'the flow'
  if (typeof key === 'number') return `item ${key + 1} of "${String(path.at(-2) ?? 'the list')}"`
  if (path.length === 2 && path[0] === 'states') return `the state "${key}"`
  if (path.length === 2 && path[0] === 'slots') return `the slot "${key}"`
  return `"${key}"`
}

function where(path: Path): string {
  const key = path.at(-1)
  if (path.length === 0) return 'at the head of a flow'
  if (path.length === 2 && path[0] === 'states') return `in a state like "${String(key)}"`
  return `in ${labelOf(path)}`
}

function expected(path: Path): string {
  const key = String(path.at(-1))
  if (/^(after|every|timeout|budget|ring|endpoint|between|noinput_after|silence_limit)$/.test(key))
    return 'a length of time'
  if (path[0] === 'hours') return 'a span of hours'
  if (key === 'earliest' || key === 'latest') return 'a time of day'
  if (key === 'language') return 'a language tag'
  if (key === 'region') return 'a country code'
  if (key === 'key') return 'a key of the telephone'
  return `a name (letters, digits and _)`
}

function nameIn(path: Path): string {
  if (path[0] === 'hours' && path.length === 2) return 'a day or a span of days'
  if (path.at(-1) === 'set') return 'assigned to'
  return 'a name'
}

function nameAdvice(path: Path): string {
  if (path[0] === 'hours' && path.length === 2) return 'Write mon, mon-thu or daily.'
  if (path.at(-1) === 'set') return 'Write slots.name, or a name of your own.'
  return 'Names are letters, digits and _, and do not begin with a digit.'
}

/** Why a key that exists is of no use in this slot. */
function whyNot(path: Path): string {
  const uses: Readonly<Record<string, string>> = {
    min: 'it is for integer, number and money',
    max: 'it is for integer, number and money',
    length: 'it is for digits and spelled',
    min_length: 'it is for digits and spelled',
    max_length: 'it is for digits and spelled',
    check: 'it is for digits',
    range: 'it is for date and datetime',
    earliest: 'it is for time and datetime',
    latest: 'it is for time and datetime',
    region: 'it is for phone and postcode',
    options: 'it is for a choice, and not beside "from"',
    from: 'it is for choice',
    label: 'it is for choice',
  }
  return uses[String(path.at(-1))] ?? 'this slot is of another type'
}

function exampleOf(path: Path, part: SchemaPart): string | undefined {
  const example = part.examples?.[0]
  if (example === undefined) return undefined
  const key = path.at(-1)
  return `For example: ${typeof key === 'string' ? `${key}: ` : ''}${inline(example)}`
}

/** JSON as a designer would write it in YAML. */
function inline(value: Json): string {
  if (typeof value === 'string') return /^[A-Za-z0-9][\w .-]*$/.test(value) ? value : JSON.stringify(value)
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(inline).join(', ')}]`
  if (typeof value === 'object' && value !== null) {
    return `{ ${Object.entries(value)
      .map(([key, item]) => `${key}: ${inline(item)}`)
      .join(', ')} }`
  }
  return String(value)
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
