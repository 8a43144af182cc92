import { describe, expect, test } from 'vitest'
import { keysIn, pressed } from '../../../src/media/dtmf.ts'
import { detectDigits } from '../../stand-ins/digit-detector.ts'

describe('keys as tones', () => {
  test.each(['1', '0123456789', '*#', 'ABCD', '1122', '12ww3#'])('"%s" are read as they were pressed', (keys) => {
    expect(detectDigits(pressed(keys))).toBe(keys.replaceAll('w', ''))
  })

  test('last 100 ms each and 100 ms between them, and half a second for a w', () => {
    expect(pressed('12w').length).toBe((200 + 200 + 500) * 8)
  })

  test('are what is a key in a text, and nothing else', () => {
    expect(keysIn('+44 (0)20 7946-0000, w#')).toBe('4402079460000w#')
  })

  test('are within the levels that receivers take, and never at full scale', () => {
    // 0x80 and 0x00 are mu-law's loudest.
    expect(pressed('159D').some((byte) => byte === 0x80 || byte === 0x00)).toBe(false)
  })
})
