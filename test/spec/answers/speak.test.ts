import { describe, expect, test } from 'vitest'
import { filterNames, speak } from '../../../engine/answers/speak.ts'
import type { Json } from '../../../engine/language/json.ts'
import { thursday } from './asked.ts'

const inLondon = { language: 'en-GB', timezone: 'Europe/London', nowMs: thursday }
const inBoston = { language: 'en-US', timezone: 'America/New_York', nowMs: thursday }

describe('values are spoken as a person says them', () => {
  test.each<[filter: string, value: Json, args: readonly Json[], british: string, american?: string]>([
    ['date', '2026-10-09', [], 'Friday the 9th of October', 'Friday, October 9th'],
    ['date', '1979-09-23', [], 'Sunday the 23rd of September 1979', 'Sunday, September 23rd, 1979'],
    ['time', '16:30', [], 'half past four in the afternoon', 'four thirty p.m.'],
    ['time', '09:05', [], 'five past nine in the morning', 'nine oh five a.m.'],
    ['time', '12:00', [], 'midday', 'noon'],
    ['time', '18:42', [], 'six forty two in the evening', 'six forty two p.m.'],
    [
      'datetime',
      '2026-10-09T19:00:00+01:00',
      [],
      'Friday the 9th of October at seven in the evening',
      'Friday, October 9th at two p.m.',
    ],
    ['number', 12, [], '12'],
    ['number', 2.5, [], '2 point 5'],
    ['integer', 3.7, [], '4'],
    ['digits', '5590', [], '5 5 9 0'],
    ['digits', '123456', [], '1 2 3, 4 5 6'],
    ['phone', '+447400123456', [], '0 7 4 0 0, 1 2 3 4 5 6'],
    ['money', { amount: 12.5, currency: 'GBP' }, [], '12 pounds and 50 pence'],
    ['money', 1, ['USD'], '1 dollar'],
    ['duration', 'PT1H30M', [], '1 hour and 30 minutes'],
    ['list', [{ at: '19:00' }, { at: '20:30' }], ['at'], 'seven in the evening or half past eight in the evening'],
    ['list', ['A', 'B', 'C'], [], 'A, B or C'],
    ['list', [], [], ''],
    ['or', null, ['some guests'], 'some guests'],
    ['or', 4, ['some guests'], '4'],
    ['lower', 'Alba', [], 'alba'],
    ['upper', 'Alba', [], 'ALBA'],
    ['spell', 'W2 0AB', [], 'W 2 0 A B'],
    ['spell', 'AB', ['alphabet'], 'A for alpha, B for bravo', 'A as in alpha, B as in bravo'],
    ['boolean', true, [], 'yes'],
    ['date', 'soon', [], 'soon'],
    ['date', null, [], ''],
  ])('%s of %j %j', (filter, value, args, british, american) => {
    expect(speak(filter, value, args, inLondon)).toBe(british)
    if (american) expect(speak(filter, value, args, inBoston)).toBe(american)
  })
})

describe('each language in its own way', () => {
  const at = '2026-10-09T16:30:00+01:00'
  test.each<[language: string, filter: string, value: Json, said: string]>([
    ['de-DE', 'datetime', at, 'Freitag, der 9. Oktober, um 16 Uhr 30'],
    ['es-ES', 'datetime', at, 'el viernes 9 de octubre a las cuatro y media de la tarde'],
    ['fr-FR', 'datetime', at, 'le vendredi 9 octobre à 16 heures 30'],
    ['pl-PL', 'datetime', at, 'piątek, 9 października, godzina 16:30'],
    ['de-DE', 'money', { amount: 12.5, currency: 'EUR' }, '12 Euro und 50 Cent'],
    ['es-ES', 'money', { amount: 1, currency: 'EUR' }, '1 euro'],
    ['fr-FR', 'number', 2.5, '2 virgule 5'],
    ['pl-PL', 'duration', 'PT2H22M', '2 godziny i 22 minuty'],
    ['pl-PL', 'money', { amount: 5, currency: 'PLN' }, '5 złotych'],
    ['es-ES', 'time', '12:45', 'la una menos cuarto de la tarde'],
    ['de-DE', 'email', 'a@b.de', 'a ät b Punkt de'],
  ])('%s: %s of %j', (language, filter, value, said) => {
    expect(speak(filter, value, [], { ...inLondon, language })).toBe(said)
  })
})

test('a filter that does not exist is refused with the names of those that do', () => {
  expect(() => speak('shout', 'x', [], inLondon)).toThrow(RangeError)
  expect(() => speak('toString', 'x', [], inLondon)).toThrow(/datetime/)
  expect(filterNames).toContain('datetime')
})
