import type { Covered } from '../../../engine/rehearsal/coverage.ts'
import type { FlowCoverage } from './results.ts'

const kinds = ['state', 'transition', 'rung', 'option'] as const
const plural = { state: 'states', transition: 'transitions', rung: 'rungs', option: 'options' } as const

/** How much of a flow the tests reached, and what they did not, by file and line. */
export function drawCoverage({ flow, file, covered }: FlowCoverage): string {
  const counts = kinds.map((kind) => {
    const all = covered.filter((one) => one.kind === kind)
    return `${plural[kind]} ${all.filter(({ hits }) => hits > 0).length}/${all.length}`
  })
  const missed = covered.filter(({ hits }) => hits === 0)
  return [
    `Coverage of ${flow}: ${counts.join(', ')}.`,
    ...(missed.length === 0 ? [] : ['  Not reached:', ...missed.map((one) => `    ${placed(one, file)}`)]),
  ].join('\n')
}

function placed({ kind, name, place }: Covered, file: string): string {
  return `${file}:${place.line}  ${kind} ${name}`
}
