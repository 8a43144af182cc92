import { Ajv2020 } from 'ajv/dist/2020.js'
import { familyOf, nameOf } from '../expressions/typing.ts'
import type { ToolState } from './state.ts'
import type { Value } from './value.ts'
import { typeOfSchema, typingOf } from './flow-typing.ts'
import type { Json } from './json.ts'
import { didYouMean } from './nearest.ts'
import { asObject, asTexts } from './reading.ts'
import type { Finding, RuleContext } from './rule.ts'

/** Compares a state's `with` with the tool's input schema: what is missing, what is too much, what is of another type. */
export function* inputFindings(state: ToolState, schema: Json, context: RuleContext): Iterable<Finding> {
  const { properties: listed, required, additionalProperties } = asObject(schema)
  const properties = asObject(listed)
  const path = ['states', state.name, 'with']
  for (const name of asTexts(required)) {
    if (!(name in state.with))
      yield {
        path,
        part: 'key',
        message: `The tool "${state.tool}" wants "${name}".`,
        advice: `Add it: with: { ${name}: … }.`,
      }
  }
  for (const [name, value] of Object.entries(state.with)) {
    const wanted = properties[name]
    if (wanted !== undefined) yield* valueFindings(value, wanted, [...path, name], name, state, context)
    else if (additionalProperties === undefined || additionalProperties === false) {
      const known = Object.keys(properties)
      const advice =
        didYouMean(name, known) ?? (known.length === 0 ? 'It takes no input.' : `It takes ${known.join(', ')}.`)
      yield { path: [...path, name], part: 'key', message: `The tool "${state.tool}" takes no "${name}".`, advice }
    }
  }
}

function* valueFindings(
  value: Value,
  schema: Json,
  path: readonly (string | number)[],
  name: string,
  state: ToolState,
  context: RuleContext,
): Iterable<Finding> {
  if ('literal' in value) {
    const why = refusal(schema, value.literal)
    if (why !== null) yield { path, message: `The tool "${state.tool}" does not take this as "${name}": it ${why}.` }
    return
  }
  if (!('expression' in value)) return
  const type = typingOf(context).check(value.expression, state).type
  const wanted = typeOfSchema(schema)
  const given = familyOf(type)
  if (given === 'any' || familyOf(wanted) === 'any' || given === familyOf(wanted)) return
  yield { path, message: `The tool "${state.tool}" wants ${nameOf(wanted)} as "${name}", and this is ${nameOf(type)}.` }
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
