import { Ajv2020 } from 'ajv/dist/2020.js'
import type { ErrorObject } from 'ajv/dist/2020.js'
import schema from '../../../schemas/config.schema.json' with { type: 'json' }
import type { CallchartConfig } from '../../define-config.ts'
import { didYouMean } from '../../../engine/language/nearest.ts'

/** Something wrong in a configuration. */
export interface ConfigProblem {
  /** Where, as it would be written: `numbers["+442079460000"].flow`; empty for the whole. */
  readonly where: string
  /** What is wrong and how to mend it, a sentence or two. */
  readonly message: string
}

/** What is wrong with a configuration by itself, all at once. Whether its flows exist is checked with the flows. */
export function checkConfig(value: unknown): readonly ConfigProblem[] {
  const validate = new Ajv2020({ allErrors: true, verbose: true, allowUnionTypes: true }).compile(schema)
  if (validate(value)) return zoneProblems(value as CallchartConfig)
  return (validate.errors ?? [])
    .filter(({ keyword, propertyName }) => keyword !== 'if' && propertyName === undefined)
    .map((error) => ({ where: placeOf(error.instancePath), message: describe(error) }))
}

/** What a schema cannot say: whether there is such a time zone. */
function zoneProblems({ outbound }: CallchartConfig): readonly ConfigProblem[] {
  return Object.entries(outbound?.to ?? {}).flatMap(([prefix, zone]) => {
    if (typeof zone !== 'string' || isZone(zone)) return []
    const message = `There is no time zone "${zone}". Write an IANA name, such as "Europe/London", or true for the flow's.`
    return [{ where: `outbound.to["${prefix}"]`, message }]
  })
}

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

function placeOf(pointer: string): string {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((key, index) => (/^[A-Za-z_]\w*$/.test(key) ? `${index === 0 ? '' : '.'}${key}` : `[${JSON.stringify(key)}]`))
    .join('')
}

function describe(error: ErrorObject): string {
  const { description = '', examples } = (error.parentSchema ?? {}) as { description?: string; examples?: unknown[] }
  const example = examples?.[0] === undefined ? '' : ` For example: ${JSON.stringify(examples[0])}.`
  const params = error.params as Readonly<Record<string, unknown>>
  switch (error.keyword) {
    case 'additionalProperties': {
      const key = String(params['additionalProperty'])
      const known = Object.keys(((error.parentSchema ?? {}) as { properties?: object }).properties ?? {})
      return `There is no "${key}". ${didYouMean(key, known) ?? `Known here: ${known.join(', ')}.`}`
    }
    case 'required':
      return `"${String(params['missingProperty'])}" is missing.${example}`
    case 'propertyNames':
      return `${JSON.stringify(params['propertyName'])} cannot stand here. ${description}${example}`
    case 'type':
      return `This must be ${[params['type']].flat().join(' or ')}. ${description}${example}`
    default:
      return `${JSON.stringify(error.data)} cannot stand here. ${description}${example}`
  }
}
