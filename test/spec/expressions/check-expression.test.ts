import { describe, expect, it } from 'vitest'
import { checkExpression } from '../../../engine/expressions/check-expression.ts'
import type { ExpressionType, Typing } from '../../../engine/expressions/typing.ts'

const typing: Typing = {
  slots: {
    n: 'number',
    name: 'text',
    day: 'date',
    time: 'time',
    at: 'datetime',
    yes: 'boolean',
    size: { choice: ['small', 'large'] },
    what: 'any',
  },
  inputs: { branch: 'text' },
  saved: { options: { list: { object: { at: 'text', seats: 'number' }, open: false } }, thing: 'any' },
  result: { object: { times: { list: 'text' } }, open: false },
  hours: ['main'],
}
const check = (cel: string): ReturnType<typeof checkExpression> => checkExpression(cel, typing)
const codes = (cel: string): string[] =>
  check(cel).faults.map(({ code, start, end }) => `${code} ${cel.slice(start, end)}`)

describe('the type of an expression', () => {
  it.each<[string, ExpressionType]>([
    ['slots.n + 1', 'number'],
    ['slots.n > 3', 'boolean'],
    ['slots.name', 'text'],
    ['options[0].seats', 'number'],
    ['options.map(o, o.seats)', { list: 'number' }],
    ['options.filter(o, o.seats > 2)[0].at', 'text'],
    ['now', 'datetime'],
    ['today + days(2)', 'date'],
    ['slots.at - now', 'length'],
    ['slots.yes ? slots.n : 0', 'number'],
    ['or(slots.name, "")', 'text'],
    ['thing.anything[0]', 'any'],
    ['result.times', { list: 'text' }],
  ])('%s is %j', (cel, type) => {
    expect(check(cel)).toMatchObject({ type, faults: [] })
  })
})

describe('a fault is found with its place', () => {
  it.each([
    ['slots.m == 1', 'unknown-slot slots.m'],
    ['inputs.brnach', 'unknown-input inputs.brnach'],
    ['option[0]', 'unknown-name option'],
    ['n > 1', 'unknown-name n'],
    ['options[0].ta', 'unknown-field options[0].ta'],
    ['call.form', 'unknown-field call.form'],
    ['sise(options)', 'unknown-function sise(options)'],
    ['slots.name.matches("a")', 'unknown-function slots.name.matches("a")'],
    ['slots.size == "smal"', 'unknown-option "smal"'],
    ['slots.size in ["small", "lrage"]', 'unknown-option "lrage"'],
    ["open('mian')", "unknown-hours 'mian'"],
    ['slots.n == "4"', 'type slots.n == "4"'],
    ['slots.day < slots.time', 'type slots.day < slots.time'],
    ['slots.yes < true', 'type slots.yes < true'],
    ['slots.n && true', 'type slots.n'],
    ['!slots.name', 'type slots.name'],
    ['slots.name * 2', 'type slots.name * 2'],
    ['options.seats', 'type options.seats'],
    ['slots.n[0]', 'type slots.n[0]'],
    ['options["a"]', 'type options["a"]'],
    ['size(slots.n)', 'type slots.n'],
    ['days("two")', 'type "two"'],
    ['like(slots.name)', 'type like(slots.name)'],
    ['filled(slots.n, 1)', 'type filled(slots.n, 1)'],
    ['slots.n in slots.name', 'type slots.name'],
    ['slots.n.map(x, x)', 'type slots.n'],
    ['options.filter(o, o.seats)', 'type o.seats'],
    ['1 +', 'syntax '],
  ])('%s: %s', (cel, found) => expect(codes(cel)).toEqual([found]))

  it.each([
    'slots.what == "x"',
    'slots.day < "2026-01-01"',
    'slots.at < slots.day',
    'slots.day < now',
    'thing > 3',
    'slots.n == null',
    'slots.size == "small"',
  ])('%s has none', (cel) => expect(codes(cel)).toEqual([]))
})

describe('what is read without a guard', () => {
  const unguarded = (cel: string): string[] =>
    check(cel)
      .reads.filter(({ guarded }) => !guarded)
      .map(({ path }) => path)
  it.each<[string, string[]]>([
    ['slots.n > 3', ['slots.n']],
    ['slots["n"] > 3', ['slots.n']],
    ['options[0].seats', ['options']],
    ['result.times', ['result']],
    ['inputs.branch', []],
    ['filled(slots.n)', []],
    ['or(slots.n, 0)', []],
    ['or(slots.n, slots.what)', ['slots.what']],
    ['filled(slots.n) && slots.n > 3', []],
    ['slots.n > 3 && filled(slots.n)', ['slots.n']],
    ['!filled(slots.n) || slots.n > 3', []],
    ['filled(slots.n) || slots.n > 3', ['slots.n']],
    ['filled(slots.n) ? slots.n : 0', []],
    ['!filled(slots.n) ? 0 : slots.n', []],
    ['filled(options) && options[0].seats > slots.n', ['slots.n']],
    ['filled(options[0].at) && options[0].seats > 1', []],
    ['options.exists(n, n.seats > 1)', ['options']],
  ])('in %s: %j', (cel, paths) => expect(unguarded(cel)).toEqual(paths))
})

describe('what a condition makes sure of', () => {
  it.each<[string, string[], string[]]>([
    ['filled(slots.n)', ['slots.n'], []],
    ['!filled(slots.n)', [], ['slots.n']],
    ['filled(slots.n) && filled(options)', ['slots.n', 'options'], []],
    ['filled(slots.n) || filled(options)', [], []],
    ['!filled(slots.n) || !filled(options)', [], ['slots.n', 'options']],
    ['size(options) == 0', [], ['items:options']],
    ['size(options) > 0', ['items:options'], []],
    ['size(options) != 0', ['items:options'], []],
    ['size(options) >= 2', ['items:options'], []],
    ['size(options) < 2', [], ['items:options']],
    ['size(options) < 0', ['items:options'], []],
  ])('%s: true %j, false %j', (cel, whenTrue, whenFalse) => {
    expect(check(cel)).toMatchObject({ whenTrue, whenFalse })
  })
})
