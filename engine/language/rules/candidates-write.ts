import { didYouMean } from '../nearest.ts'
import type { Rule } from '../rule.ts'

export const candidatesWrite: Rule = {
  code: 'candidates-write',
  severity: 'error',
  needs: 'flow',
  about: 'Known values that are looked up with a tool that writes, or that nobody has written.',
  why: 'The tool is called before anything is asked, and again whenever it is needed.',
  world: { tools: { customers: { effect: 'read' }, book: { effect: 'write' } } },
  bad: `
    flow: demo
    start: ask
    slots: { who: { type: name, candidates: { tool: book, from: names } } }
    states:
      ask: { gather: who, prompt: "Your name?", next: bye }
      bye: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: ask
    slots: { who: { type: name, candidates: { tool: customers, from: names } } }
    states:
      ask: { gather: who, prompt: "Your name?", next: bye }
      bye: { end: Goodbye }
  `,
  *check({ flow, world }) {
    for (const { name, candidates } of Object.values(flow.slots)) {
      if (candidates === undefined || world.tools === undefined) continue
      const path = ['slots', name, 'candidates', 'tool']
      const tool = world.tools[candidates.tool]
      const advice = didYouMean(candidates.tool, Object.keys(world.tools))
      if (tool === undefined)
        yield {
          path,
          message: `There is no tool "${candidates.tool}".`,
          ...(advice === undefined ? {} : { advice }),
        }
      else if (tool.effect === 'write')
        yield { path, message: `"${candidates.tool}" writes.`, advice: 'Name a tool that only reads.' }
    }
  },
}
