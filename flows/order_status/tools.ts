import { Type } from 'typebox'
import { defineTool } from '../../src/tools/define-tool.ts'
import { ToolError } from '../../src/tools/tool.ts'
import { recordsOf } from '../records.ts'
import { findOrder } from './orders.ts'

const OrderNumber = Type.String({ pattern: '^\\d{8}$' })
const Zip = Type.String({ pattern: '^\\d{5}(-\\d{4})?$' })

interface TextMessage {
  readonly id: string
  readonly to: string
  readonly text: string
}
const outbox = recordsOf<TextMessage>('order-texts')

export const findOrderTool = defineTool({
  name: 'find_order',
  description: 'The order with this number, told only to somebody who knows the ZIP code that it goes to.',
  effect: 'read',
  input: Type.Object({ order_number: OrderNumber, zip: Zip }),
  output: Type.Object({
    item: Type.String(),
    status: Type.Enum(['processing', 'shipped', 'delayed', 'delivered', 'canceled']),
    date: Type.String({ description: 'YYYY-MM-DD, or nothing where the order was canceled' }),
  }),
  errors: ['not_found'],
  handler({ order_number, zip }) {
    const order = findOrder(order_number, zip)
    if (order === undefined) throw new ToolError('not_found', 'No order has this number and this ZIP code.')
    return { item: order.item, status: order.status, date: order.date }
  },
})

export const textTracking = defineTool({
  name: 'text_tracking',
  description: 'Texts the tracking link to the mobile number that the order was placed with.',
  effect: 'write',
  input: Type.Object({ order_number: OrderNumber, zip: Zip }),
  output: Type.Object({ id: Type.String() }),
  errors: ['not_found'],
  async handler({ order_number, zip }, { idempotencyKey }) {
    const order = findOrder(order_number, zip)
    if (order === undefined) throw new ToolError('not_found', 'No order has this number and this ZIP code.')
    const { id } = await outbox.keepOnce(idempotencyKey, () => ({
      id: `T${order.number}`,
      to: order.mobile,
      text: `Your ${order.item} is on its way: https://larkspur.example/track/${order.number}`,
    }))
    return { id }
  },
  /** After a crash: the outbox knows whether the text went out. */
  async reconcile(key) {
    const sent = await outbox.find(key)
    return sent === null ? null : { id: sent.id }
  },
})
