import { Ajv2020 } from 'ajv/dist/2020.js'
import type { Flow } from '../language/flow.ts'
import type { Json, JsonObject } from '../language/json.ts'
import { didYouMean, nearest } from '../language/nearest.ts'
import { asObject, asText } from '../language/reading.ts'
import type { Path } from '../language/source.ts'
import type { Manifest } from '../language/world.ts'
import { commonErrors } from '../language/world.ts'
import type { TestFinding } from './test-shape.ts'

/** Whether a tool can answer as its stub says: one answer, a known error, a result of the tool's shape, with what the flow reads. */
export function* answersFindings(
  tool: string,
  answers: Json,
  path: Path,
  flow: Flow,
  manifest: Manifest | undefined,
): Iterable<TestFinding> {
  if (!Array.isArray(answers)) {
    yield* stubFindings(tool, asObject(answers), path, flow, manifest)
    return
  }
  for (const [index, answer] of (answers as readonly Json[]).entries())
    yield* stubFindings(tool, asObject(answer), [...path, index], flow, manifest)
}

function* stubFindings(
  tool: string,
  { returns, fails, times_out: timesOut }: JsonObject,
  path: Path,
  flow: Flow,
  manifest: Manifest | undefined,
): Iterable<TestFinding> {
  const said = Object.entries({ returns, fails, times_out: timesOut }).flatMap(([key, value]) =>
    value === undefined ? [] : [key],
  )
  const second = said[1]
  if (second !== undefined) {
    const message = `A tool either returns, fails, or times out; this does two of them: ${said.join(' and ')}.`
    yield { code: 'two-answers', path: [...path, second], part: 'key', message, advice: 'Leave one of them out.' }
  }
  const known = manifest?.[tool]
  const code = asText(fails)
  if (code !== undefined && known?.errors !== undefined) {
    const codes = [...known.errors, ...commonErrors]
    if (!codes.includes(code)) {
      const advice = didYouMean(code, codes) ?? `It fails with ${codes.join(', ')}.`
      yield {
        code: 'unknown-error',
        path: [...path, 'fails'],
        message: `The tool "${tool}" never fails as "${code}".`,
        advice,
      }
    }
  }
  if (code !== undefined || timesOut !== undefined) return
  if (known?.output !== undefined) {
    const why = refusal(known.output, returns ?? {})
    if (why !== null)
      yield {
        code: 'stub-shape',
        path: [...path, 'returns'],
        part: 'key',
        message: `The tool "${tool}" cannot return this: ${why}.`,
      }
    return
  }
  const given = asObject(returns)
  for (const field of fieldsRead(tool, flow)) {
    if (field in given) continue
    const unread = Object.keys(given).filter((key) => !fieldsRead(tool, flow).includes(key))
    const meant = nearest(field, unread)
    yield {
      code: 'stub-shape',
      path: [...path, 'returns'],
      part: 'key',
      message: `The flow reads "result.${field}" of "${tool}", and this stub does not return it.`,
      advice: meant === null ? `Add it: returns: { ${field}: … }.` : `Write "${field}" for "${meant}".`,
    }
  }
}

/** The fields of a tool's result that the flow saves, without a guard. */
function fieldsRead(tool: string, flow: Flow): readonly string[] {
  const sources = Object.values(flow.states).flatMap((state) =>
    state.kind === 'tool' && state.tool === tool ? Object.values(state.save).map(({ cel }) => cel) : [],
  )
  const fields = sources
    .filter((cel) => !/\b(has|filled|or)\(/.test(cel))
    .flatMap((cel) => [...cel.matchAll(/\bresult\.([A-Za-z_]\w*)/g)].map(([, field]) => field ?? ''))
  return [...new Set(fields)]
}

/** Why a value is not of a schema, or null; a schema that cannot be used refuses nothing. */
function refusal(schema: Json, value: Json): string | null {
  try {
    const ajv = new Ajv2020({ strict: false, validateFormats: false, logger: false })
    const validate = ajv.compile(asObject(schema))
    if (validate(value)) return null
    const { instancePath = '', message = 'it is refused' } = validate.errors?.[0] ?? {}
    return `${instancePath === '' ? 'it' : instancePath.slice(1).replaceAll('/', '.')} ${message}`
  } catch {
    return null
  }
}
