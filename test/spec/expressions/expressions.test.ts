import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileExpression, ExpressionError } from '../../../engine/expressions/expression.ts'
import type { Scope } from '../../../engine/expressions/scope.ts'
import type { Json } from '../../../engine/language/json.ts'

/** A Thursday, two in the afternoon in London. */
const scope: Scope = {
  slots: {
    n: 4,
    price: 12.5,
    at: '2026-10-09T19:00',
    day: '2026-10-10',
    time: '09:30',
    name: 'José Pérez',
    empty: '',
    nothing: null,
    yes: true,
  },
  call: { id: 'c1', from: '+442079460000', to: '', direction: 'inbound' },
  inputs: { branch: 'Soho' },
  result: { times: [{ at: '2026-10-09T18:00:00Z' }] },
  nowMs: Date.parse('2026-10-08T13:00:00Z'),
  timezone: 'Europe/London',
  hours: {
    main: [{ days: [4], fromMinute: 12 * 60, toMinute: 14 * 60 }],
    late: [{ days: [4], fromMinute: 12 * 60, toMinute: 22 * 60 }],
  },
  attempts: { noinput: 1, nomatch: 0 },
  saved: {
    options: [
      { at: '2026-10-09T19:00:00+01:00', seats: 4 },
      { at: '2026-10-10T12:00:00+01:00', seats: 2 },
    ],
    none: [],
  },
}

const value = (cel: string): Json => compileExpression(cel).evaluate(scope)
function fault(cel: string): string {
  try {
    return `no fault: ${JSON.stringify(value(cel))}`
  } catch (error) {
    return error instanceof ExpressionError ? error.code : String(error)
  }
}

describe('values', () => {
  it.each<[string, Json]>([
    ['slots.n', 4],
    ['slots["n"]', 4],
    ['options[0].seats', 4],
    ['options[1]', { at: '2026-10-10T12:00:00+01:00', seats: 2 }],
    ['call.from', '+442079460000'],
    ['inputs.branch', 'Soho'],
    ['result.times[0].at', '2026-10-09T18:00:00Z'],
    ['attempts.noinput', 1],
    ['size(options)', 2],
    ['options.size()', 2],
    ['[1, slots.n, 2.5]', [1, 4, 2.5]],
    ['{"a": {"b": [1 + 1]}}', { a: { b: [2] } }],
    ['slots.yes ? "a" : "b"', 'a'],
    ['true', true],
    ['null', null],
  ])('%s is %j', (cel, expected) => expect(value(cel)).toEqual(expected))

  it('are plain JSON all the way down: no integer of CEL is a BigInt', () => {
    expect(JSON.stringify(value('{"n": [1, {"m": size(options)}], "o": int("7")}'))).toBe('{"n":[1,{"m":2}],"o":7}')
  })
})

describe('numbers', () => {
  it.each<[string, Json]>([
    ['slots.n == 4', true],
    ['slots.n == 4.0', true],
    ['slots.n >= 4 && slots.n < 5', true],
    ['slots.price > 10', true],
    ['slots.price * 2', 25],
    ['slots.n + 1', 5],
    ['7 / 2', 3.5],
    ['int(7 / 2)', 3],
    ['slots.n % 3', 1],
    ['-slots.n', -4],
    ['slots.n in [3, 4]', true],
    ['int("12")', 12],
    ['double("1.5")', 1.5],
    ['string(slots.n)', '4'],
  ])('%s is %j', (cel, expected) => expect(value(cel)).toEqual(expected))
})

