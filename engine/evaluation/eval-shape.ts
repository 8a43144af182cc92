import { Ajv2020 } from 'ajv/dist/2020.js'
import type { ValidateFunction } from 'ajv/dist/2020.js'
import schema from '../../schemas/eval.schema.json' with { type: 'json' }
import type { Json } from '../language/json.ts'
import { pathOf, valueAt } from '../language/place-in-data.ts'
import type { Finding } from '../language/rule.ts'
import { describeFault } from '../language/shape-message.ts'

export type EvalFinding = Finding & { readonly code: string }

let compiled: ValidateFunction | undefined

/** What is not of the schema's form, one finding for each place. */
export function shapeOfEval(data: Json): readonly EvalFinding[] {
  compiled ??= new Ajv2020({ allErrors: true, verbose: true, strictTypes: false, allowUnionTypes: true }).compile(
    schema,
  )
  const found = new Map<string, EvalFinding>()
  for (const error of compiled(data) ? [] : (compiled.errors ?? [])) {
    if (error.propertyName !== undefined) continue
    const path = pathOf(error.instancePath, data)
    const described = describeFault(error, path, valueAt(data, path))
    if (described === null) continue
    const { at, ...rest } = described
    const message = rest.message
      .replace('at the head of a flow', 'at the head of an evaluation')
      .replace(/^The flow (has|must)/, 'The evaluation $1')
    if (!found.has(JSON.stringify(at))) found.set(JSON.stringify(at), { ...rest, message, path: at })
  }
  return [...found.values()]
}
