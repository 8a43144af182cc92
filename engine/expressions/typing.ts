/**
 * What is known of a value before a call. `any` is not known. A `choice` is text that can only be one of its values; an
 * `open` object may have fields that are not listed; its `optional` ones may be absent, and its `nullable` ones null.
 */
export type ExpressionType =
  | 'any'
  | 'nothing'
  | 'boolean'
  | 'number'
  | 'text'
  | 'date'
  | 'time'
  | 'datetime'
  | 'length'
  | { readonly choice: readonly string[] }
  | { readonly list: ExpressionType }
  | {
      readonly object: Readonly<Record<string, ExpressionType>>
      readonly open: boolean
      readonly optional?: readonly string[]
      readonly nullable?: readonly string[]
    }

/** What the expressions of a flow may read. */
export interface Typing {
  readonly slots: Readonly<Record<string, ExpressionType>>
  readonly inputs: Readonly<Record<string, ExpressionType>>
  readonly saved: Readonly<Record<string, ExpressionType>>
  /** The last tool's result, where the expression stands behind a tool. */
  readonly result: ExpressionType
  /** What `item` is in the words of a list; absent elsewhere. */
  readonly item?: ExpressionType
  /** Names of opening hours. */
  readonly hours: readonly string[]
}

export const callType: ExpressionType = {
  object: { id: 'text', from: 'text', to: 'text', direction: { choice: ['inbound', 'outbound'] }, language: 'text' },
  open: false,
}
export const attemptsType: ExpressionType = { object: { noinput: 'number', nomatch: 'number' }, open: false }

type Family = 'any' | 'nothing' | 'boolean' | 'number' | 'text' | 'length' | 'list' | 'object'

/** Types of one family can be equal to each other. */
export function familyOf(type: ExpressionType): Family {
  if (typeof type === 'object') return 'choice' in type ? 'text' : 'list' in type ? 'list' : 'object'
  return type === 'date' || type === 'time' || type === 'datetime' ? 'text' : type
}

/** The type in a designer's words. */
export function nameOf(type: ExpressionType): string {
  if (typeof type === 'object') return 'choice' in type ? 'a choice' : 'list' in type ? 'a list' : 'an object'
  const names: Readonly<Record<string, string>> = {
    any: 'anything',
    nothing: 'nothing',
    boolean: 'true or false',
    number: 'a number',
    text: 'text',
    date: 'a date',
    time: 'a time',
    datetime: 'a date and time',
    length: 'a length of time',
  }
  return names[type] ?? type
}

/** A type that covers both. */
export function union(a: ExpressionType, b: ExpressionType): ExpressionType {
  if (a === 'nothing') return b
  if (b === 'nothing') return a
  if (a === b || JSON.stringify(a) === JSON.stringify(b)) return a
  return familyOf(a) === 'text' && familyOf(b) === 'text' ? 'text' : 'any'
}
