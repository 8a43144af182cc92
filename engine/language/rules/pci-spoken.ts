import type { Rule } from '../rule.ts'
import { expressionPlace } from '../expression-place.ts'
import { typingOf } from '../flow-typing.ts'
import { usesOf } from '../uses.ts'

export const pciSpoken: Rule = {
  code: 'pci-spoken',
  severity: 'error',
  needs: 'flow',
  about: 'A slot with payment data that is spoken, or shown to a model.',
  why: 'Payment data must be neither heard in a recording nor sent to a provider.',
  bad: `
    flow: demo
    start: ask
    slots: { card: { type: digits, length: 16, sensitive: pci } }
    states:
      ask: { gather: card, prompt: "Your card number?", next: bye }
      bye: { end: "Your number is {{ slots.card }}." }
  `,
  good: `
    flow: demo
    start: ask
    slots: { card: { type: digits, length: 16, sensitive: pci } }
    states:
      ask: { gather: card, prompt: "Your card number?", next: bye }
      bye: { end: Thank you. }
  `,
  *check(context) {
    const { flow, source, writer } = context
    const fields = Object.values(flow.slots).flatMap((list) =>
      Object.values(list.of ?? {}).flatMap(({ name, sensitive }) =>
        sensitive === 'pci' ? [{ list: `slots.${list.name}`, name }] : [],
      ),
    )
    const secret = new Set([
      ...Object.values(flow.slots).flatMap(({ name, sensitive, item }) =>
        sensitive === 'pci' || item?.sensitive === 'pci' ? [`slots.${name}`] : [],
      ),
      ...fields.map(({ name }) => `item.${name}`),
    ])
    if (secret.size === 0) return
    for (const { expression, role, state, filters } of usesOf(flow)) {
      if (role !== 'text') continue
      // Of a list of objects a field is named: in the text, or to the filter.
      const named = fields.filter(
        ({ name }) =>
          filters.some(({ args }) => args.includes(name)) || new RegExp(`\\.${name}\\b`).test(expression.cel),
      )
      for (const read of typingOf(context).check(expression, state).reads) {
        if (!secret.has(read.path) && !named.some(({ list }) => list === read.path)) continue
        yield {
          ...expressionPlace(expression, read, source, writer),
          message: `${read.path} is payment data (pci) and would be spoken.`,
          advice: 'Leave it out of the text.',
        }
      }
    }
    for (const state of Object.values(flow.states)) {
      if (!('context' in state)) continue
      for (const [index, name] of state.context.slots.entries()) {
        if (!secret.has(`slots.${name}`)) continue
        yield {
          path: ['states', state.name, 'context', 'slots', index],
          message: `"${name}" is payment data (pci) and would be shown to a model.`,
          advice: 'Take it out of the context.',
        }
      }
    }
  },
}
