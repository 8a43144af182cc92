import { didYouMean } from '../nearest.ts'
import type { Rule } from '../rule.ts'
import { runSites } from '../runs.ts'

export const unknownFlow: Rule = {
  code: 'unknown-flow',
  severity: 'error',
  needs: 'flow',
  about: 'A flow that is not there.',
  why: 'The call would have nowhere to go.',
  files: [{ file: 'vehicle.yaml', text: 'flow: vehicle\nstart: bye\nstates: { bye: { end: Thanks } }' }],
  bad: `
    flow: demo
    start: car
    states:
      car: { run: vehicel, next: bye }
      bye: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: car
    states:
      car: { run: vehicle, next: bye }
      bye: { end: Goodbye }
  `,
  *check({ flow, flows }) {
    for (const { flow: name, path, kind } of runSites(flow)) {
      // a pattern that no file has is a built-in one
      if (kind === 'command' || flows.has(name)) continue
      const others = [...flows.keys()].filter((other) => other !== flow.flow)
      yield {
        path,
        message: `There is no flow "${name}".`,
        advice: didYouMean(name, others) ?? 'Check its file together with this one, or name it under "imports".',
      }
    }
  },
}
