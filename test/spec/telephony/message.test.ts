import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { readMessage } from '../../../src/telephony/twilio/message.ts'

const text = (value: unknown) => JSON.stringify(value)

it.each<[string, unknown, unknown]>([
  ['connected', { event: 'connected', protocol: 'Call', version: '1.0.0' }, { event: 'connected' }],
  [
    'start',
    {
      event: 'start',
      sequenceNumber: '1',
      streamSid: 'MZ1',
      start: {
        accountSid: 'AC1',
        streamSid: 'MZ1',
        callSid: 'CA1',
        tracks: ['inbound'],
        mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
        customParameters: { token: 't' },
      },
    },
    { event: 'start', streamSid: 'MZ1', callSid: 'CA1', accountSid: 'AC1', isMuLaw: true, parameters: { token: 't' } },
  ],
  [
    "a SIP bridge's start, with its format in text and no account",
    {
      event: 'start',
      start: {
        streamSid: 'MZ1',
        callSid: 'CA1',
        accountSid: '',
        tracks: ['inbound', 'outbound'],
        mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: '8000', channels: '1' },
        customParameters: { token: 't', depth: 3 },
      },
    },
    { event: 'start', streamSid: 'MZ1', callSid: 'CA1', accountSid: '', isMuLaw: true, parameters: { token: 't' } },
  ],
  [
    'media',
    {
      event: 'media',
      sequenceNumber: '4',
      streamSid: 'MZ1',
      media: { track: 'inbound', chunk: '2', timestamp: '120', payload: '//8=' },
    },
    { event: 'media', streamSid: 'MZ1', track: 'inbound', payload: '//8=', timestamp: 120, sequence: 4 },
  ],
  [
    'media with numbers that are none',
    { event: 'media', sequenceNumber: 'four', streamSid: 'MZ1', media: { timestamp: '-1', payload: '' } },
    { event: 'media', streamSid: 'MZ1', track: 'inbound', payload: '', timestamp: null, sequence: null },
  ],
  [
    'dtmf',
    { event: 'dtmf', streamSid: 'MZ1', sequenceNumber: '5', dtmf: { track: 'inbound_track', digit: '#' } },
    { event: 'dtmf', streamSid: 'MZ1', digit: '#' },
  ],
  ['mark', { event: 'mark', streamSid: 'MZ1', mark: { name: 'u1' } }, { event: 'mark', streamSid: 'MZ1', name: 'u1' }],
  ['stop', { event: 'stop', streamSid: 'MZ1', stop: { callSid: 'CA1' } }, { event: 'stop', streamSid: 'MZ1' }],
  ['an event of tomorrow', { event: 'video', streamSid: 'MZ1' }, { fault: 'unknown_event' }],
  ['no event', {}, { fault: 'bad_shape' }],
  ['a list', [], { fault: 'bad_shape' }],
  ['null', null, { fault: 'bad_shape' }],
  ['a start without a call', { event: 'start', streamSid: 'MZ1', start: {} }, { fault: 'bad_shape' }],
  [
    'a start whose ids are too long',
    { event: 'start', streamSid: 'M'.repeat(129), start: { callSid: 'CA1' } },
    { fault: 'bad_shape' },
  ],
  ['media without audio', { event: 'media', streamSid: 'MZ1', media: {} }, { fault: 'bad_shape' }],
  ['two digits', { event: 'dtmf', streamSid: 'MZ1', dtmf: { digit: '12' } }, { fault: 'bad_shape' }],
  ['a mark without a name', { event: 'mark', streamSid: 'MZ1', mark: {} }, { fault: 'bad_shape' }],
])('reads %s', (_, message, read) => {
  expect(readMessage(text(message))).toEqual(read)
})

it('names audio that is not ours to read', () => {
  const start = (mediaFormat: unknown) =>
    readMessage(text({ event: 'start', streamSid: 'MZ1', start: { callSid: 'CA1', mediaFormat } }))
  expect(start(undefined)).toMatchObject({ isMuLaw: true })
  for (const format of [{ encoding: 'audio/l16' }, { sampleRate: 16_000 }, { channels: 2 }, 'mulaw', null]) {
    expect(start(format)).toMatchObject({ isMuLaw: false })
  }
})

it('keeps parameters apart from what objects inherit', () => {
  const raw =
    '{"event":"start","streamSid":"M","start":{"callSid":"C","customParameters":{"__proto__":"x","constructor":"y"}}}'
  const message = readMessage(raw)
  if ('fault' in message || message.event !== 'start') throw new Error('not read')
  expect(Object.getPrototypeOf(message.parameters)).toBe(null)
  expect(message.parameters['toString']).toBeUndefined()
})

it('is total: any text is a message or a fault', () => {
  const kinds = fc.constantFrom('connected', 'start', 'media', 'dtmf', 'mark', 'stop', 'other')
  const near = fc.record(
    {
      event: kinds,
      streamSid: fc.oneof(fc.string(), fc.jsonValue()),
      start: fc.jsonValue(),
      media: fc.oneof(fc.record({ payload: fc.jsonValue(), track: fc.jsonValue() }), fc.jsonValue()),
      dtmf: fc.oneof(fc.record({ digit: fc.jsonValue() }), fc.jsonValue()),
      mark: fc.jsonValue(),
      sequenceNumber: fc.jsonValue(),
    },
    { requiredKeys: ['event'] },
  )
  const anything = fc.oneof(
    fc.string(),
    fc.json(),
    near.map(text),
    near.map((one) => text(one).slice(0, -1)),
  )
  fc.assert(
    fc.property(anything, (input) => {
      const read = readMessage(input)
      expect('fault' in read || 'event' in read).toBe(true)
    }),
    { numRuns: 2000 },
  )
})
