import { describe, expect, it } from 'vitest'
import { isOpen } from '../../../engine/expressions/opening.ts'
import { parseWeek } from '../../../engine/language/week.ts'

const hours = parseWeek({
  'mon-fri': '09:00-17:00',
  fri: '20:00-22:00',
  holidays: { '12-25': 'closed', '2026-12-24': '09:00-12:00', '10-10': '10:00-11:00' },
})

describe('a place', () => {
  it.each([
    ['2026-10-08T09:00', true, 'opens on the minute'],
    ['2026-10-08T17:00', false, 'closes on the minute'],
    ['2026-10-09T21:00', true, 'has several spans a day'],
    ['2026-10-11T12:00', false, 'is closed on other days'],
    ['2026-12-25T12:00', false, 'is closed on a holiday'],
    ['2027-12-25T12:00', false, 'of every year'],
    ['2026-12-24T11:59', true, 'has other times on a holiday'],
    ['2026-12-24T13:00', false, 'and only those'],
    ['2025-12-24T13:00', true, 'in that year alone'],
    ['2026-10-10T10:30', true, 'even where it would be closed'],
  ])('at %s: open is %s; it %s', (at, open) => {
    expect(isOpen(hours, Date.parse(`${at}Z`), 'UTC')).toBe(open)
  })
})
