import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, it, vi } from 'vitest'
import { diaryFile, visits } from '../../../flows/dentist/diary.ts'
import { bookVisit, freeChairs } from '../../../flows/dentist/tools.ts'
import { bookings } from '../../../flows/restaurant/tables.ts'
import { availability, book } from '../../../flows/restaurant/tools.ts'
import { testTool } from '../../../src/tools/test-tool.ts'

/** The handlers of two example agents, tried as `testTool` tries anybody's. */
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'callchart-handlers-'))
  vi.stubEnv('CALLCHART_DATA', folder)
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true })
})

describe('the handlers of the dentist', () => {
  const input = { day: '2026-10-09', at: '10:00', caller: '+441632960123' }
  const before = (): Promise<void> => rm(diaryFile(), { force: true })
  it('find a chair', { timeout: 60_000 }, async () => {
    await testTool(freeChairs, {
      examples: [{ input: { day: input.day, at: input.at }, output: { offer: '10:00' }, before }],
    })
  })
  it('book a visit once for its key', { timeout: 60_000 }, async () => {
    const taken = async (): Promise<void> => {
      await before()
      await bookVisit.handler(input, context('another call'))
    }
    await testTool(bookVisit, {
      examples: [{ input, before }],
      failures: [{ error: 'taken', input, before: taken }],
      effects: async () => (await visits()).length,
    })
  })
})

describe('the handlers of the restaurant', () => {
  const input = { at: '2026-10-09T19:00:00+01:00', guests: 4, mobile: '+447700900123' }
  const before = (): Promise<void> => rm(join(folder, 'restaurant-bookings'), { recursive: true, force: true })
  it('find a time', { timeout: 60_000 }, async () => {
    const output = { times: [{ at: input.at }] }
    await testTool(availability, { examples: [{ input: { guests: 4, at: input.at }, output, before }] })
  })
  it('book a table once for its key', { timeout: 60_000 }, async () => {
    const full = async (): Promise<void> => {
      await before()
      for (const key of ['a', 'b']) await book.handler({ ...input, guests: 20 }, context(key))
    }
    await testTool(book, {
      examples: [{ input, before }],
      failures: [{ error: 'conflict', input, before: full }],
      effects: async () => (await bookings.all()).length,
    })
  })
})

function context(idempotencyKey: string): Parameters<typeof book.handler>[1] {
  const log = { info() {}, warn() {} }
  return { callId: 'c', idempotencyKey, attempt: 1, signal: new AbortController().signal, fetch, log }
}
