import type { Rule } from '../rule.ts'
import { didYouMean } from '../nearest.ts'

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

export const unknownTimezone: Rule = {
  code: 'unknown-timezone',
  severity: 'error',
  needs: 'flow',
  about: 'A time zone that does not exist.',
  why: 'Days and opening hours could not be worked out.',
  bad: `
    flow: demo
    timezone: Europe/Londn
    start: ask
    states:
      ask: { end: Goodbye }
  `,
  good: `
    flow: demo
    timezone: Europe/London
    start: ask
    states:
      ask: { end: Goodbye }
  `,
  *check({ flow }) {
    if (isZone(flow.timezone)) return
    const advice =
      didYouMean(flow.timezone, Intl.supportedValuesOf('timeZone')) ?? 'Write an IANA name such as Europe/London.'
    yield { path: ['timezone'], message: `"${flow.timezone}" is no time zone.`, advice }
  },
}
