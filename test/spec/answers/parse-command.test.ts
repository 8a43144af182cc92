import { expect, test } from 'vitest'
import { columnsOf } from '../../../src/cli/orders/csv.ts'
import { answerRow, type BatchRow } from '../../../src/cli/parse.ts'
import { thursday } from './asked.ts'

const row: BatchRow = { id: '7', type: 'date', language: 'en-GB', hypotheses: ['the 23rd of may'] }

test('a row is answered with its id, for a slot named as its role', () => {
  expect(answerRow(row, new Map(), thursday)).toMatchObject({ id: '7', state: 'open', value: '2027-05-23' })
  expect(answerRow({ ...row, role: 'dob' }, new Map(), thursday)).toMatchObject({ state: 'partial', part: '--05-23' })
})

test("a row's own time counts", () => {
  expect(answerRow({ ...row, now: '2022-03-15T12:00:00Z' }, new Map(), thursday).value).toBe('2022-05-23')
})

test('the column named as the role holds the known values', () => {
  const candidates = columnsOf('id,postcode,name\n1,"LE72 5LZ","Long, Sara"\n2,W2 0AB,Tara King\n')
  expect(candidates.get('name')).toEqual(['Long, Sara', 'Tara King'])
  const asked: BatchRow = {
    id: '1',
    type: 'postcode',
    role: 'postcode',
    language: 'en-GB',
    hypotheses: ['hello e 7 2 5 l z'],
  }
  expect(answerRow(asked, candidates, thursday).value).toBe('LE72 5LZ')
})
