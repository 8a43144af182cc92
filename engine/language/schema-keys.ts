import schema from '../../schemas/flow.schema.json' with { type: 'json' }

interface Properties {
  readonly properties: Readonly<Record<string, unknown>>
}

const kinds = [
  'greeting',
  'say',
  'gather',
  'confirm',
  'decide',
  'tool',
  'branch',
  'assign',
  'run',
  'goto_flow',
  'wait',
  'transfer',
  'record',
  'end',
] as const

/** The keys that the schema knows, by where they may stand. */
export const headsOfFlows: ReadonlySet<string> = new Set(Object.keys(schema.properties))
export const optionsOfSlots: ReadonlySet<string> = new Set(Object.keys(schema.$defs.slot.properties))
/** Of all kinds of states together, the kinds' own keys among them. */
export const optionsOfStates: ReadonlySet<string> = new Set(
  kinds.flatMap((kind) => Object.keys((schema.$defs[kind] as Properties).properties)),
)
