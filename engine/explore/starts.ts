import { isOpen } from '../expressions/opening.ts'
import type { Flow } from '../language/flow.ts'
import type { RehearsalStart } from '../rehearsal/call-under-way.ts'
import { usual } from '../rehearsal/read-step.ts'
import { expressionsOf } from './literals.ts'

const hourMs = 3_600_000
const weekHours = 24 * 7
/** More different beginnings of written tests are not looked at. */
const mostWritten = 6

/**
 * How explored calls begin: as written tests do, from a known and, where the flow looks at it, from a withheld number, and
 * with every opening hours once open and once shut. `written` come first.
 */
export function startsOf(flow: Flow, written: readonly RehearsalStart[], seed: number): readonly RehearsalStart[] {
  const first: RehearsalStart = { at: Date.parse(usual.clock), from: usual.from, to: usual.to, inputs: {}, seed }
  const starts = unique(written.length === 0 ? [first] : written).slice(0, mostWritten)
  const model = starts[0] ?? first
  for (const name of Object.keys(flow.hours)) {
    for (const wanted of [true, false]) {
      const isSo = (at: number): boolean => isOpen(flow.hours[name] ?? [], at, flow.timezone) === wanted
      if (starts.some(({ at }) => isSo(at))) continue
      const at = Array.from({ length: weekHours }, (_, n) => model.at + n * hourMs).find(isSo)
      if (at !== undefined) starts.push({ ...model, at })
    }
  }
  const looksAtNumber = expressionsOf(flow).some((cel) => cel.includes('call.from'))
  if (looksAtNumber && starts.every(({ from }) => from !== '')) starts.push({ ...model, from: '' })
  if (looksAtNumber && starts.every(({ from }) => from === '')) starts.push({ ...model, from: usual.from })
  return unique(starts)
}

function unique(starts: readonly RehearsalStart[]): RehearsalStart[] {
  const seen = new Set<string>()
  return starts.filter((start) => {
    const key = JSON.stringify(start)
    return seen.has(key) ? false : seen.add(key) !== undefined
  })
}
