import twilio from 'twilio'
import { expect, it } from 'vitest'
import { isSignedUpgrade, isSignedWebhook } from '../../../src/telephony/twilio/signature.ts'

const signing = { authTokens: ['first', 'second'], publicUrl: 'https://voice.example.com/phone' }
const sign = (token: string, url: string, params: Record<string, unknown> = {}) =>
  twilio.getExpectedTwilioSignature(token, url, params)

it("reads Twilio's own published example", () => {
  // From Twilio's page on validating requests.
  const params = {
    CallSid: 'CA1234567890ABCDE',
    Caller: '+14158675309',
    Digits: '1234',
    From: '+14158675309',
    To: '+18005551212',
  }
  const published = { authTokens: ['12345'], publicUrl: 'https://mycompany.com' }
  expect(isSignedWebhook(published, 'RSOYDt4T1cUTdK1PDd93/VVr8B8=', '/myapp.php?foo=1&bar=2', params)).toBe(true)
})

it.each([
  ['the first token', sign('first', 'https://voice.example.com/phone/twilio/voice', { A: '1' }), true],
  ['the second token', sign('second', 'https://voice.example.com/phone/twilio/voice', { A: '1' }), true],
  ['the port written out', sign('first', 'https://voice.example.com:443/phone/twilio/voice', { A: '1' }), true],
  ['a slash at the end', sign('first', 'https://voice.example.com/phone/twilio/voice/', { A: '1' }), true],
  ['another token', sign('third', 'https://voice.example.com/phone/twilio/voice', { A: '1' }), false],
  ['another host', sign('first', 'https://evil.example.com/phone/twilio/voice', { A: '1' }), false],
  ['other fields', sign('first', 'https://voice.example.com/phone/twilio/voice', { A: '2' }), false],
  ['nothing', undefined, false],
  ['no text', '', false],
])('judges a webhook signed with %s', (_, signature, valid) => {
  expect(isSignedWebhook(signing, signature, '/twilio/voice', { A: '1' })).toBe(valid)
})

it('signs a field that was sent twice as Twilio does', () => {
  const params = { A: ['2', '1'] }
  const signature = sign('first', 'https://voice.example.com/phone/twilio/voice', params)
  expect(isSignedWebhook(signing, signature, '/twilio/voice', params)).toBe(true)
})

const stream = 'wss://voice.example.com/phone/twilio/media'
it.each([
  ['as it is', stream, '/twilio/media', true],
  ['with a slash at the end', `${stream}/`, '/twilio/media', true],
  ['asked with a slash, signed without', stream, '/twilio/media/', true],
  ['with its port', 'wss://voice.example.com:443/phone/twilio/media', '/twilio/media', true],
  ['with a query', `${stream}?a=1`, '/twilio/media?a=1', true],
  ['with a fragment, which is never sent on', stream, '/twilio/media#there', true],
  ['as https', stream.replace('wss', 'https'), '/twilio/media', false],
  ['for another path', `${stream}2`, '/twilio/media', false],
])('judges an upgrade signed %s', (_, signedFor, path, valid) => {
  expect(isSignedUpgrade(signing, sign('second', signedFor), path)).toBe(valid)
})

it.each(['//', 'http://evil/', '/%', '/\u0000', '?'])('refuses %j without throwing', (path) => {
  expect(isSignedWebhook(signing, 'x', path, {})).toBe(false)
  expect(isSignedUpgrade({ authTokens: ['a'], publicUrl: 'not an address' }, 'x', path)).toBe(false)
})
