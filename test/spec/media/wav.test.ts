import { describe, expect, it } from 'vitest'
import { readWav, writeWav } from '../../../src/media/wav.ts'

describe('a WAV file', () => {
  it('is read back as it was written', () => {
    const channels = [Int16Array.of(1, -2, 32_767), Int16Array.of(-32_768, 0, 5)]
    expect(readWav(writeWav(channels, 16_000))).toEqual({ rateHz: 16_000, channels })
  })

  it('may have other chunks before its audio, and may have been cut off', () => {
    const plain = writeWav([Int16Array.of(7, 8, 9)], 8000)
    const list = Uint8Array.of(0x4c, 0x49, 0x53, 0x54, 3, 0, 0, 0, 1, 2, 3, 0)
    const withList = Uint8Array.from([...plain.subarray(0, 36), ...list, ...plain.subarray(36)])
    expect(readWav(withList).channels[0]).toEqual(Int16Array.of(7, 8, 9))
    expect(readWav(plain.subarray(0, plain.length - 3)).channels[0]).toEqual(Int16Array.of(7))
  })

  it.each([
    ['text', new TextEncoder().encode('this is no recording at all'), 'This is not a WAV file.'],
    ['nothing', new Uint8Array(), 'This is not a WAV file.'],
    [
      '8-bit audio',
      writeWav([Int16Array.of(1)], 8000).fill(8, 34, 35),
      'This WAV file is neither linear 16-bit nor mu-law.',
    ],
    ['a header only', writeWav([Int16Array.of(1)], 8000).subarray(0, 36), 'This WAV file has no audio in it.'],
  ])('says what is wrong with %s', (_, bytes, message) => {
    expect(() => readWav(bytes)).toThrow(message)
  })
})
