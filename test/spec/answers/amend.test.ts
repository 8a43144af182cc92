import { describe, expect, test } from 'vitest'
import { heard } from './asked.ts'

const friday = '2026-10-09T19:00:00+01:00'

describe('what puts a day and a time right keeps what it leaves out', () => {
  test.each([
    ['en-GB', 'no at eight', '2026-10-09T20:00'],
    ['en-GB', 'sorry saturday', '2026-10-10T19:00'],
    ['en-GB', 'no half past', '2026-10-09T19:30'],
    ['en-GB', 'quarter to', '2026-10-09T18:45'],
    ['en-GB', 'an hour later', '2026-10-09T20:00'],
    ['en-GB', 'half an hour earlier', '2026-10-09T18:30'],
    ['en-GB', 'the friday after', '2026-10-16T19:00'],
    ['en-GB', 'the friday after that at eight', '2026-10-16T20:00'],
    ['en-GB', 'the following friday', '2026-10-16T19:00'],
    ['en-GB', 'a week later', '2026-10-16T19:00'],
    ['en-GB', 'the day before', '2026-10-08T19:00'],
    ['en-GB', 'no the 25th', '2026-10-25T19:00'],
    ['en-GB', 'the day after tomorrow', '2026-10-10T19:00'],
    ['en-US', 'no at eight', '2026-10-09T20:00'],
    ['de', 'nein um acht', '2026-10-09T20:00'],
    ['de', 'nein samstag', '2026-10-10T19:00'],
    ['de', 'eine stunde später', '2026-10-09T20:00'],
    ['de', 'der freitag danach', '2026-10-16T19:00'],
    ['de', 'eine woche später', '2026-10-16T19:00'],
    ['de', 'viertel nach', '2026-10-09T19:15'],
    ['es', 'no a las ocho', '2026-10-09T20:00'],
    ['es', 'no el sábado', '2026-10-10T19:00'],
    ['es', 'y media', '2026-10-09T19:30'],
    ['es', 'una hora más tarde', '2026-10-09T20:00'],
    ['es', 'el viernes siguiente', '2026-10-16T19:00'],
    ['es', 'una semana después', '2026-10-16T19:00'],
    ['fr', 'non à huit heures', '2026-10-09T20:00'],
    ['fr', 'non samedi', '2026-10-10T19:00'],
    ['fr', 'et demie', '2026-10-09T19:30'],
    ['fr', 'une heure plus tard', '2026-10-09T20:00'],
    ['fr', "le vendredi d'après", '2026-10-16T19:00'],
    ['fr', 'une semaine plus tard', '2026-10-16T19:00'],
    ['pl', 'nie o ósmej', '2026-10-09T20:00'],
    ['pl', 'nie w sobotę', '2026-10-10T19:00'],
    ['pl', 'godzinę później', '2026-10-09T20:00'],
    ['pl', 'tydzień później', '2026-10-16T19:00'],
    ['pl', 'dzień wcześniej', '2026-10-08T19:00'],
  ])('%s: "%s"', (language, said, at) => {
    const { value } = heard('datetime', said, { language, stands: friday })
    expect(JSON.stringify(value).slice(1, 17)).toBe(at)
  })

  test.each(['no five people', 'no', 'yes please', 'the number is wrong'])('"%s" puts nothing of it right', (said) => {
    expect(heard('datetime', said, { stands: friday }).value).toBe(null)
  })
})

test.each([
  ['date', 'no the 25th', '2026-12-09', '2026-12-25'],
  ['date', 'in november', '2026-12-09', '2026-11-09'],
  ['date', 'the day after', '2026-12-09', '2026-12-10'],
  ['time', 'half past', '19:00', '19:30'],
  ['time', 'no eight', '19:00', '20:00'],
  ['time', 'no eight in the morning', '19:00', '08:00'],
] as const)('%s: "%s" puts %s right', (type, said, stands, value) => {
  expect(heard(type, said, { stands }).value).toBe(value)
})

test.each([
  ['no 1979', '1979-12-09'],
  ['no the 10th', '1978-12-10'],
  ['no november', '1978-11-09'],
])('a date of birth: "%s"', (said, value) => {
  expect(heard('date', said, { name: 'date_of_birth', stands: '1978-12-09' }).value).toBe(value)
})

test('without anything that stands, half past and the Friday after are nothing', () => {
  expect(heard('time', 'half past').value).toBe(null)
  expect(heard('datetime', 'a week later').value).toBe(null)
})

test('a time whose half of the day is open stays so until its day is known', () => {
  const first = heard('datetime', 'at eight')
  expect(first.part).toEqual({ time: '08:00', or: ['20:00'] })
  expect(heard('datetime', 'today', { earlier: first.part ?? null }).value).toBe('2026-10-08T20:00:00+01:00')
})
