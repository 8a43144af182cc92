import { Ajv2020 } from 'ajv/dist/2020.js'
import type { Json } from './json.ts'
import { didYouMean } from './nearest.ts'
import { asObject, asTexts } from './reading.ts'
import type { Finding, RuleContext } from './rule.ts'
import { misfit } from './schema-fit.ts'
import type { Path } from './source.ts'
import type { State } from './state.ts'
import type { Value } from './value.ts'
import { typeOfValue } from './value-type.ts'

/** A place in a flow where a tool is given something. */
export interface ToolGiven {
  readonly tool: string
  readonly with: Readonly<Record<string, Value>>
  /** Where `with` stands, or would. */
  readonly path: Path
  readonly state: State | null
}

/** Compares what a tool is given with its input schema: what is missing, what is too much, what is of another type. */
export function* inputFindings(given: ToolGiven, schema: Json, context: RuleContext): Iterable<Finding> {
  const { properties: listed, required, additionalProperties } = asObject(schema)
  const properties = asObject(listed)
  const { path, tool } = given
  for (const name of asTexts(required)) {
    if (!(name in given.with))
      yield {
        path,
        part: 'key',
        message: `The tool "${tool}" wants "${name}".`,
        advice: `Add it: with: { ${name}: … }.`,
      }
  }
  for (const [name, value] of Object.entries(given.with)) {
    const wanted = properties[name]
    if (wanted !== undefined) {
      const message = valueFault(value, wanted, name, given, context)
      if (message !== null) yield { path: [...path, name], message }
    } else if (additionalProperties === undefined || additionalProperties === false) {
      const known = Object.keys(properties)
      const advice =
        didYouMean(name, known) ?? (known.length === 0 ? 'It takes no input.' : `It takes ${known.join(', ')}.`)
      yield { path: [...path, name], part: 'key', message: `The tool "${tool}" takes no "${name}".`, advice }
    }
  }
}

function valueFault(
  value: Value,
  schema: Json,
  name: string,
  { tool, state }: ToolGiven,
  context: RuleContext,
): string | null {
  if ('literal' in value) {
    const why = refusal(schema, value.literal)
    return why === null ? null : `The tool "${tool}" does not take this as "${name}": it ${why}.`
  }
  const found = misfit(typeOfValue(value, state, context), schema)
  if (found === null) return null
  const where = found.at === '' ? name : `${name}${found.at.startsWith('[') ? '' : '.'}${found.at}`
  return `The tool "${tool}" ${found.wants} as "${where}"${found.gets === undefined ? '' : `, and ${found.gets}`}.`
}

/** Why a value is not of a schema, or null; a schema that cannot be used refuses nothing. */
function refusal(schema: Json, value: Json): string | null {
  try {
    const ajv = new Ajv2020({ strict: false, validateFormats: false, logger: false })
    const validate = ajv.compile(asObject(schema))
    return validate(value) ? null : (validate.errors?.[0]?.message ?? 'is refused')
  } catch {
    return null
  }
}
