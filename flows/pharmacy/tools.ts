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

export const checkRefills = defineTool({
  name: 'check_refills',
  description:
    'What prescriptions are for, told only to somebody who knows the date of birth, and which of them can be refilled.',
  effect: 'read',
  input: Type.Object({ numbers: Type.Array(Rx, { minItems: 1, maxItems: 5 }), born: Day }),
  output: Type.Object({
    refills: Type.Array(Type.Object({ rx: Rx, drug: Type.String() })),
    none_left: Type.Array(Type.String({ description: 'what the prescription is for' })),
    unknown: Type.Array(Rx),
  }),
  errors: ['not_found'],
  async handler({ numbers, born }) {
    const known = numbers.flatMap((rx) => findPrescription(rx, born) ?? [])
    if (known.length === 0)
      throw new ToolError('not_found', 'No prescription has one of these numbers and this birthday.')
    const left = await Promise.all(known.map(async ({ rx, refillsLeft }) => refillsLeft > (await ordered(rx))))
    return {
      refills: known.filter((_, at) => left[at]).map(({ rx, drug }) => ({ rx, drug })),
      none_left: known.filter((_, at) => !left[at]).map(({ drug }) => drug),
      unknown: numbers.filter((rx) => !known.some((prescription) => prescription.rx === rx)),
    }
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
