import type { Covered } from '../../../../engine/rehearsal/coverage.ts'
import type { FlowCoverage } from './results.ts'

/**
 * LCOV's trace file, as geninfo(1) describes it, for genhtml, Codecov and editors: a record a file; states are its functions,
 * and everything else that a test can reach is a branch of its line.
 */
export function lcov(coverage: readonly FlowCoverage[]): string {
  return [...byFile(coverage)].map(([file, covered]) => record(file, covered)).join('')
}

/** What there is to reach, by the file in which it is written: a flow's, or one that it imports. Each thing once. */
export function byFile(coverage: readonly FlowCoverage[]): ReadonlyMap<string, readonly Covered[]> {
  const files = new Map<string, Map<string, Covered>>()
  for (const one of coverage.flatMap(({ covered }) => covered)) {
    const own = files.get(one.place.file) ?? new Map<string, Covered>()
    files.set(one.place.file, own)
    const key = `${one.place.line} ${one.kind} ${one.name}`
    const known = own.get(key)
    own.set(key, known === undefined || known.hits < one.hits ? one : known)
  }
  return new Map([...files].map(([file, own]) => [file, [...own.values()]]))
}

/** How often a line was reached: as often as what of it was reached most. */
function lineHits(covered: readonly Covered[]): ReadonlyMap<number, number> {
  const lines = new Map<number, number>()
  for (const { place, hits } of covered) lines.set(place.line, Math.max(lines.get(place.line) ?? 0, hits))
  return new Map([...lines].sort(([a], [b]) => a - b))
}

function record(file: string, covered: readonly Covered[]): string {
  const states = covered.filter(({ kind }) => kind === 'state')
  const others = covered.filter(({ kind }) => kind !== 'state')
  const lines = lineHits(covered)
  const next = new Map<number, number>()
  const branches = others.map(({ place: { line }, hits }) => {
    const branch = next.get(line) ?? 0
    next.set(line, branch + 1)
    return `BRDA:${line},0,${branch},${(lines.get(line) ?? 0) === 0 ? '-' : hits}`
  })
  const reached = (list: readonly { readonly hits: number }[]): number => list.filter(({ hits }) => hits > 0).length
  return `${[
    'TN:',
    `SF:${file}`,
    ...states.map(({ place, name }) => `FN:${place.line},${name}`),
    ...states.map(({ hits, name }) => `FNDA:${hits},${name}`),
    `FNF:${states.length}`,
    `FNH:${reached(states)}`,
    ...branches,
    `BRF:${others.length}`,
    `BRH:${reached(others)}`,
    ...[...lines].map(([line, hits]) => `DA:${line},${hits}`),
    `LF:${lines.size}`,
    `LH:${[...lines.values()].filter((hits) => hits > 0).length}`,
    'end_of_record',
  ].join('\n')}\n`
}
