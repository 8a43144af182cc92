import { ExpressionError } from './expression-error.ts'
import { matchesGlob } from './glob.ts'
import { Length, Moment } from './moments.ts'
import { isOpen } from './opening.ts'
import type { Scope } from './scope.ts'
import { equal, isList, isObject, kindOf, maxListLength, toInstant } from './value.ts'
import type { Budget, Value } from './value.ts'

/** What an argument may be, for the checker; at run time the function judges for itself. */
export type ParameterType = 'text' | 'number' | 'list' | 'sized' | 'searched' | 'moment' | 'any'

export interface ExpressionFunction {
  readonly parameters: readonly ParameterType[]
  /** How many of the last parameters may be left out. */
  readonly optional?: number
  readonly returns: 'boolean' | 'number' | 'text' | 'length' | 'texts'
  /** One line for the manual and for editors. */
  readonly about: string
  readonly run: (args: readonly Value[], scope: Scope, budget: Budget) => Value
}

/**
 * The functions of expressions, by name. `f(x, y)` and `x.f(y)` are the same. `filled`, `or` and `has` are not here:
 * they look at whether a value is there, not at the value.
 */
export const functions: Readonly<Record<string, ExpressionFunction>> = {
  size: {
    parameters: ['sized'],
    returns: 'number',
    about: 'How many items a list has, or characters a text.',
    run: ([value = null]) => {
      if (typeof value === 'string') return Array.from(value).length
      if (isList(value)) return value.length
      if (isObject(value)) return Object.keys(value).length
      throw wrong('size', value, 'a list or a text')
    },
  },
  contains: {
    parameters: ['searched', 'any'],
    returns: 'boolean',
    about: 'Whether a text contains another, or a list an item. Case does not count in text.',
    run: ([where = null, what = null], scope, budget) => {
      if (isList(where)) return where.some((item) => equal(item, what, scope.timezone, budget))
      return text('contains', where).toLowerCase().includes(text('contains', what).toLowerCase())
    },
  },
  startsWith: {
    parameters: ['text', 'text'],
    returns: 'boolean',
    about: 'Whether a text begins with another.',
    run: ([whole = null, part = null]) => text('startsWith', whole).startsWith(text('startsWith', part)),
  },
  endsWith: {
    parameters: ['text', 'text'],
    returns: 'boolean',
    about: 'Whether a text ends with another.',
    run: ([whole = null, part = null]) => text('endsWith', whole).endsWith(text('endsWith', part)),
  },
  like: {
    parameters: ['text', 'text'],
    returns: 'boolean',
    about: 'Whether a whole text fits a pattern: * is any run of characters, ? is one. Case does not count.',
    run: ([whole = null, pattern = null], _scope, budget) => {
      const words = text('like', whole)
      const glob = text('like', pattern)
      budget.spend(1 + (words.length * glob.length) / 100)
      return matchesGlob(words, glob)
    },
  },
  lower: {
    parameters: ['text'],
    returns: 'text',
    about: 'The text in small letters.',
    run: ([value = null]) => text('lower', value).toLowerCase(),
  },
  upper: {
    parameters: ['text'],
    returns: 'text',
    about: 'The text in capital letters.',
    run: ([value = null]) => text('upper', value).toUpperCase(),
  },
  trim: {
    parameters: ['text'],
    returns: 'text',
    about: 'The text without spaces around it.',
    run: ([value = null]) => text('trim', value).trim(),
  },
  digits: {
    parameters: ['any'],
    returns: 'text',
    about: 'Only the digits of a text or a number.',
    run: ([value = null]) => (typeof value === 'number' ? String(value) : text('digits', value)).replaceAll(/\D/g, ''),
  },
  split: {
    parameters: ['text', 'text'],
    returns: 'texts',
    about: 'A text cut into a list at each separator.',
    run: ([whole = null, separator = null], _scope, budget) => {
      const parts = text('split', whole).split(text('split', separator), maxListLength)
      budget.spend(parts.length)
      return parts
    },
  },
  string: {
    parameters: ['any'],
    returns: 'text',
    about: 'A number or true/false as text.',
    run: ([value = null]) => {
      if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value)
      throw wrong('string', value, 'a text, a number or true/false')
    },
  },
  int: {
    parameters: ['any'],
    returns: 'number',
    about: 'A whole number: of a text, or of a number without what follows the point.',
    run: ([value = null]) => Math.trunc(number('int', value)),
  },
  double: {
    parameters: ['any'],
    returns: 'number',
    about: 'A number read from a text.',
    run: ([value = null]) => number('double', value),
  },
  days: {
    parameters: ['number'],
    returns: 'length',
    about: 'So many days, to add to or take from a date: today + days(30).',
    run: ([value = null]) => new Length(Math.trunc(number('days', value)), 0),
  },
  hours: {
    parameters: ['number'],
    returns: 'length',
    about: 'So many hours: now + hours(2).',
    run: ([value = null]) => new Length(0, number('hours', value) * 3_600_000),
  },
  minutes: {
    parameters: ['number'],
    returns: 'length',
    about: 'So many minutes: now + minutes(30).',
    run: ([value = null]) => new Length(0, number('minutes', value) * 60_000),
  },
  open: {
    parameters: ['text', 'moment'],
    optional: 1,
    returns: 'boolean',
    about: 'Whether these hours of the flow are open: now, or at a given date and time.',
    run: ([name = null, at], scope) => {
      const key = text('open', name)
      const hours = Object.hasOwn(scope.hours, key) ? scope.hours[key] : undefined
      if (hours === undefined) throw new ExpressionError('unknown', 'open() names hours that the flow does not have.')
      const ms = at === undefined ? scope.nowMs : toInstant(at, scope.timezone)
      if (ms === null) throw wrong('open', at ?? null, 'a date and time')
      return isOpen(hours, ms, scope.timezone)
    },
  },
}

/** The functions that look at whether something is there. `has` is CEL's own name for `filled`. */
export const presenceFunctions: readonly string[] = ['filled', 'has', 'or']

/** Functions of CEL that flows refuse, and what to write instead. */
export const refusedFunctions: Readonly<Record<string, string>> = {
  matches: 'a regular expression can keep a call waiting for seconds; use like(text, "AB*")',
  timestamp: 'dates are text already and compare by what they mean: slots.at < now',
  duration: 'write days(2), hours(2) or minutes(30)',
  lowerAscii: 'write lower(text)',
  upperAscii: 'write upper(text)',
}

/** The message for a function that does not exist, or that flows refuse. */
export function unknownFunction(name: string): string {
  const instead = Object.hasOwn(refusedFunctions, name) ? refusedFunctions[name] : undefined
  return instead === undefined ? `There is no function ${name}().` : `There is no ${name}(): ${instead}.`
}

function text(name: string, value: Value): string {
  if (typeof value === 'string') return value
  throw wrong(name, value, 'text')
}

function number(name: string, value: Value): number {
  const result = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof result === 'number' && Number.isFinite(result)) return result
  throw wrong(name, value, 'a number')
}

function wrong(name: string, value: Value, wanted: string): ExpressionError {
  const got = value instanceof Moment ? 'a moment' : kindOf(value)
  return new ExpressionError('type', `${name}() wants ${wanted} and got ${got}.`)
}
