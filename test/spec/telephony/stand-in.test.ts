import { expect, it } from 'vitest'
import { createPlayout } from '../../stand-ins/playout.ts'
import { parseTwiml } from '../../stand-ins/twiml-document.ts'
import { readServerMessage } from '../../stand-ins/twilio-violation.ts'

function playout() {
  const marks: string[] = []
  return { marks, playout: createPlayout((name) => void marks.push(name)) }
}

it('gives a mark back when the audio before it has been played, not when it has been sent', () => {
  const { marks, playout: buffer } = playout()
  buffer.audio(new Uint8Array(320).fill(1))
  buffer.mark('a')
  buffer.audio(new Uint8Array(160).fill(2))
  buffer.mark('b')
  const heard = [buffer.next()[0], buffer.next()[0]]
  expect([...heard, marks.length]).toEqual([1, 1, 0])
  expect(buffer.next()[0]).toBe(2)
  expect(marks).toEqual(['a'])
  expect(buffer.next()[0]).toBe(0xff)
  expect(marks).toEqual(['a', 'b'])
})

it('gives every mark back at a clear, and at once where nothing is buffered', () => {
  const { marks, playout: buffer } = playout()
  buffer.mark('now')
  expect(marks).toEqual(['now'])
  buffer.audio(new Uint8Array(8000).fill(1))
  buffer.mark('a')
  buffer.mark('b')
  buffer.next()
  buffer.clear()
  expect(marks).toEqual(['now', 'a', 'b'])
  expect(buffer.next()[0]).toBe(0xff)
  expect(buffer.bufferedMs).toBe(0)
})

it.each([
  ['{"event":"media","streamSid":"MZ1","media":{"payload":"/w=="}}', { event: 'media' }],
  ['{"event":"mark","streamSid":"MZ1","mark":{"name":"a"}}', { event: 'mark', name: 'a' }],
  ['{"event":"clear","streamSid":"MZ1"}', { event: 'clear' }],
  ['{"event":"clear","streamSid":"MZ2"}', { code: 31951 }],
  ['{"event":"clear","streamSid":"MZ1","why":1}', { code: 31951 }],
  ['{"event":"media","streamSid":"MZ1","media":{"payload":"/w==","track":"outbound"}}', { code: 31951 }],
  ['{"event":"media","streamSid":"MZ1","media":{"payload":"not base64"}}', { code: 31951 }],
  ['{"event":"hello","streamSid":"MZ1"}', { code: 31951 }],
  ['{', { code: 31951 }],
])('judges %s as Twilio does', (text, verdict) => {
  expect(readServerMessage(text, 'MZ1')).toMatchObject(verdict)
})

it.each([
  '',
  '<Response>',
  '<Response></Say>',
  '<Other/>',
  '<Response/><Response/>',
  '<Response a=1/>',
  '<Response>&<',
])('refuses %j, which is no TwiML', (xml) => {
  expect(() => parseTwiml(xml)).toThrow('TwiML')
})
