import { limitsMs } from './next-word.ts'
import type { Played } from './stage.ts'

/** From the fault to the agent's next word, for one way that the line behaves. */
export interface Waits {
  readonly name: string
  readonly limitMs: number
  readonly ms: readonly number[]
}

export interface Judged {
  readonly faults: number
  readonly calls: number
  readonly lost: readonly string[]
  readonly duplicated: readonly string[]
  readonly waits: readonly Waits[]
  /** Every promise that was broken, a line each. */
  readonly broken: readonly string[]
}

/** What was promised against what happened, over all stages. */
export function judge(stages: readonly Played[]): Judged {
  const waits = (Object.keys(limitsMs) as (keyof typeof limitsMs)[]).map((name): Waits => {
    const ms = stages.flatMap(({ mode, injected }) =>
      injected.flatMap(({ words, counts, silent }) =>
        counts && (silent === true ? 'vanishes' : mode) === name
          ? words.flatMap(({ ms, spokenOver }) => (spokenOver ? [] : [ms ?? Infinity]))
          : [],
      ),
    )
    return { name, limitMs: limitsMs[name], ms: ms.sort((one, other) => one - other) }
  })
  const lost = stages.flatMap(({ name, calls }) =>
    calls.flatMap((call) => (call.lost === null ? [] : [`${name}: ${call.sid} ${call.lost}`])),
  )
  const duplicated = stages.flatMap(({ name, duplicated }) => duplicated.map((order) => `${name}: order ${order}`))
  return {
    faults: stages.reduce((sum, { injected }) => sum + injected.filter(({ happened }) => happened).length, 0),
    calls: stages.reduce((sum, { calls }) => sum + calls.length, 0),
    lost,
    duplicated,
    waits,
    broken: [
      ...lost.map((one) => `lost call: ${one}`),
      ...duplicated.map((one) => `done twice: ${one}`),
      ...stages.flatMap(({ name, broken }) => broken.map(({ sid, what }) => `history: ${name}: ${sid} ${what}`)),
      ...stages.flatMap(({ name, violations }) => violations.map((what) => `Twilio would complain: ${name}: ${what}`)),
      ...stages.flatMap(({ name, injected }) =>
        injected.flatMap(({ fault, happened }) => (happened ? [] : [`never happened: ${name}: ${fault}`])),
      ),
      ...waits.flatMap(({ name, limitMs, ms }) =>
        quantile(ms, 0.99) > limitMs ? [`P6: ${name}: p99 ${show(quantile(ms, 0.99))} > ${limitMs} ms`] : [],
      ),
    ],
  }
}

/** The report, for people. */
export function reportOf(judged: Judged): string {
  const { faults, calls, lost, duplicated, waits, broken } = judged
  return [
    `${faults} faults, ${calls} calls: ${lost.length} lost, ${duplicated.length} effects duplicated`,
    '',
    'To the agent’s next word   n     median    p99      max      limit (p99)',
    ...waits.map(({ name, limitMs, ms }) =>
      [
        `  ${name}`.padEnd(26),
        String(ms.length).padEnd(5),
        show(quantile(ms, 0.5)).padEnd(9),
        show(quantile(ms, 0.99)).padEnd(8),
        show(ms.at(-1) ?? 0).padEnd(8),
        `${limitMs / 1000} s`,
      ].join(' '),
    ),
    '',
    ...(broken.length === 0 ? ['Every promise was kept.'] : ['BROKEN:', ...broken.map((one) => `  ${one}`)]),
  ].join('\n')
}

/** Nearest rank; 0 of nothing. `sorted` ascending. */
function quantile(sorted: readonly number[], q: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * q) - 1)] ?? 0
}

function show(ms: number): string {
  return Number.isFinite(ms) ? `${(ms / 1000).toFixed(2)} s` : 'never'
}
