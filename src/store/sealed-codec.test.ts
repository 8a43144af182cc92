import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { k1, k2 } from '../../test/contract/sealing.ts'
import { plainCodec } from './record-codec.ts'
import { createSealedCodec } from './sealed-codec.ts'

const codec = createSealedCodec([k1])
const corrupt = expect.objectContaining({ name: 'StoreError', code: 'corrupt' })

test('opens whatever it has sealed, byte for byte, and seals nothing twice alike', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string({ unit: 'grapheme' }), (callId, about, text) => {
      const sealed = codec.seal(callId, about, text)
      expect(codec.open(callId, about, sealed)).toBe(text)
      expect(codec.seal(callId, about, text)).not.toBe(sealed)
    }),
  )
})

describe('does not open', () => {
  const sealed = codec.seal('c1', 'event 1', 'the words of a caller')

  test.each([
    ['a text of another call', 'c2', 'event 1', sealed],
    ['a text from another place in its call', 'c1', 'event 2', sealed],
    ['a text that was cut', 'c1', 'event 1', sealed.slice(0, -8)],
    ['a text of which little is left', 'c1', 'event 1', 'sealed1.k1.AAAA'],
    ['a text without a key', 'c1', 'event 1', 'sealed1.'],
    ['a text under a key that is not there', 'c1', 'event 1', sealed.replace('.k1.', '.k9.')],
    ['a text under a key whose name is no name', 'c1', 'event 1', 'sealed1.<Zoë>.AAAA'],
  ])('%s, and says so without a word of it', (_, callId, about, text) => {
    expect(() => codec.open(callId, about, text)).toThrow(corrupt)
    expect(() => codec.open(callId, about, text)).not.toThrow(/words of a caller|Zoë/)
  })

  test('a text of which any byte was changed', () => {
    const [mark, id, data = ''] = sealed.split('.')
    const bytes = Buffer.from(data, 'base64')
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(() => codec.open('c1', 'event 1', `${mark}.${id}.${changed.toString('base64')}`)).toThrow(corrupt)
    }
  })

  test('anything without a key, naming the variable that brings it', () => {
    expect(() => plainCodec.open('c1', 'event 1', sealed)).toThrow(/CALLCHART_KEYS/)
  })
})

test('opens a file that it has sealed, and no other one', () => {
  const bytes = Uint8Array.from({ length: 5000 }, (_, i) => i % 256)
  const sealed = codec.sealBytes('c1', 'recording c1-r1', bytes)
  expect(Buffer.from(sealed).includes(Buffer.from(bytes.subarray(0, 16)))).toBe(false)
  expect(new Uint8Array(codec.openBytes('c1', 'recording c1-r1', sealed))).toEqual(bytes)
  expect(codec.openBytes('c1', 'recording c1-r1', bytes)).toEqual(bytes)
  expect(() => codec.openBytes('c1', 'recording c1-r2', sealed)).toThrow(corrupt)
  expect(() => plainCodec.openBytes('c1', 'recording c1-r1', sealed)).toThrow(corrupt)
})

test('knows a caller by a keyed hash, by the old key too, and differently under every key', () => {
  const [tag] = codec.callerTags('+441632960001')
  expect(tag).toMatch(/^[0-9a-f]{32}$/)
  expect(codec.callerTags('+441632960002')[0]).not.toBe(tag)
  const rotated = createSealedCodec([k2, k1]).callerTags('+441632960001')
  // The last is of the time before there was a key.
  expect(rotated).toEqual([expect.not.stringMatching(tag), tag, ...plainCodec.callerTags('+441632960001')])
})
