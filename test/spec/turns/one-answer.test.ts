import { describe, expect, test } from 'vitest'
import { isOneAnswer } from '../../../engine/hearing/one-answer.ts'
import { understand } from '../../../engine/hearing/understand.ts'
import type { Slot, SlotType } from '../../../engine/language/slot.ts'
import type { Listen } from '../../../engine/machine/effect.ts'

const moment = { nowMs: Date.parse('2026-10-08T12:00:00Z'), timezone: 'Europe/London' }

function oneAnswer(type: SlotType | null, first: string, second: string, gapMs = 400): boolean {
  const slots: Slot[] = type === null ? [] : [{ name: 'it', type, region: 'GB', reject: [] }]
  const bargein = { mode: 'speech', minWords: 1, minMs: 0, ignore: [], always: [] } as const
  const options = type === null ? { tap: { means: 'a leak', examples: ['the tap leaks'] } } : {}
  const listen: Listen = { type: 'listen', state: 'ask', language: 'en-GB', slots, options, bargein, earlier: {} }
  const read = (text: string) => understand([{ text, confidence: 1 }], listen, moment)
  return isOneAnswer({ gapMs, first: read(first), second: read(second), together: read(`${first} ${second}`) })
}

describe('a caller was cut off', () => {
  test.each<[SlotType, string, string]>([
    ['time', 'seven', 'p m'],
    ['integer', 'twenty', 'four'],
    ['name', 'katie', 'marshall'],
    ['date', 'the fourth of may nineteen', 'ninety'],
    ['phone', 'oh seven four', 'double oh'],
    ['email', 'john dot smith', 'at gmail dot com'],
  ])('who was asked for a %s: "%s", then "%s"', (type, first, second) => {
    expect(oneAnswer(type, first, second)).toBe(true)
  })

  test('who goes on in free text before anything can have been answered', () => {
    expect(oneAnswer(null, 'there is water', 'under the sink')).toBe(true)
    expect(oneAnswer(null, 'there is water', 'under the sink', 900)).toBe(false)
  })
})

describe('a caller was not cut off', () => {
  test.each<[SlotType, string, string]>([
    ['time', 'seven p m', 'thanks'],
    ['boolean', 'yes', 'please'],
    ['time', 'seven', 'thank you'],
    ['integer', 'four', ''],
  ])('who was asked for a %s: "%s", then "%s"', (type, first, second) => {
    expect(oneAnswer(type, first, second)).toBe(false)
  })

  test('who speaks again only later', () => {
    expect(oneAnswer('time', 'seven', 'p m', 1501)).toBe(false)
  })
})
