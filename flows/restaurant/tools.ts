import { Type } from 'typebox'
import { defineTool } from '../../src/tools/define-tool.ts'
import { ToolError } from '../../src/tools/tool.ts'
import { bookings, freeTimes, hasRoom } from './tables.ts'

const Guests = Type.Integer({ minimum: 1, maximum: 20 })
const Moment = Type.String({ description: 'ISO 8601 with an offset' })

export const availability = defineTool({
  name: 'availability',
  description: 'The time that was asked for where it is free, else up to three free times near it.',
  effect: 'read',
  input: Type.Object({ guests: Guests, at: Moment }),
  output: Type.Object({ times: Type.Array(Type.Object({ at: Moment })) }),
  async handler({ guests, at }) {
    return { times: (await freeTimes(guests, at)).map((time) => ({ at: time })) }
  },
})

export const book = defineTool({
  name: 'book',
  description: 'Books a table.',
  effect: 'write',
  input: Type.Object({ at: Moment, guests: Guests, mobile: Type.String() }),
  output: Type.Object({ id: Type.String() }),
  errors: ['conflict'],
  async handler({ at, guests, mobile }, { idempotencyKey }) {
    const { id } = await bookings.keepOnce(idempotencyKey, async () => {
      if (!(await hasRoom(guests, at))) throw new ToolError('conflict', 'That time has filled up.')
      return { id: `B${1 + (await bookings.all()).length}`, at, guests, mobile }
    })
    return { id }
  },
  async reconcile(key) {
    const booking = await bookings.find(key)
    return booking === null ? null : { id: booking.id }
  },
})
