import { describe, expect, test } from 'vitest'
import { gist, heard } from './asked.ts'

/** A list that a tool has found: the value of an option is its place. */
const offered = (...labels: string[]) => ({
  options: Object.fromEntries(labels.map((label, index) => [String(index), { synonyms: [label] }])),
})
const two = offered('2026-10-16T19:00:00+01:00', '2026-10-24T20:30:00+01:00')
const backwards = offered('2026-10-16T15:00:00+01:00', '2026-10-16T09:30:00+01:00')
const fridays = offered('2026-10-16T19:00:00+01:00', '2026-10-30T12:00:00+00:00')

describe('a choice of moments', () => {
  test.each([
    ['friday', 'closed "0"'],
    ['the friday one please', 'closed "0"'],
    ['saturday works', 'closed "1"'],
    ['the 24th', 'closed "1"'],
    ['half past eight', 'closed "1"'],
    ["the seven o'clock", 'closed "0"'],
    ['the later one', 'closed "1"'],
    ['the second', 'closed "1"'],
    ['the second one please', 'closed "1"'],
    ['neither of those', 'closed null'],
    ['none of those work for me', 'closed null'],
    ['sunday', 'none'],
    ['friday at eight', 'none'],
  ])('of two weeks: "%s" is %s', (said, answer) => {
    expect(gist(heard('choice', said, two))).toBe(answer)
  })

  test.each([
    ['the later one', 'closed "0"'],
    ['the earlier', 'closed "1"'],
    ['the latest', 'closed "0"'],
    ['the last one', 'closed "1"'],
    ['the afternoon one', 'closed "0"'],
    ['in the morning please', 'closed "1"'],
    ['no not the first the second', 'closed "1"'],
    ['not the first one', 'open "1"'],
    ['is there anything later', 'none'],
    ['either one', 'none'],
  ])('the later first: "%s" is %s', (said, answer) => {
    expect(gist(heard('choice', said, backwards))).toBe(answer)
  })

  test('a weekday that two of them have is not settled', () => {
    expect(gist(heard('choice', 'friday', fridays))).toBe('none')
    expect(gist(heard('choice', 'friday at noon', fridays))).toBe('closed "1"')
  })

  test.each([
    ['de', 'freitag', '"0"'],
    ['de', 'den späteren', '"1"'],
    ['es', 'el sábado', '"1"'],
    ['es', 'el más tarde', '"1"'],
    ['fr', 'samedi', '"1"'],
    ['fr', 'le plus tard', '"1"'],
    ['pl', 'w piątek', '"0"'],
    ['pl', 'ten późniejszy', '"1"'],
  ])('%s: "%s" is %s', (language, said, answer) => {
    expect(gist(heard('choice', said, { ...two, language }))).toContain(answer)
  })
})

describe('a choice by its own words', () => {
  const parcel = { options: { got: { synonyms: ['I got it'] }, missing: { synonyms: ['I did not get it'] } } }

  test.each([
    ['yes I got it', 'closed "got"'],
    ["no I didn't get it", 'closed "missing"'],
    ['no I did not get it', 'closed "missing"'],
    ["I haven't got it", 'none'],
  ])('"%s" is %s', (said, answer) => {
    expect(gist(heard('choice', said, parcel))).toBe(answer)
  })
})
