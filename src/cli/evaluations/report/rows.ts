import type { Judged } from '../../../../engine/evaluation/verdict.ts'
import type { EvalResult } from '../run-evaluations.ts'
import type { ModelResults } from './results.ts'

/** An utterance and how it came out, in a line. */
export function tellRow({ row, taken, consequence }: Judged): string {
  return `"${row.utterance}" means ${row.meant}, was ${taken}${consequence === null ? '' : `: ${consequence}`}`
}

/** Where it is written. */
export function lineOf({ source }: EvalResult['file'], { row }: Judged): number {
  return source.place(row.path).line
}

/** An utterance that two models took for different things. */
export interface Differing {
  readonly name: string
  readonly line: number
  readonly a: Judged
  readonly b: Judged
}

/** What two models took for different things, in the order of the files. */
export function differing(first: ModelResults, second: ModelResults): readonly Differing[] {
  return first.evals.flatMap(({ name, file, judged }) => {
    const other = second.evals.find((one) => one.name === name)?.judged ?? []
    const byRow = new Map(other.map((one) => [one.row, one]))
    return judged.flatMap((a): Differing[] => {
      const b = byRow.get(a.row)
      return b === undefined || a.taken === b.taken ? [] : [{ name, line: lineOf(file, a), a, b }]
    })
  })
}
