import { Type } from 'typebox'
import { defineTool } from '../../src/tools/define-tool.ts'
import { ToolError } from '../../src/tools/tool.ts'
import { recordsOf } from '../records.ts'
import { findPrescription } from './prescriptions.ts'

const Rx = Type.String({ pattern: '^\\d{7}$' })
const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'YYYY-MM-DD' })

interface Order {
  readonly number: string
  readonly refills: readonly string[]
  readonly pickup: string
}
const orders = recordsOf<Order>('refill-orders')

/** Refills of a prescription that were ordered and use up what is left of it. */
async function ordered(rx: string): Promise<number> {
  return (await orders.all()).filter((order) => order.refills.includes(rx)).length
}

export const checkRefill = defineTool({
  name: 'check_refill',
  description:
    'What a prescription is for, told only to somebody who knows the date of birth, and whether it can be refilled.',
  effect: 'read',
  input: Type.Object({ rx: Rx, born: Day }),
  output: Type.Object({ drug: Type.String() }),
  errors: ['not_found', 'none_left'],
  async handler({ rx, born }) {
    const prescription = findPrescription(rx, born)
    if (prescription === undefined) throw new ToolError('not_found', 'No prescription has this number and birthday.')
    if (prescription.refillsLeft <= (await ordered(rx))) throw new ToolError('none_left', 'It has no refills left.')
    return { drug: prescription.drug }
  },
})

export const orderRefills = defineTool({
  name: 'order_refills',
  description: 'Orders refills, to be picked up together.',
  effect: 'write',
  input: Type.Object({
    born: Day,
    refills: Type.Array(Type.Object({ rx: Rx, drug: Type.String() }), { minItems: 1, maxItems: 5 }),
    pickup: Type.String({ description: 'ISO 8601 with an offset' }),
  }),
  output: Type.Object({ order: Type.String() }),
  async handler({ refills, pickup }, { idempotencyKey }) {
    const { number } = await orders.keepOnce(idempotencyKey, async () => ({
      number: `R${300 + (await orders.all()).length}`,
      refills: refills.map(({ rx }) => rx),
      pickup,
    }))
    return { order: number }
  },
  async reconcile(key) {
    const order = await orders.find(key)
    return order === null ? null : { order: order.number }
  },
})