describe('text', () => {
  it.each<[string, Json]>([
    ['contains(slots.name, "pérez")', true],
    ['slots.name.contains("Anna")', false],
    ['lower(slots.name)', 'josé pérez'],
    ['upper("abc")', 'ABC'],
    ['trim(" a ")', 'a'],
    ['digits("55 12-3")', '55123'],
    ['like(slots.name, "jos* p?rez")', true],
    ['like("ab", "a")', false],
    ['startsWith(call.from, "+44")', true],
    ['call.from.endsWith("0000")', true],
    ['split("a,b", ",")', ['a', 'b']],
    ['"a" + "b"', 'ab'],
    ['size("né")', 2],
    ['"a" < "b"', true],
  ])('%s is %j', (cel, expected) => expect(value(cel)).toEqual(expected))
})

describe('dates and times', () => {
  it.each<[string, Json]>([
    ['now', '2026-10-08T14:00:00+01:00'],
    ['today', '2026-10-08'],
    ['slots.at < now', false],
    ['slots.at > now', true],
    ['now < slots.at && now < slots.day', true],
    ['slots.day == today + days(2)', true],
    ['today + days(30)', '2026-11-07'],
    ['now + hours(2)', '2026-10-08T16:00:00+01:00'],
    ['now - minutes(30) < now', true],
    // the clock's time is kept over the end of summer time
    ['now + days(30)', '2026-11-07T14:00:00+00:00'],
    // a moment is the same however it is written
    ['options[0].at == slots.at', true],
    ['result.times[0].at == slots.at', true],
    ['options[1].at == slots.at', false],
    ['slots.at in [options[0].at]', true],
    ['slots.time < "10:00"', true],
    ['slots.day - today == days(2)', true],
    ['slots.day - today > days(1)', true],
    ['slots.at - now > hours(28)', true],
    ["open('main')", false],
    ["open('late')", true],
    ["!open('main')", true],
    ["open('late', slots.at)", false],
  ])('%s is %j', (cel, expected) => expect(value(cel)).toEqual(expected))
})

describe('what is not filled', () => {
  it.each<[string, Json]>([
    ['filled(slots.n)', true],
    ['filled(slots.other)', false],
    ['filled(slots.nothing)', false],
    ['filled(slots.empty)', false],
    ['filled(missing)', false],
    ['filled(none[0].at)', false],
    ['has(slots.n)', true],
    ['or(slots.other, 3)', 3],
    ['or(slots.n, 3)', 4],
    ['or(options[5].at, "none")', 'none'],
    ['filled(slots.other) && slots.other > 3', false],
    ['filled(slots.other) ? slots.other : "no"', 'no'],
    // as in CEL, what decides wins on whichever side it stands
    ['slots.other > 3 || true', true],
    ['slots.other > 3 && false', false],
  ])('%s is %j and throws nothing', (cel, expected) => expect(value(cel)).toEqual(expected))

  it.each([
    ['slots.other', 'unfilled'],
    ['slots.nothing', 'unfilled'],
    ['missing', 'unfilled'],
    ['options[5]', 'unfilled'],
    ['result.nothing', 'unfilled'],
    ['slots.other > 3 || false', 'unfilled'],
    ['slots.constructor', 'unfilled'],
    ['slots.__proto__', 'unfilled'],
    ['toString', 'unfilled'],
  ])('%s is the fault %s', (cel, code) => expect(fault(cel)).toBe(code))
})

describe('lists', () => {
  it.each<[string, Json]>([
    ['options.filter(o, o.seats > 3)', [{ at: '2026-10-09T19:00:00+01:00', seats: 4 }]],
    ['options.map(o, o.seats)', [4, 2]],
    ['options.map(o, o.seats > 3, o.at)', ['2026-10-09T19:00:00+01:00']],
    ['options.exists(o, o.at == slots.at)', true],
    ['options.exists_one(o, o.seats == 2)', true],
    ['options.all(o, o.seats > 2)', false],
    [
      'options.map(o, options.map(p, p.seats + o.seats))',
      [
        [8, 6],
        [6, 4],
      ],
    ],
    ['options.map(o, o.seats)[0]', 4],
  ])('%s is %j', (cel, expected) => expect(value(cel)).toEqual(expected))
})

