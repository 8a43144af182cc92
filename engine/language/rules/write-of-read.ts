import type { Finding, Rule } from '../rule.ts'
import type { ToolState } from '../state.ts'

/** What only makes sense of a tool that writes: the key, whether the state has it, and what it would have done. */
const ofWrites: readonly {
  readonly key: string
  readonly has: (state: ToolState) => boolean
  readonly about: string
}[] = [
  { key: 'again', has: ({ again }) => again, about: 'a read is made each time anyway' },
  {
    key: 'dedupe_on',
    has: ({ dedupeOn }) => dedupeOn !== undefined,
    about: 'a read may be made as often as it is needed',
  },
  { key: 'undo', has: ({ undo }) => undo !== undefined, about: 'a read leaves nothing to undo' },
]

export const writeOfRead: Rule = {
  code: 'write-of-read',
  severity: 'error',
  needs: 'flow',
  about: 'A tool that is treated as one that writes, and only reads.',
  why: 'One of the two is wrong: what the flow guards against cannot happen, or the tool writes and nobody guards it.',
  bad: `
    flow: demo
    start: look
    states:
      look: { tool: times, again: true, next: bye, outcomes: { error: bye } }
      bye: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: look
    states:
      look: { tool: times, next: bye, outcomes: { error: bye } }
      bye: { end: Goodbye }
  `,
  world: { tools: { times: { effect: 'read' } } },
  *check({ flow, world }): Iterable<Finding> {
    for (const state of Object.values(flow.states)) {
      if (state.kind !== 'tool' || world.tools?.[state.tool]?.effect !== 'read') continue
      const found = ofWrites.filter(({ has }) => has(state))
      for (const { key, about } of found)
        yield {
          path: ['states', state.name, key],
          part: 'key',
          message: `"${state.tool}" only reads, and "${key}" is for tools that write: ${about}.`,
          advice: `Take "${key}" out, or have the tool say effect: 'write'.`,
        }
      if ('uncertain' in state.outcomes)
        yield {
          path: ['states', state.name, 'outcomes', 'uncertain'],
          part: 'key',
          message: `"${state.tool}" only reads, and only a write can be uncertain.`,
          advice: "Take it out, or have the tool say effect: 'write'.",
        }
    }
  },
}
