import type { Score } from './scores.ts'

type Figure = 'right' | 'wrong' | 'f1' | 'precision' | 'complete' | 'early'

/** What the grammars are to reach on real answers, in per cent; with known values where `known`. */
interface Target {
  readonly kind: string
  readonly figure: Figure
  readonly atLeast?: number
  readonly atMost?: number
  readonly known?: true
}

const targets: readonly Target[] = [
  { kind: 'evi en-GB date of birth', figure: 'f1', atLeast: 92 },
  { kind: 'evi en-GB date of birth', figure: 'wrong', atMost: 5 },
  { kind: 'evi pl-PL date of birth', figure: 'f1', atLeast: 90 },
  { kind: 'evi en-GB postcode', figure: 'f1', atLeast: 66 },
  { kind: 'evi en-GB postcode', figure: 'precision', atLeast: 99, known: true },
  { kind: 'evi en-GB postcode', figure: 'f1', atLeast: 88, known: true },
  { kind: 'evi pl-PL postcode', figure: 'f1', atLeast: 85 },
  { kind: 'evi en-GB name', figure: 'f1', atLeast: 85, known: true },
  { kind: 'nlupp en-GB time', figure: 'right', atLeast: 95 },
  { kind: 'nlupp en-GB time', figure: 'wrong', atMost: 2 },
  { kind: 'nlupp en-GB date', figure: 'right', atLeast: 88 },
  { kind: 'nlupp en-GB integer', figure: 'right', atLeast: 90 },
  { kind: 'nlupp en-GB money', figure: 'right', atLeast: 97 },
  { kind: 'r8k en-GB time', figure: 'complete', atLeast: 93 },
  { kind: 'r8k en-GB date', figure: 'complete', atLeast: 93 },
  { kind: 'r8k en-GB integer', figure: 'complete', atLeast: 93 },
]
const mostEarly = 1

/** Every target beside its figure, worst first; those of data that is not there are left out. */
export function judged(
  alone: readonly Score[],
  withKnown: readonly Score[] | null,
): readonly { readonly what: string; readonly target: string; readonly figure: number; readonly kept: string }[] {
  const rows = targets.flatMap(({ kind, figure, atLeast, atMost, known }) => {
    const found = (known ? withKnown : alone)?.find((score) => score.kind === kind)?.[figure]
    if (found === undefined || found === null) return []
    const margin = atLeast === undefined ? (atMost ?? 0) - found : found - atLeast
    const target = atLeast === undefined ? `≤ ${atMost}` : `≥ ${atLeast}`
    return [{ what: `${kind}${known ? ', known values' : ''}: ${figure}`, target, figure: found, margin }]
  })
  const early = [...alone, ...(withKnown ?? [])].map(({ early }) => early)
  const worst = { what: 'closed early, anywhere', target: `≤ ${mostEarly}`, figure: Math.max(0, ...early) }
  return [...rows, { ...worst, margin: mostEarly - worst.figure }]
    .toSorted((a, b) => a.margin - b.margin)
    .map(({ what, target, figure, margin }) => ({ what, target, figure, kept: margin >= 0 ? 'kept' : 'MISSED' }))
}
