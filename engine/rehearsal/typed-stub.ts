import type { Json } from '../language/json.ts'
import { asObject, isObject } from '../language/reading.ts'
import { stubOf } from './read-answers.ts'
import type { Stub } from './test-step.ts'

/** A stub as it is typed: JSON that is returned, `fails CODE`, `times_out`, or nothing for {}. Null where it is none of these. */
export function typedStub(text: string): Stub | null {
  const fails = /^fails\s+([a-z][a-z0-9_]*)$/.exec(text)?.[1]
  if (fails !== undefined) return stubOf({ fails })
  if (text === 'times_out') return stubOf({ times_out: true })
  const value = text === '' ? {} : jsonOf(text)
  if (value === undefined) return null
  const whole =
    isObject(value) && Object.keys(value).some((key) => ['returns', 'fails', 'times_out', 'takes'].includes(key))
  return whole ? stubOf(asObject(value)) : stubOf({ returns: value })
}

/** JSON; undefined where it is none. */
export function jsonOf(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}
