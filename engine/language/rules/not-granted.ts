import { flowFactsOf } from '../graph.ts'
import { runSites } from '../runs.ts'
import type { Rule } from '../rule.ts'

export const notGranted: Rule = {
  code: 'not-granted',
  severity: 'error',
  needs: 'graph',
  about: 'A state that can be reached without what it requires.',
  why: 'A caller who was never identified would be served as if he had been.',
  bad: `
    flow: demo
    start: identify
    slots: { pin: { type: digits, length: 4 } }
    states:
      identify: { gather: pin, prompt: "Your PIN?", next: check, nomatch: [{ to: account }] }
      check: { tool: check_pin, with: { pin: =slots.pin }, grants: verified, next: account, outcomes: { error: bye } }
      account: { say: Your account is fine., requires: verified, next: bye }
      bye: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: identify
    slots: { pin: { type: digits, length: 4 } }
    states:
      identify: { gather: pin, prompt: "Your PIN?", next: check, nomatch: [{ to: bye }] }
      check: { tool: check_pin, with: { pin: =slots.pin }, grants: verified, next: account, outcomes: { error: bye } }
      account: { say: Your account is fine., requires: verified, next: bye }
      bye: { end: Goodbye }
  `,
  *check(context) {
    const { flow, flows } = context
    const { atEntry, witness } = flowFactsOf(context)
    for (const { name, requires } of Object.values(flow.states)) {
      const fact = `granted:${requires ?? ''}`
      const known = atEntry.get(name)
      if (requires === undefined || known === undefined || known.has(fact)) continue
      const way = witness(name, fact)
      const [first = name] = way
      // Granted on every way there, and then lost.
      const isLost = first !== flow.start && first !== name
      yield {
        path: ['states', name, 'requires'],
        message: isLost
          ? `"${name}" is reached without "${requires}": "${first}" may change a slot that it was granted by (${way.join(' → ')}).`
          : `"${name}" is reached without "${requires}": by way of ${way.join(' → ')}.`,
        advice: isLost
          ? `Lead from "${first}" through a state that "grants: ${requires}" again.`
          : `Lead every way there through a state that "grants: ${requires}".`,
      }
    }
    for (const { flow: name, path, kind } of runSites(flow)) {
      const wanted = flows.get(name)?.flow.requires
      const state = kind === 'run' || kind === 'goto_flow' ? String(path[1]) : undefined
      const known = state === undefined ? atEntry.get(flow.start) : atEntry.get(state)
      if (wanted === undefined || known === undefined || known.has(`granted:${wanted}`)) continue
      yield {
        path,
        message: `The flow "${name}" requires "${wanted}", and it is begun here without.`,
        advice: `Lead every way there through a state that "grants: ${wanted}".`,
      }
    }
  },
}