describe('faults', () => {
  it.each([
    ['slots.n = 4', 'syntax'],
    ['', 'syntax'],
    ['1 +', 'syntax'],
    ['b"bytes"', 'syntax'],
    ['slots.name.matches("(a+)+$")', 'unknown'],
    ['matches(slots.name, "a")', 'unknown'],
    ['nothing(1)', 'unknown'],
    ["open('nowhere')", 'unknown'],
    ['slots.n > "four"', 'type'],
    ['slots.n && true', 'type'],
    ['slots.name + 1', 'type'],
    ['1 / 0', 'type'],
    ['size(1)', 'type'],
    ['slots.n.m', 'type'],
    ['-slots.name', 'type'],
  ])('%j is the fault %s', (cel, code) => expect(fault(cel)).toBe(code))

  it('name what was read, never what a caller said', () => {
    for (const cel of ['slots.name + 1', 'slots.name && true', 'slots.name.x', 'int(slots.name)']) {
      expect(() => value(cel)).toThrow(
        expect.objectContaining({ message: expect.not.stringContaining('José') }) as Error,
      )
    }
  })
})

describe('bounds', () => {
  const ones = `[${'1,'.repeat(20)}1]`
  it.each([
    ['a source that is too long', `"${'a'.repeat(2000)}"`],
    ['brackets that are too deep', `${'('.repeat(40)}1${')'.repeat(40)}`],
    ['macros that multiply', `${ones}.map(a, ${ones}.map(b, ${ones}.map(c, ${ones}.map(d, 1))))`],
    ['a text that doubles', `["x"]${'.map(a, a + a)'.repeat(20)}`],
    ['a list that doubles', `[[1]]${'.map(a, a + a)'.repeat(20)}`],
    ['a tree that doubles', `[[1]]${'.map(a, [a, a])'.repeat(20)}`],
    ['a comparison that doubles', `[[1]]${'.map(a, [a, a])'.repeat(18)} == [[1]]${'.map(a, [a, a])'.repeat(18)}`],
  ])('%s is stopped at once', (_, cel) => {
    const from = performance.now()
    expect(fault(cel)).toBe('limit')
    expect(performance.now() - from).toBeLessThan(250)
  })

  it('a pattern takes no more steps than text times pattern', () => {
    const from = performance.now()
    expect(value(`like("${'a'.repeat(400)}", "${'*a'.repeat(200)}b")`)).toBe(false)
    expect(performance.now() - from).toBeLessThan(250)
  })

  it('a text of any kind is a value or an ExpressionError, within its bounds', () => {
    const word = fc.constantFrom(
      'slots.n',
      'slots.x',
      'options',
      'now',
      'size(',
      'filled(',
      ')',
      '.map(a,',
      '[',
      ']',
      '{',
      '}',
      '+',
      '==',
      '&&',
      '?',
      ':',
      '"a"',
      '1',
      '.',
      ',',
      '!',
      '-',
      'a',
      'in',
    )
    const source = fc.oneof(
      fc.string(),
      fc.array(word, { maxLength: 20 }).map((words) => words.join(' ')),
    )
    fc.assert(
      fc.property(source, (cel) => {
        try {
          JSON.stringify(compileExpression(cel).evaluate(scope))
        } catch (error) {
          expect(error).toBeInstanceOf(ExpressionError)
        }
      }),
      { numRuns: 2000 },
    )
  })
})

describe('speed', () => {
  it('compiles a source once, and a run costs microseconds', () => {
    const cel = 'filled(slots.n) && slots.n > 3 && options[0].at == slots.at'
    expect(compileExpression(cel)).toBe(compileExpression(cel))
    const run = compileExpression(cel)
    for (let warm = 0; warm < 2000; warm++) run.evaluate(scope)
    const from = performance.now()
    for (let times = 0; times < 2000; times++) run.evaluate(scope)
    expect((performance.now() - from) / 2000).toBeLessThan(0.05)
  })
})
