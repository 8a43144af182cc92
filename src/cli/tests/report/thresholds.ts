import { sharesOf, type Covered, type Shares } from '../../../../engine/rehearsal/coverage.ts'
import type { FlowCoverage } from './results.ts'

/** The least that tests must reach, percent by kind: `transitions`, `states` … */
export type Thresholds = Readonly<Partial<Record<keyof Shares, number>>>

const kinds = Object.keys(sharesOf([])) as readonly (keyof Shares)[]

/** "90" is of every kind; "transitions=90,options=100" of these. A text where it cannot be read: what is wrong. */
export function thresholdsOf(text: string): Thresholds | string {
  const usage = `Write --threshold 90, or of some: --threshold ${kinds.slice(0, 2).join('=90,')}=100. There are ${kinds.join(', ')}.`
  const all = percentOf(text)
  if (all !== null) return Object.fromEntries(kinds.map((kind) => [kind, all]))
  const found: Partial<Record<keyof Shares, number>> = {}
  for (const part of text.split(',')) {
    const [name = '', value = ''] = part.split('=')
    const kind = kinds.find((one) => one === name.trim())
    const percent = percentOf(value)
    if (kind === undefined || percent === null) return `--threshold cannot be "${text}". ${usage}`
    found[kind] = percent
  }
  return found
}

function percentOf(text: string): number | null {
  const percent = /^\s*\d{1,3}(\.\d+)?\s*%?\s*$/.test(text) ? Number.parseFloat(text) : Number.NaN
  return percent <= 100 ? percent : null
}

/** A kind of which a flow's tests reach less than they must, and what they miss. */
export interface Shortfall {
  readonly flow: string
  readonly file: string
  readonly kind: keyof Shares
  readonly percent: number
  readonly least: number
  readonly missed: readonly Covered[]
}

/** What the tests of each flow fall short of. */
export function shortfalls(
  coverage: readonly FlowCoverage[],
  least: (flow: FlowCoverage) => Thresholds,
): readonly Shortfall[] {
  return coverage.flatMap((one) => {
    const shares = sharesOf(one.covered)
    const wanted = least(one)
    return kinds.flatMap((kind): readonly Shortfall[] => {
      const { percent } = shares[kind]
      const bound = wanted[kind] ?? 0
      if (percent >= bound) return []
      const missed = one.covered.filter((part) => `${part.kind}s` === kind && part.hits === 0)
      return [{ flow: one.flow, file: one.file, kind, percent, least: bound, missed }]
    })
  })
}

/** A paragraph each, with what is missing by file and line. */
export function drawShortfalls(found: readonly Shortfall[]): string {
  return found
    .map(({ flow, kind, percent, least, missed }) =>
      [
        `Tests of ${flow} reach ${percent} % of its ${kind}, and must reach ${least} %. Not reached:`,
        ...missed.map(({ place, name }) => `  ${place.file}:${place.line}  ${name}`),
      ].join('\n'),
    )
    .join('\n\n')
}
