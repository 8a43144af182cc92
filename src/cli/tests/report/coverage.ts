import { sharesOf, type Covered } from '../../../../engine/rehearsal/coverage.ts'
import type { FlowCoverage } from './results.ts'

/** How much of a flow the tests reached, and what they did not, by file and line. */
export function drawCoverage({ flow, file, covered }: FlowCoverage): string {
  const counts = Object.entries(sharesOf(covered)).map(([kind, share]) => `${kind} ${share.covered}/${share.total}`)
  const missed = covered.filter(({ hits }) => hits === 0)
  return [
    `Coverage of ${flow}: ${counts.join(', ')}.`,
    ...(missed.length === 0 ? [] : ['  Not reached:', ...missed.map((one) => `    ${placed(one, file)}`)]),
  ].join('\n')
}

function placed({ kind, name, place }: Covered, file: string): string {
  return `${file}:${place.line}  ${kind} ${name}`
}
