import { Type } from 'typebox'
import { defineTool } from '../../src/tools/define-tool.ts'
import { ToolError } from '../../src/tools/tool.ts'
import { recordsOf } from '../records.ts'
import { findParcel, nextRounds, roundSize } from './parcels.ts'

const Reference = Type.String({ pattern: '^[A-Z]{2}\\d{6}$' })
const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'YYYY-MM-DD' })
const Place = Type.Enum(['porch', 'shed', 'neighbour', 'in_person'])

/** What is to become of a parcel; the last instruction is what the depot goes by. */
interface Instruction {
  readonly reference: string
  /** "" where it is kept at the depot. */
  readonly day: string
  readonly place: string
}
const instructions = recordsOf<Instruction>('parcel-instructions')

async function hasRoom(day: string): Promise<boolean> {
  return (await instructions.all()).filter((one) => one.day === day).length < roundSize
}

export const findParcelTool = defineTool({
  name: 'find_parcel',
  description: 'Where a parcel is, and the days on which it can be brought again.',
  effect: 'read',
  input: Type.Object({ reference: Reference, postcode: Type.String() }),
  output: Type.Object({
    state: Type.Enum(['waiting', 'delivered', 'returned']),
    days: Type.Array(Type.Object({ day: Day }), { description: 'at most three; none where all rounds are full' }),
  }),
  errors: ['not_found'],
  async handler({ reference, postcode }) {
    const parcel = findParcel(reference, postcode)
    if (parcel === undefined) throw new ToolError('not_found', 'No parcel has this reference and this postcode.')
    const days: { day: string }[] = []
    for (const day of nextRounds(6)) if (days.length < 3 && (await hasRoom(day))) days.push({ day })
    return { state: parcel.state, days }
  },
})

export const bookRedelivery = defineTool({
  name: 'book_redelivery',
  description: 'Puts a parcel on the round of a day.',
  effect: 'write',
  input: Type.Object({ reference: Reference, day: Day, place: Place }),
  output: Type.Object({ day: Day }),
  errors: ['full'],
  async handler({ reference, day, place }, { idempotencyKey }) {
    const kept = await instructions.keepOnce(idempotencyKey, async () => {
      if (!(await hasRoom(day))) throw new ToolError('full', `The round of ${day} is full.`)
      return { reference, day, place }
    })
    return { day: kept.day }
  },
  async reconcile(key) {
    const kept = await instructions.find(key)
    return kept === null ? null : { day: kept.day }
  },
})

export const keepAtDepot = defineTool({
  name: 'keep_at_depot',
  description: 'Keeps a parcel at the depot until it is collected.',
  effect: 'write',
  input: Type.Object({ reference: Reference }),
  output: Type.Object({}),
  async handler({ reference }, { idempotencyKey }) {
    await instructions.keepOnce(idempotencyKey, () => ({ reference, day: '', place: 'depot' }))
    return {}
  },
  async reconcile(key) {
    return (await instructions.find(key)) === null ? null : {}
  },
})
