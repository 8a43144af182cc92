import { runSites } from '../runs.ts'
import type { Rule, RuleContext } from '../rule.ts'

export const timezoneMissing: Rule = {
  code: 'timezone-missing',
  severity: 'warning',
  needs: 'flow',
  about: 'Days or times without a time zone.',
  why: '"Tomorrow" and opening hours would be meant in UTC, which is another day for part of the world.',
  bad: `
    flow: demo
    start: ask
    slots: { day: { type: date } }
    states:
      ask: { gather: day, prompt: "Which day?", next: bye }
      bye: { end: Goodbye }
  `,
  good: `
    flow: demo
    timezone: Europe/London
    start: ask
    slots: { day: { type: date } }
    states:
      ask: { gather: day, prompt: "Which day?", next: bye }
      bye: { end: Goodbye }
  `,
  *check(context) {
    const { flow } = context
    if (hasZone(context)) return
    const slot = Object.values(flow.slots).find(({ type }) => type === 'date' || type === 'time' || type === 'datetime')
    const hours = Object.keys(flow.hours)[0]
    if (slot === undefined && hours === undefined) return
    const path = slot === undefined ? ['hours'] : ['slots', slot.name]
    yield {
      path,
      part: 'key',
      message: 'Days and times are meant in UTC here: the flow names no time zone.',
      advice: 'Add "timezone: Europe/London" at the head.',
    }
  },
}

/** Its own, or that of every flow that comes to it. */
function hasZone(context: RuleContext, seen: readonly RuleContext[] = []): boolean {
  if (context.source.node(['timezone']) !== null) return true
  const from = [...context.flows.values()].filter(
    (other) => other !== context && runSites(other.flow).some(({ flow }) => flow === context.flow.flow),
  )
  return from.length > 0 && !seen.includes(context) && from.every((other) => hasZone(other, [...seen, context]))
}
