import { Type } from 'typebox'
import { defineTool } from '../../src/tools/define-tool.ts'
import { ToolError } from '../../src/tools/tool.ts'
import { answers, freeTimes } from './appointments.ts'

const Appointment = Type.String({ minLength: 1 })
const Moment = Type.String({ description: 'ISO 8601 with an offset' })

export const answerReminder = defineTool({
  name: 'answer_reminder',
  description: 'Notes that a patient comes, or does not.',
  effect: 'write',
  input: Type.Object({ appointment: Appointment, status: Type.Enum(['confirmed', 'cancelled']) }),
  output: Type.Object({}),
  async handler({ appointment, status }, { idempotencyKey }) {
    await answers.keepOnce(idempotencyKey, () => ({ appointment, status, at: '' }))
    return {}
  },
  async reconcile(key) {
    return (await answers.find(key)) === null ? null : {}
  },
})

export const otherTimes = defineTool({
  name: 'other_times',
  description: 'Up to three free times for an appointment.',
  effect: 'read',
  input: Type.Object({ appointment: Appointment }),
  output: Type.Object({ times: Type.Array(Type.Object({ at: Moment })) }),
  async handler() {
    return { times: (await freeTimes(3)).map((at) => ({ at })) }
  },
})

export const moveAppointment = defineTool({
  name: 'move_appointment',
  description: 'Moves an appointment to a time that was free.',
  effect: 'write',
  input: Type.Object({ appointment: Appointment, at: Moment }),
  output: Type.Object({ at: Moment }),
  errors: ['taken'],
  async handler({ appointment, at }, { idempotencyKey }) {
    const moved = await answers.keepOnce(idempotencyKey, async () => {
      if ((await answers.all()).some((answer) => answer.at === at)) throw new ToolError('taken', 'That time is taken.')
      return { appointment, status: 'moved' as const, at }
    })
    return { at: moved.at }
  },
  async reconcile(key) {
    const moved = await answers.find(key)
    return moved === null ? null : { at: moved.at }
  },
})
