import { setTimeout as sleep } from 'node:timers/promises'
import { Type } from 'typebox'
import { defineTool } from '../../src/tools/define-tool.ts'
import { ToolError } from '../../src/tools/tool.ts'
import { bookOnce, nearestFree, visits } from './diary.ts'

/** How slow the practice's system is, in milliseconds: `DIARY_LATENCY_MS`, 0 unless set. */
const latencyMs = Number(process.env['DIARY_LATENCY_MS'] ?? 0)

const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'YYYY-MM-DD' })
const Time = Type.String({ pattern: '^\\d{2}:\\d{2}$', description: 'HH:MM' })

export const freeChairs = defineTool({
  name: 'free_chairs',
  description: 'The free time of a day that is nearest to the one asked for.',
  effect: 'read',
  input: Type.Object({ day: Day, at: Time }),
  output: Type.Object({ offer: Type.String({ description: 'HH:MM, or nothing where the day is full' }) }),
  async handler({ day, at }, { signal }) {
    await sleep(latencyMs, undefined, { signal })
    return { offer: await nearestFree(day, at) }
  },
})

export const bookVisit = defineTool({
  name: 'book_visit',
  description: 'Books a check-up.',
  effect: 'write',
  input: Type.Object({ day: Day, at: Time, caller: Type.String() }),
  output: Type.Object({ reference: Type.String() }),
  errors: ['taken'],
  async handler({ day, at, caller }, { idempotencyKey, signal }) {
    await sleep(latencyMs, undefined, { signal })
    const visit = await bookOnce(idempotencyKey, day, at, caller)
    if (visit === null) throw new ToolError('taken', `The chair is taken on ${day} at ${at}.`)
    return { reference: visit.reference }
  },
  /** After a crash: the diary knows whether the visit was written. */
  async reconcile(key) {
    const visit = (await visits()).find((one) => one.key === key)
    return visit === undefined ? null : { reference: visit.reference }
  },
})
