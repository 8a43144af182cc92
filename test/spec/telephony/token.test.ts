import { expect, it } from 'vitest'
import { admit } from '../../../src/telephony/twilio/admission.ts'
import type { Start } from '../../../src/telephony/twilio/message.ts'
import { checkToken, parameterLimit, signToken, tokenKeys } from '../../../src/telephony/twilio/token.ts'

const keys = tokenKeys(['auth-token'])
const claim = { callId: 'call-1', lineId: 'CA1', accountSid: 'AC1', flow: 'book_table' }
const token = signToken(keys, claim, 2000)

it('vouches for exactly one call, line, account and flow, until it expires', () => {
  expect(checkToken(keys, claim, token, 1999)).toBe('valid')
  expect(checkToken(keys, claim, token, 2000)).toBe('expired')
  for (const field of ['callId', 'lineId', 'accountSid', 'flow'] as const) {
    expect(checkToken(keys, { ...claim, [field]: 'other' }, token, 0)).toBe('invalid')
  }
})

it('does not let a part of one field pass into the next', () => {
  const shifted = { ...claim, callId: 'call-1","CA1', lineId: '' }
  expect(checkToken(keys, shifted, token, 0)).toBe('invalid')
})

it.each(['', '.', '2000.', '2000.short', token.slice(1), `${token}=`, `9${token}`, 'x'.repeat(10_000)])(
  'refuses %.60s without throwing',
  (text) => {
    expect(checkToken(keys, claim, text, 0)).toBe('invalid')
  },
)

it('is verified with either key while auth tokens are rotated, and with neither afterwards', () => {
  const both = tokenKeys(['new-token', 'auth-token'])
  expect(checkToken(both, claim, token, 0)).toBe('valid')
  expect(checkToken(keys, claim, signToken(both, claim, 2000), 0)).toBe('invalid')
  expect(checkToken(tokenKeys(['new-token']), claim, token, 0)).toBe('invalid')
})

it("fits a parameter of Twilio's", () => {
  expect('token'.length + signToken(keys, claim, Date.UTC(2100, 0)).length).toBeLessThan(parameterLimit)
})

const start: Start = {
  event: 'start',
  streamSid: 'MZ1',
  callSid: 'CA1',
  accountSid: 'AC1',
  isMuLaw: true,
  parameters: { callId: 'call-1', flow: 'book_table', token },
}
const options = { keys, accountSid: 'AC1', acceptBlankAccount: false, now: () => 0 }

it('admits the stream of the call that rang', () => {
  expect(admit(options, start)).toEqual({ callId: 'call-1', flow: 'book_table' })
})

it('takes a blank account for ours only where upgrades are not signed', () => {
  const bridge = { ...start, accountSid: '' }
  expect(admit(options, bridge)).toEqual({ refused: 'bad_token' })
  expect(admit({ ...options, acceptBlankAccount: true }, bridge)).toEqual({ callId: 'call-1', flow: 'book_table' })
  expect(admit({ ...options, acceptBlankAccount: true }, { ...start, accountSid: 'AC2' })).toEqual({
    refused: 'bad_token',
  })
})

it('says when a token is too old', () => {
  expect(admit({ ...options, now: () => 3000 }, start)).toEqual({ refused: 'expired_token' })
})
