import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findAccountTool, takePayment } from '../../../flows/bill_payment/tools.ts'
import { findOrderTool, textTracking } from '../../../flows/order_status/tools.ts'
import { checkPolicy, openClaim, sendRecovery } from '../../../flows/insurance_claim/tools.ts'
import { checkRefills, orderRefills } from '../../../flows/pharmacy/tools.ts'
import { leaveCallback, pageOnCall } from '../../../flows/plumber/tools.ts'
import { recordsOf } from '../../../flows/records.ts'
import { bookRedelivery, findParcelTool } from '../../../flows/redelivery/tools.ts'
import { moveAppointment, otherTimes } from '../../../flows/reminder/tools.ts'
import { availability, book } from '../../../flows/restaurant/tools.ts'
import type { ToolContext } from '../../../src/tools/tool.ts'

let folder = ''
const before = process.env['CALLCHART_DATA']

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'callchart-examples-'))
  process.env['CALLCHART_DATA'] = folder
})

afterEach(async () => {
  if (before === undefined) delete process.env['CALLCHART_DATA']
  else process.env['CALLCHART_DATA'] = before
  await rm(folder, { recursive: true, force: true })
})

function withKey(idempotencyKey: string): ToolContext {
  return {
    callId: 'c1',
    idempotencyKey,
    fetch: globalThis.fetch,
    attempt: 1,
    signal: new AbortController().signal,
    log: { info() {}, warn() {} },
  }
}

const payment = {
  account: '8804127730',
  amount: 20,
  card: '4111111111111111',
  expiry: '1299',
  security_code: '123',
}

