import { describe, expect, test } from 'vitest'
import { readKeys } from '../../../engine/answers/keypad.ts'
import type { SlotType } from '../../../engine/language/slot.ts'
import { contextFor, gist, type Asked } from './asked.ts'

type Case = readonly [said: string, gist: string, asked?: Asked]
const keyed: Readonly<Partial<Record<SlotType, readonly Case[]>>> = {
  boolean: [
    ['1', 'closed true'],
    ['2', 'closed false'],
    ['3', 'none'],
  ],
  choice: [
    ['2', 'closed "b"', { options: { a: { synonyms: [], key: '1' }, b: { synonyms: [], key: '2' } } }],
    ['3', 'none', { options: { a: { synonyms: [], key: '1' }, b: { synonyms: [], key: '2' } } }],
  ],
  integer: [
    ['4', 'open 4'],
    ['4#', 'open 4'],
    ['4', 'closed 4', { max: 20 }],
    ['2', 'open 2', { max: 20 }],
    ['21', 'none', { max: 20 }],
    ['1', 'partial "1"', { min: 10, max: 20 }],
  ],
  digits: [
    ['47', 'partial "47"', { length: 4 }],
    ['4712', 'closed "4712"', { length: 4 }],
    ['47123', 'none', { length: 4 }],
  ],
  date: [
    ['12', 'partial "12"'],
    ['1210', 'open "2026-10-12"'],
    ['0110', 'open "2027-10-01"'],
    ['12102026', 'closed "2026-10-12"'],
    ['10122026', 'closed "2026-10-12"', { language: 'en-US' }],
    ['2511', 'partial "--11-25"', { range: 'past' }],
    ['31022026', 'none'],
    ['4510', 'none'],
  ],
  time: [
    ['16', 'partial "16"'],
    ['1630', 'closed "16:30"'],
    ['2575', 'none'],
  ],
  datetime: [
    ['0910', 'partial "0910"'],
    ['09101630', 'closed "2026-10-09T16:30:00+01:00"'],
    ['09102630', 'none'],
  ],
  phone: [
    ['07400', 'partial "07400"'],
    ['07400123456', 'closed "+447400123456"'],
  ],
  money: [
    ['1250', 'open {"amount":1250,"currency":"GBP"}'],
    ['12*50', 'closed {"amount":12.5,"currency":"GBP"}'],
  ],
  postcode: [
    ['87906', 'closed "87-906"', { language: 'pl-PL' }],
    ['101', 'partial "101"', { language: 'de-DE' }],
    ['12345', 'none'],
  ],
  name: [['123', 'none']],
}

for (const [type, cases] of Object.entries<readonly Case[]>(keyed)) {
  describe(`keys for a ${type}`, () => {
    test.each(cases.map(([said, expected, asked]) => ({ said, expected, asked })))(
      '$said is $expected',
      ({ said: keys, expected, asked }) => {
        const context = contextFor(type as SlotType, asked)
        expect(gist(readKeys(keys, context.slot, context))).toBe(expected)
      },
    )
  })
}
