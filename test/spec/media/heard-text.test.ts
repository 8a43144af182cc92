import { describe, expect, it } from 'vitest'
import { heardText } from '../../../engine/hearing/heard-text.ts'

const text = 'You are booked for Tuesday, at ten.'

describe('what was heard of a text', () => {
  it.each([
    [0, ''],
    [0.05, ''],
    [0.1, 'You'],
    [0.21, 'You are'],
    [0.5, 'You are booked'],
    [0.76, 'You are booked for Tuesday'],
    [0.87, 'You are booked for Tuesday, at'],
    [0.99, 'You are booked for Tuesday, at ten'],
    [1, text],
    [1.2, text],
  ])('%s of it', (fraction, heard) => {
    expect(heardText(text, 'en-GB', fraction * 3000, 3000)).toBe(heard)
  })

  it('ends at a word in languages without spaces', () => {
    const heard = heardText('火曜日の十時に予約しました。', 'ja', 500, 1000)
    expect(heard.length).toBeGreaterThan(0)
    expect('火曜日の十時に予約しました。'.startsWith(heard)).toBe(true)
    expect(['火曜日', '火曜日の', '火曜日の十', '火曜日の十時', '火曜日の十時に']).toContain(heard)
  })

  it('does not mind a language that nobody knows, or a text that is empty', () => {
    expect(heardText(text, 'not a language', 1500, 3000)).toBe('You are booked')
    expect(heardText('', 'en', 100, 0)).toBe('')
  })
})