describe('records of the examples', () => {
  test('of many writes with one key, one is kept and all are told of it', async () => {
    const records = recordsOf<{ readonly n: number }>('things')
    const told = await Promise.all(Array.from({ length: 8 }, (_, n) => records.keepOnce('a', () => ({ n }))))
    expect(new Set(told.map(({ n }) => n)).size).toBe(1)
    expect(await records.all()).toEqual([told[0]])
  })

  test('a write that fails keeps nothing, and leaves no half a record behind', async () => {
    const records = recordsOf<number>('things')
    await expect(records.keepOnce('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await records.find('a')).toBeNull()
    await records.keepOnce('b', () => 1)
    expect(await readdir(join(folder, 'things'))).toHaveLength(1)
  })
})

describe('bill_payment', () => {
  test('a card is charged once for its key, and what is owed goes down by it', async () => {
    const first = await takePayment.handler(payment, withKey('k1'))
    const again = await takePayment.handler(payment, withKey('k1'))
    expect(again).toEqual(first)
    const account = { account: '8804127730', postcode: 'tr12he' }
    expect(await findAccountTool.handler(account, withKey('r'))).toEqual({ owed: 44.2 })
  })

  test('only the last four digits of a card are written anywhere', async () => {
    await takePayment.handler(payment, withKey('k1'))
    const files = await readdir(folder, { recursive: true, withFileTypes: true })
    const texts = await Promise.all(
      files.filter((file) => file.isFile()).map((file) => readFile(join(file.parentPath, file.name), 'utf8')),
    )
    expect(texts).toHaveLength(1)
    expect(texts.join()).toContain('"1111"')
    expect(texts.join()).not.toContain('11111')
    expect(texts.join()).not.toContain('1299')
  })

  test.each([
    { card: '4000000000000002', code: 'declined' },
    { security_code: '000', code: 'declined' },
    { expiry: '0120', code: 'expired' },
  ])('a card that the bank refuses is $code, and nothing was paid', async ({ code, ...card }) => {
    await expect(takePayment.handler({ ...payment, ...card }, withKey('k1'))).rejects.toMatchObject({ code })
    expect(await takePayment.reconcile?.('k1', payment, withKey('k1'))).toBeNull()
  })

  test('after a crash, a payment that was made is known by its key', async () => {
    const made = await takePayment.handler(payment, withKey('k1'))
    expect(await takePayment.reconcile?.('k1', payment, withKey('k1'))).toEqual(made)
  })
})

test('an order is not told to somebody with the wrong ZIP code', () => {
  expect(() => findOrderTool.handler({ order_number: '40215578', zip: '94110' }, withKey('r'))).toThrow('ZIP')
})

test('a link is texted once for its key', async () => {
  const order = { order_number: '40215578', zip: '60614' }
  await textTracking.handler(order, withKey('k1'))
  await textTracking.handler(order, withKey('k1'))
  expect(await recordsOf('order-texts').all()).toHaveLength(1)
  expect(await textTracking.reconcile?.('k1', order, withKey('k1'))).toEqual({ id: 'T40215578' })
})

test('a round that is full is not offered any more, and not booked', async () => {
  const parcel = { reference: 'HP384512', postcode: 'LS4 4RH' }
  const { days } = await findParcelTool.handler(parcel, withKey('r'))
  const day = days[0]?.day ?? ''
  for (const key of ['k1', 'k2'])
    await bookRedelivery.handler({ reference: parcel.reference, day, place: 'shed' }, withKey(key))
  await expect(
    bookRedelivery.handler({ reference: 'HP384520', day, place: 'porch' }, withKey('k3')),
  ).rejects.toMatchObject({ code: 'full' })
  const later = await findParcelTool.handler(parcel, withKey('r'))
  expect(later.days.map((one) => one.day)).not.toContain(day)
})

test('no plumber is paged for a place where no van goes', async () => {
  const job = { kind: 'burst', zip: '90210', phone: '+14105550177', water_off: true } as const
  await expect(pageOnCall.handler(job, withKey('k1'))).rejects.toMatchObject({ code: 'out_of_area' })
  const paged = await pageOnCall.handler({ ...job, zip: '21230' }, withKey('k2'))
  expect(await pageOnCall.reconcile?.('k2', job, withKey('k2'))).toEqual(paged)
  expect(await leaveCallback.reconcile?.('k9', { phone: job.phone }, withKey('k9'))).toBeNull()
})

test('an appointment is not moved to a time that somebody else has taken meanwhile', async () => {
  const { times } = await otherTimes.handler({ appointment: 'A1' }, withKey('r'))
  const at = times[0]?.at ?? ''
  await moveAppointment.handler({ appointment: 'A1', at }, withKey('k1'))
  await expect(moveAppointment.handler({ appointment: 'A2', at }, withKey('k2'))).rejects.toMatchObject({
    code: 'taken',
  })
})

test('a refill that was ordered is not left to be ordered again', async () => {
  const metformin = { numbers: ['6120455'], born: '1962-05-09' }
  const refills = [{ rx: '6120455', drug: 'metformin' }]
  expect(await checkRefills.handler(metformin, withKey('r'))).toEqual({ refills, none_left: [], unknown: [] })
  const order = { born: metformin.born, refills, pickup: '2026-10-09' }
  await orderRefills.handler(order, withKey('k1'))
  await orderRefills.handler(order, withKey('k1'))
  expect(await checkRefills.handler({ ...metformin, numbers: ['6120455', '9999999'] }, withKey('r'))).toEqual({
    refills: [],
    none_left: ['metformin'],
    unknown: ['9999999'],
  })
  await expect(checkRefills.handler({ ...metformin, numbers: ['9999999'] }, withKey('r'))).rejects.toMatchObject({
    code: 'not_found',
  })
})

test('one thing that happened is one claim, and the second truck takes longer', async () => {
  const happened = '2026-10-07T15:00:00+01:00'
  const claim = { policy: 'FM204417', happened, plate: 'YK21ABC', place: 'Leeds', damages: [] }
  expect(() => checkPolicy.handler({ policy: 'FM198305', born: '1990-09-12', happened }, withKey('r'))).toThrow('ended')
  await openClaim.handler({ ...claim, kind: 'collision' }, withKey('k1'))
  await expect(openClaim.handler({ ...claim, kind: 'theft' }, withKey('k2'))).rejects.toMatchObject({
    code: 'already_open',
  })
  const first = await sendRecovery.handler({ plate: 'YK21ABC', place: 'Leeds' }, withKey('k3'))
  const second = await sendRecovery.handler({ plate: 'YK22DEF', place: 'York' }, withKey('k4'))
  expect(second.minutes).toBeGreaterThan(first.minutes)
})

test('a restaurant that is full offers times around it, by its own clock', async () => {
  const at = '2026-10-09T19:00:00+01:00'
  expect(await availability.handler({ guests: 4, at }, withKey('r'))).toEqual({ times: [{ at }] })
  for (const key of ['k1', 'k2'])
    await book.handler({ at: '2026-10-09T17:30:00+01:00', guests: 20, mobile: '' }, withKey(key))
  const { times } = await availability.handler({ guests: 4, at }, withKey('r'))
  expect(times.map((time) => time.at)).toEqual([
    '2026-10-09T19:30:00+01:00',
    '2026-10-09T20:00:00+01:00',
    '2026-10-09T20:30:00+01:00',
  ])
  await expect(book.handler({ at, guests: 4, mobile: '' }, withKey('k3'))).rejects.toMatchObject({ code: 'conflict' })
})
