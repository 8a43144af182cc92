import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { SlotType } from '../../../engine/language/slot.ts'
import type { Json } from '../../../engine/language/json.ts'
import { heard, type Asked } from './asked.ts'

/**
 * What callers may say, and the value that it has: `utterances/LANGUAGE.txt`, a block a question. "-" is no value: what may
 * mean two things is asked again rather than guessed.
 */
const questions: Readonly<Record<string, readonly [type: SlotType, asked: Asked]>> = {
  boolean: ['boolean', {}],
  party_size: ['integer', { name: 'party_size', min: 1, max: 50 }],
  integer: ['integer', {}],
  number: ['number', {}],
  digits4: ['digits', { length: 4 }],
  digits6: ['digits', { length: 6 }],
  digits9: ['digits', { length: 9 }],
  spelled: ['spelled', {}],
  date: ['date', {}],
  date_of_birth: ['date', { name: 'date_of_birth', range: 'past' }],
  time: ['time', {}],
  time_at_work: ['time', { earliest: '08:00', latest: '18:00' }],
  datetime: ['datetime', { earliest: '09:00', latest: '22:00' }],
  duration: ['duration', {}],
  money: ['money', {}],
  phone: ['phone', {}],
  email: ['email', {}],
  name: ['name', {}],
  postcode: ['postcode', {}],
  service: ['choice', { options: { check_up: { synonyms: ['check up'] }, filling: { synonyms: [] } } }],
}

describe.each(['en-GB', 'en-US', 'es-ES', 'de-DE', 'fr-FR', 'pl-PL'])('in %s', (language) => {
  test.each(linesOf(language))('%s: "%s" is %s', (question, said, value) => {
    const [type, asked] = questions[question] ?? ['text', {}]
    const answer = heard(type, said, { language, region: language.slice(3), ...asked })
    expect(shown(answer.value)).toBe(value)
  })
})

function linesOf(language: string): [question: string, said: string, value: string][] {
  const blocks = readFileSync(new URL(`utterances/${language}.txt`, import.meta.url), 'utf8')
    .trim()
    .split('\n\n')
  return blocks.flatMap((block) => {
    const [head = '', ...lines] = block.split('\n')
    return lines.map((line): [string, string, string] => {
      const cut = line.lastIndexOf(' = ')
      return [head.slice(1, -1), line.slice(0, cut), line.slice(cut + 3)]
    })
  })
}

/** "12.5 EUR", "2026-10-09T16:30"; "-" without a value. */
function shown(value: Json): string {
  if (value === null) return '-'
  if (typeof value === 'string') return /^\d{4}-\d\d-\d\dT/.test(value) ? value.slice(0, 16) : value
  if (typeof value !== 'object') return String(value)
  return Object.values(value).map(shown).join(' ')
}
