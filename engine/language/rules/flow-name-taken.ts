import type { Rule } from '../rule.ts'

export const flowNameTaken: Rule = {
  code: 'flow-name-taken',
  severity: 'error',
  needs: 'flow',
  about: 'Two files whose flows have the same name.',
  why: 'Calls, logs and "run" tell flows apart by their name.',
  files: [{ file: 'a.yaml', text: 'flow: vehicle\nstart: bye\nstates: { bye: { end: Thanks } }' }],
  bad: `
    flow: vehicle
    start: bye
    states:
      bye: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: bye
    states:
      bye: { end: Goodbye }
  `,
  *check({ flow, flows, source }) {
    const first = flows.get(flow.flow)
    if (flow.flow === '' || first === undefined || first.source === source) return
    const { file, line } = first.source.place(['flow'])
    yield {
      path: ['flow'],
      message: `The flow in ${file}, line ${line}, has this name too.`,
      advice: 'Give this one another.',
    }
  },
}
