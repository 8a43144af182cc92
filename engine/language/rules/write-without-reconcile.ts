import type { Rule } from '../rule.ts'

export const writeWithoutReconcile: Rule = {
  code: 'write-without-reconcile',
  severity: 'warning',
  needs: 'flow',
  about: 'A tool that writes, is tried again, and cannot tell whether a write has happened.',
  why: 'After a time-out nobody knows whether the first attempt was made; trying again may do it twice.',
  bad: `
    flow: demo
    start: book
    states:
      book: { tool: book, retry: { max: 1 }, next: bye, outcomes: { error: bye } }
      bye: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: book
    states:
      book: { tool: book, next: bye, outcomes: { error: bye, uncertain: bye } }
      bye: { end: Goodbye }
  `,
  world: { tools: { book: { effect: 'write', reconciles: false } } },
  *check({ flow, source, world }) {
    for (const state of Object.values(flow.states)) {
      const facts = state.kind === 'tool' ? world.tools?.[state.tool] : undefined
      if (state.kind !== 'tool' || state.retry.max === 0 || facts?.effect !== 'write' || facts.reconciles !== false)
        continue
      const own = ['states', state.name, 'retry']
      const path = source.node(own) === null ? ['states', state.name, 'tool'] : own
      yield {
        path,
        part: 'key',
        message: `"${state.tool}" writes and cannot tell whether a write has happened: trying again may do it twice.`,
        advice: 'Give the tool a "reconcile", or take out "retry" and route "uncertain".',
      }
    }
  },
}
