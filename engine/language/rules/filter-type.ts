import { familyOf, nameOf } from '../../expressions/typing.ts'
import type { ExpressionType } from '../../expressions/typing.ts'
import { expressionPlace } from '../expression-place.ts'
import { typingOf } from '../flow-typing.ts'
import type { Rule } from '../rule.ts'
import { usesOf } from '../uses.ts'

/** What each filter can say. What is not here takes anything. */
const takes: Readonly<Record<string, readonly ReturnType<typeof familyOf>[]>> = {
  date: ['text'],
  time: ['text'],
  datetime: ['text'],
  number: ['number', 'text'],
  integer: ['number', 'text'],
  digits: ['number', 'text'],
  phone: ['text'],
  money: ['number', 'text', 'object'],
  duration: ['text', 'length'],
  boolean: ['boolean'],
  list: ['list'],
  spell: ['text', 'number'],
  postcode: ['text'],
  email: ['text'],
}
const clocks: ReadonlySet<ExpressionType> = new Set<ExpressionType>(['date', 'time', 'datetime'])

export const filterType: Rule = {
  code: 'filter-type',
  severity: 'error',
  needs: 'flow',
  about: 'A filter for another kind of value.',
  why: 'The value would be read out as it is stored.',
  bad: `
    flow: demo
    start: ask
    slots: { n: { type: integer } }
    states:
      ask: { gather: n, prompt: "How many?", next: bye }
      bye: { end: "That is for {{ slots.n | datetime }}." }
  `,
  good: `
    flow: demo
    start: ask
    slots: { n: { type: integer } }
    states:
      ask: { gather: n, prompt: "How many?", next: bye }
      bye: { end: "That is for {{ slots.n | number }}." }
  `,
  *check(context) {
    const { flow, source, writer } = context
    const typing = typingOf(context)
    for (const { expression, filters, state } of usesOf(flow)) {
      const [filter] = filters
      const wanted = filter === undefined ? undefined : takes[filter.name]
      if (filter === undefined || wanted === undefined) continue
      const { type, faults } = typing.check(expression, state)
      const family = familyOf(type)
      const isOther = family !== 'any' && family !== 'nothing' && !wanted.includes(family)
      const isDay = clocks.has(type) && !['date', 'time', 'datetime'].includes(filter.name)
      // a moment is all three of them; a day has no time of day
      const isHalf = (type === 'date' && filter.name === 'time') || (type === 'time' && filter.name === 'date')
      if (faults.length > 0 || (!isOther && !isDay && !isHalf)) continue
      yield {
        ...expressionPlace(expression, { start: 0, end: expression.cel.length }, source, writer),
        message: `The filter "${filter.name}" is not for ${nameOf(type)}.`,
        ...(adviceFor(type) === null ? {} : { advice: adviceFor(type) ?? '' }),
      }
    }
  },
}

function adviceFor(type: ExpressionType): string | null {
  if (typeof type === 'string' && ['number', 'boolean', 'date', 'time', 'datetime'].includes(type))
    return `Write "| ${type}".`
  return typeof type === 'object' && 'list' in type ? 'Write "| list".' : null
}
