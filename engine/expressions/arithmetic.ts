import { ExpressionError } from './expression-error.ts'
import { addDays, addLength, instantOf, isDate, isoOf, Length, Moment } from './moments.ts'
import type { ArithmeticOperator } from './syntax.ts'
import { isList, kindOf, maxListLength, maxTextLength, toInstant } from './value.ts'
import type { Budget, Value } from './value.ts'

/**
 * `+ - * / %` on values. There is one kind of number, so `7 / 2` is 3.5 (`int(7 / 2)` is 3); `+` also joins texts and
 * lists, and moves dates by `days(n)`. Throws `type` on anything else.
 */
export function calculate(operator: ArithmeticOperator, a: Value, b: Value, timezone: string, budget: Budget): Value {
  if (typeof a === 'number' && typeof b === 'number') return numbers(operator, a, b)
  if (operator === '+' && typeof a === 'string' && typeof b === 'string') return joinText(a, b, budget)
  if (operator === '+' && isList(a) && isList(b)) return joinLists(a, b, budget)
  if (operator === '+' || operator === '-') {
    const moved = times(operator, a, b, timezone)
    if (moved !== null) return moved
  }
  throw new ExpressionError('type', `"${operator}" is not for ${kindOf(a)} and ${kindOf(b)}.`)
}

function numbers(operator: ArithmeticOperator, a: number, b: number): number {
  if (b === 0 && (operator === '/' || operator === '%')) throw new ExpressionError('type', 'This divides by zero.')
  switch (operator) {
    case '+':
      return a + b
    case '-':
      return a - b
    case '*':
      return a * b
    case '/':
      return a / b
    case '%':
    default:
      return a % b
  }
}

function joinText(a: string, b: string, budget: Budget): string {
  if (a.length + b.length > maxTextLength) throw new ExpressionError('limit', 'The text becomes too long.')
  budget.spend(1 + (a.length + b.length) / 100)
  return a + b
}

function joinLists(a: readonly Value[], b: readonly Value[], budget: Budget): readonly Value[] {
  if (a.length + b.length > maxListLength) throw new ExpressionError('limit', 'The list becomes too long.')
  budget.spend(a.length + b.length)
  return [...a, ...b]
}

function times(operator: '+' | '-', a: Value, b: Value, timezone: string): Value | null {
  const sign = operator === '+' ? 1 : -1
  if (a instanceof Length && b instanceof Length) return new Length(a.days + sign * b.days, a.ms + sign * b.ms)
  if (b instanceof Length) return move(a, new Length(sign * b.days, sign * b.ms), timezone)
  if (a instanceof Length) return operator === '+' ? move(b, a, timezone) : null
  if (operator === '+') return null
  const left = toInstant(a, timezone)
  const right = toInstant(b, timezone)
  if (left === null || right === null) return null
  if (typeof a === 'string' && typeof b === 'string' && isDate(a) && isDate(b)) {
    return new Length(Math.round((left - right) / 86_400_000), 0)
  }
  return new Length(0, left - right)
}

function move(value: Value, by: Length, timezone: string): Value | null {
  if (Math.abs(by.total) > 400 * 366 * 86_400_000) throw new ExpressionError('limit', 'That is centuries away.')
  if (value instanceof Moment) return new Moment(addLength(value.ms, by, timezone))
  if (typeof value !== 'string') return null
  if (by.ms === 0 && isDate(value)) return addDays(value, by.days)
  const instant = instantOf(value, timezone)
  return instant === null ? null : isoOf(addLength(instant, by, timezone), timezone)
}
