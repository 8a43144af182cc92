import { expect, it } from 'vitest'
import { isOver, readFields, readRing, readTransfer } from '../../../src/server/twilio-fields.ts'

it.each([
  ['+447700900123', '+447700900123'],
  ['sip:ann@example.com', 'sip:ann@example.com'],
  ['anonymous', ''],
  ['Restricted', ''],
  ['+266696687', ''],
  ['+86282452253', ''],
  ['', ''],
])('reads a caller who shows %j as %j', (From, from) => {
  expect(readRing({ CallSid: 'CA1', From, To: '+442079460000' })).toEqual({
    lineId: 'CA1',
    from,
    to: '+442079460000',
    direction: 'inbound',
  })
})

it('reads the direction, and no ring without a CallSid', () => {
  expect(readRing({ CallSid: 'CA1', Direction: 'outbound-api' })).toMatchObject({ direction: 'outbound' })
  expect(readRing({ From: '+447700900123' })).toBeNull()
})

it('reads any body as fields', () => {
  expect({ ...readFields({ A: '1', B: ['2', '3'], C: 4, D: [] }) }).toEqual({ A: '1', B: '2' })
  for (const body of [null, undefined, 'A=1', 7]) expect({ ...readFields(body) }).toEqual({})
})

it.each([
  [{ DialCallStatus: 'completed' }, 'completed'],
  [{ DialCallStatus: 'completed', DialBridged: 'true' }, 'completed'],
  [{ DialCallStatus: 'completed', DialBridged: 'false' }, 'declined'],
  [{ DialCallStatus: 'busy' }, 'busy'],
  [{ DialCallStatus: 'no-answer' }, 'noanswer'],
  [{ DialCallStatus: 'failed' }, 'failed'],
  [{ DialCallStatus: 'canceled' }, 'failed'],
  [{}, 'failed'],
])('reads the result of a transfer %j as %s', (fields, outcome) => {
  expect(readTransfer(fields)).toBe(outcome)
})

it('knows which statuses end a call', () => {
  const statuses = ['queued', 'ringing', 'in-progress', 'completed', 'busy', 'failed', 'no-answer', 'canceled', '']
  expect(statuses.filter(isOver)).toEqual(['completed', 'busy', 'failed', 'no-answer', 'canceled'])
})
