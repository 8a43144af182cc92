import type { Rule } from '../rule.ts'
import type { RuleContext } from '../rule.ts'
import { runSites } from '../runs.ts'

/** The way by which a flow that is run comes to run this one again, or null. */
function wayBack(from: string, to: string, flows: ReadonlyMap<string, RuleContext>): readonly string[] | null {
  const ways = new Map<string, readonly string[]>([[from, [from]]])
  for (const [name, way] of ways) {
    if (name === to) return way
    for (const { flow, kind } of runSites(flows.get(name)?.flow ?? emptyFlow)) {
      if (kind !== 'goto_flow' && !ways.has(flow)) ways.set(flow, [...way, flow])
    }
  }
  return null
}

const emptyFlow = { commands: {}, interrupts: {}, states: {} } as unknown as RuleContext['flow']

export const runCycle: Rule = {
  code: 'run-cycle',
  severity: 'error',
  needs: 'flow',
  about: 'A flow that runs itself, by way of others or at once.',
  why: 'Each run waits for the next one, and none ever comes back.',
  bad: `
    flow: demo
    start: again
    states:
      again: { run: demo, next: bye }
      bye: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: ask
    slots: { more: { type: boolean } }
    states:
      ask: { gather: more, prompt: "Once more?", next: [{ when: slots.more, to: again }, { else: bye }] }
      again: { goto_flow: demo }
      bye: { end: Goodbye }
  `,
  *check({ flow, flows }) {
    for (const { flow: name, path, kind } of runSites(flow)) {
      if (kind === 'goto_flow' || kind === 'command') continue
      const way = wayBack(name, flow.flow, flows)
      if (way === null) continue
      yield {
        path,
        message: `This comes back to "${flow.flow}" before it ends: ${[flow.flow, ...way].join(' → ')}.`,
        advice: 'Hand over with "goto_flow", or lead back to a state of this flow.',
      }
    }
  },
}
