import { expect, it } from 'vitest'
import {
  askAgain,
  connectStream,
  hangUp,
  nothing,
  transfer,
  wayOut,
  whisper,
} from '../../../src/telephony/twilio/twiml.ts'
import { parseTwiml } from '../../stand-ins/twiml-document.ts'

const publicUrl = 'https://voice.example.com'
const xml = (body: string) => `<?xml version="1.0" encoding="UTF-8"?><Response>${body}</Response>`

it('connects the stream with what it must bring, and asks for more when it ends', () => {
  expect(connectStream({ publicUrl, callId: 'c1', flow: 'book', token: 't' })).toBe(
    xml(
      '<Connect action="https://voice.example.com/twilio/stream-ended" method="POST">' +
        '<Stream url="wss://voice.example.com/twilio/media" statusCallback="https://voice.example.com/twilio/stream-status" statusCallbackMethod="POST">' +
        '<Parameter name="callId" value="c1"/><Parameter name="flow" value="book"/><Parameter name="token" value="t"/>' +
        '</Stream></Connect><Redirect method="POST">https://voice.example.com/twilio/resume</Redirect>',
    ),
  )
})

it('refuses a name that does not fit a parameter', () => {
  expect(() => connectStream({ publicUrl, callId: 'c1', flow: 'f'.repeat(500), token: 't' })).toThrow(RangeError)
})

it('speaks the way out, whatever characters are in it, and then rings somebody or hangs up', () => {
  const text = 'Sorry & "bye" <now>\u0000\u0007\uD800'
  const spoken = parseTwiml(wayOut({ text, language: 'en-GB', number: null }))
  expect(spoken.children.map(({ name }) => name)).toEqual(['Say', 'Hangup'])
  expect(spoken.children[0]?.text).toBe('Sorry & "bye" <now>  \uFFFD')
  const ringing = wayOut({ text: 'One moment.', language: 'en-GB', number: '+442079460000' })
  expect(ringing).toBe(
    xml(
      '<Say language="en-GB">One moment.</Say><Dial answerOnBridge="true" timeout="30">+442079460000</Dial><Hangup/>',
    ),
  )
})

it.each([
  [20_000, '20'],
  [1, '5'],
  [3_600_000, '600'],
])('rings for %d ms within the bounds of Twilio', (ringMs, timeout) => {
  const dial = parseTwiml(transfer({ publicUrl, number: '+442079460000', ringMs, screened: false })).children[0]
  expect(dial?.attributes).toMatchObject({
    timeout,
    answerOnBridge: 'true',
    action: `${publicUrl}/twilio/transfer-result`,
  })
  expect(dial?.children).toMatchObject([{ name: 'Number', attributes: {}, text: '+442079460000' }])
})

it('whispers to who answers a warm transfer, on a phone or at a SIP address', () => {
  for (const number of ['+442079460000', 'sip:desk@example.com']) {
    const noun = parseTwiml(transfer({ publicUrl, number, ringMs: 20_000, screened: true })).children[0]?.children[0]
    expect(noun).toMatchObject({
      name: number.startsWith('sip') ? 'Sip' : 'Number',
      attributes: { url: `${publicUrl}/twilio/whisper`, method: 'POST' },
      text: number,
    })
  }
  const screen = parseTwiml(whisper({ publicUrl, brief: 'A table for four.', language: 'en-GB' }))
  // Without a key it falls through to the hang-up: voicemail takes no call.
  expect(screen.children.map(({ name }) => name)).toEqual(['Gather', 'Hangup'])
  expect(screen.children[0]?.children.map(({ text }) => text)).toEqual([
    'A table for four.',
    'Press 1 to take the call.',
  ])
})

it('hangs up, does nothing, or asks again', () => {
  expect(hangUp()).toBe(xml('<Hangup/>'))
  expect(parseTwiml(nothing()).children).toEqual([])
  expect(askAgain(`${publicUrl}/twilio/resume`)).toBe(
    xml('<Pause length="1"/><Redirect method="POST">https://voice.example.com/twilio/resume</Redirect>'),
  )
})
