import { eventSchemas } from '../../../src/store/read-event.ts'
import { snapshotSchema } from '../../../src/store/read-snapshot.ts'
import type { CallEvent } from '../../../engine/machine/event.ts'
import type { Snapshot } from '../../../engine/machine/snapshot.ts'

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>
  readonly patternProperties?: Readonly<Record<string, Schema>>
  readonly anyOf?: readonly Schema[]
  readonly items?: Schema | readonly Schema[]
  readonly const?: unknown
}

/**
 * The fields of a snapshot that the store's schema knows nothing of, by their paths: it reads them all the same, since a
 * later release may have added them; but what this one writes is described.
 */
export function undescribedIn(snapshot: Snapshot): readonly string[] {
  return [...unknownTo(snapshotSchema as Schema, snapshot, '')]
}

/** The same of an entry of the log. */
export function undescribedInEvent(event: CallEvent): readonly string[] {
  return [...unknownTo(eventSchemas[event.type] as Schema, event, event.type)]
}

/** As the flow has them: schemas/flow.schema.json describes those. */
const slotsOfFlow = 'context.awaiting.fills.slots'

function* unknownTo(schema: Schema, value: unknown, at: string): Generator<string> {
  if (typeof value !== 'object' || value === null || at === slotsOfFlow) return
  if (schema.anyOf !== undefined) {
    const one = schema.anyOf.find((each) => fits(each, value))
    if (one === undefined) yield `${at} (${String((value as { type?: unknown }).type)})`
    else yield* unknownTo(one, value, at)
    return
  }
  if (Array.isArray(value)) {
    // A list of anything, or a pair of numbers.
    if (schema.items === undefined || Array.isArray(schema.items)) return
    for (const item of value) yield* unknownTo(schema.items as Schema, item, `${at}[]`)
    return
  }
  const { properties = {}, patternProperties } = schema
  // Values of slots, results of tools: whatever the flow and its tools make.
  if (Object.keys(properties).length === 0 && patternProperties === undefined) return
  for (const [name, field] of Object.entries(value)) {
    const known = Object.hasOwn(properties, name) ? properties[name] : Object.values(patternProperties ?? {})[0]
    const path = at === '' ? name : `${at}.${name}`
    if (known === undefined) yield path
    else yield* unknownTo(known, field, path)
  }
}

/** Which of several a value is: by the literals of its fields, or by its kind. */
function fits({ properties, items }: Schema, value: object): boolean {
  if (Array.isArray(value)) return items !== undefined
  return (
    properties !== undefined &&
    Object.entries(properties).every(
      ([name, field]) => field.const === undefined || (value as Record<string, unknown>)[name] === field.const,
    )
  )
}
