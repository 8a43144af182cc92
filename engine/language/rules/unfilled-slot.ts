import type { Read } from '../../expressions/expression-finding.ts'
import type { Slot } from '../slot.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'
import { expressionPlace } from '../expression-place.ts'
import { typingOf } from '../flow-typing.ts'
import { flowFactsOf } from '../graph.ts'
import { filledByDefault } from '../sure-value.ts'
import { valueUses } from '../uses.ts'

export const unfilledSlot: Rule = {
  code: 'unfilled-slot',
  severity: 'error',
  needs: 'graph',
  about: 'A slot or saved name that is read where it may not be filled yet.',
  why: 'The call would fail there, on exactly the path that nobody tried.',
  bad: `
    flow: demo
    start: greet
    slots: { n: { type: integer } }
    states:
      greet: { say: "A table for {{ slots.n }}?", next: ask }
      ask: { gather: n, prompt: "How many?", next: bye }
      bye: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: ask
    slots: { n: { type: integer } }
    states:
      ask: { gather: n, prompt: "How many?", next: tell }
      tell: { say: "A table for {{ slots.n }}.", next: bye }
      bye: { end: Goodbye }
  `,
  *check(context) {
    const { source, writer } = context
    const typing = typingOf(context)
    const facts = flowFactsOf(context)
    yield* defaults(context)
    for (const { expression, state, facts: known, isSpoken } of facts.evaluations) {
      const { reads, type } = typing.check(expression, state)
      const isMissing = ({ guarded, path }: Read): boolean => !guarded && !known.has(path)
      for (const read of reads) {
        if (!isMissing(read)) continue
        const place = expressionPlace(expression, read, source, writer)
        if (read.lacks !== undefined) {
          // What holds the field is told first.
          if (!reads.some((other) => other !== read && isMissing(other) && holds(other.path, read.path)))
            yield { ...place, ...fieldFault(read, expression.cel) }
          continue
        }
        if (read.path === 'call.from') {
          // A tool, or a condition, may well be given "".
          if (isSpoken && (type === 'text' || type === 'any'))
            yield {
              ...place,
              message:
                'Where the caller withholds their number, "call.from" is empty, and nothing would be said for it.',
              advice: "Guard it: a branch on filled(call.from) before, or {{ call.from | or('…') }}.",
            }
          continue
        }
        if (read.path === 'result') {
          yield {
            ...place,
            message: '"result" is there only in the state of its tool.',
            advice: 'Keep what you need of it: save: { name: result.field }.',
          }
          continue
        }
        if (read.path.startsWith('item.')) {
          yield {
            ...place,
            message: `${read.path} may not be known yet when this is said or asked.`,
            advice: `The fields of an item are asked in the order in which they stand, and a caller may say any of them first: put "${read.path.slice('item.'.length)}" before, or guard it: filled(${read.path}), or(${read.path}, …).`,
          }
          continue
        }
        if (read.path.startsWith('items:')) {
          const list = read.path.slice('items:'.length)
          if (known.has(list))
            yield {
              ...place,
              message: `${list} may be empty when "${state.name}" is reached: there is no such item then.`,
              advice: `Look first, size(${list}) > 0, or ask for one at least: min: 1.`,
            }
          continue
        }
        const by = facts.witness(state.name, read.path)
        const way = by.length > 1 ? `: by way of ${by.join(' → ')}` : ''
        const isSlot = read.path.startsWith('slots.')
        const byDefault = isSlot && context.flow.slots[read.path.slice('slots.'.length)]?.default !== undefined
        yield {
          ...place,
          message: `${isSlot ? read.path : `"${read.path}"`} may not be ${isSlot ? 'filled' : 'saved'} when "${state.name}" is reached${way}.${byDefault ? ' Its default is empty where the caller withholds their number.' : ''}`,
          advice: `${isSlot ? 'Gather it' : 'Call the tool that saves it'} on every way there, or guard it: filled(${read.path}), or(${read.path}, …).`,
        }
      }
    }
  },
}

function holds(whole: string, part: string): boolean {
  return part.startsWith(`${whole}.`) || part.startsWith(`${whole}[`)
}

/** A field that its tool may leave out. */
function fieldFault({ start, end, lacks }: Read, cel: string): Pick<Finding, 'message' | 'advice'> {
  const field = cel.slice(start, end)
  return {
    message: `The tool may ${lacks === 'null' ? 'give null for' : 'leave out'} ${field}: its result does not promise it.`,
    advice: `Guard it: filled(${field}), or(${field}, …). If it is always there, have the tool's output say so.`,
  }
}

/** A default that reads what is not filled before anything is said: the call could not begin. */
function* defaults(context: RuleContext): Iterable<Finding> {
  const { flow, source, writer } = context
  const typing = typingOf(context)
  const before: Slot[] = []
  for (const slot of Object.values(flow.slots)) {
    const filled = filledByDefault(before, typing)
    before.push(slot)
    if (slot.default === undefined) continue
    for (const { expression } of valueUses(slot.default, { state: null, slot }))
      for (const read of typing.check(expression, null).reads) {
        if (read.guarded || filled.has(read.path) || read.path === 'call.from') continue
        yield {
          ...expressionPlace(expression, read, source, writer),
          message: `A default is taken before anything is said, and "${read.path}" is not there yet.`,
          advice: 'Set it where it is known: set: { slots.name: … }.',
        }
      }
  }
}
