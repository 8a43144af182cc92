import type { Rule } from '../rule.ts'

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
  *check({ flow, source }) {
    if (source.node(['timezone']) !== null) return
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
