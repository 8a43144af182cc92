import type { Row, Thresholds } from './eval-file.ts'

/** How one utterance came out. */
export interface Judged {
  readonly row: Row
  /** What it was taken for. */
  readonly taken: string
  readonly verdict: 'right' | 'unsure' | 'wrong'
  /** Of what is wrong: what it comes to before another question, or null. */
  readonly consequence: string | null
  /** What asking the model took; null where it was not asked. */
  readonly ms: number | null
  readonly cost: number | null
}

/** Of a file, or of a state of it. */
export interface Summary {
  readonly total: number
  readonly right: number
  readonly unsure: number
  readonly wrong: number
  /** Of those that are wrong. */
  readonly wrongWithConsequences: number
  /** So many were put to the model. */
  readonly asked: number
  /** Milliseconds of what was asked; null where nothing was. */
  readonly median: number | null
  readonly p95: number | null
  /** null where no price is known. */
  readonly cost: number | null
}

/** Unsure where something was meant is no mistake; a choice where nothing fits is one. */
export function verdictOf(meant: string, taken: string): Judged['verdict'] {
  if (taken === meant) return 'right'
  return taken === 'unsure' ? 'unsure' : 'wrong'
}

/** Counts them. */
export function summaryOf(judged: readonly Judged[]): Summary {
  const count = (verdict: Judged['verdict']): number => judged.filter((one) => one.verdict === verdict).length
  const times = judged.flatMap(({ ms }) => (ms === null ? [] : [ms])).toSorted((a, b) => a - b)
  const costs = judged.flatMap(({ cost }) => (cost === null ? [] : [cost]))
  const at = (part: number): number | null => times[Math.max(0, Math.ceil(times.length * part) - 1)] ?? null
  return {
    total: judged.length,
    right: count('right'),
    unsure: count('unsure'),
    wrong: count('wrong'),
    wrongWithConsequences: judged.filter(({ consequence }) => consequence !== null).length,
    asked: times.length,
    median: at(0.5),
    p95: at(0.95),
    cost: costs.length === 0 ? null : costs.reduce((sum, one) => sum + one, 0),
  }
}

/** A threshold that does not hold: which, in words, and the utterances that are to blame. */
export interface Broken {
  readonly threshold: keyof Thresholds
  readonly message: string
  readonly rows: readonly Judged[]
}

/** Which thresholds do not hold. A cost that nobody can tell breaks its threshold. */
export function brokenBy(judged: readonly Judged[], thresholds: Thresholds): readonly Broken[] {
  const { total, right, unsure, wrong, wrongWithConsequences, median, p95, cost } = summaryOf(judged)
  const of = (count: number): string => `${percent(count / total)} (${count} of ${total})`
  const found: Broken[] = []
  const { right: least } = thresholds
  const notRight = judged.filter(({ verdict }) => verdict !== 'right')
  if (least !== undefined && right / total < least)
    found.push({
      threshold: 'right',
      message: `${of(right)} are right, and at least ${percent(least)} should be.`,
      rows: notRight,
    })
  const most = (
    threshold: 'unsure' | 'wrong' | 'wrong_with_consequences',
    count: number,
    rows: readonly Judged[],
  ): void => {
    const limit = thresholds[threshold]
    if (limit === undefined || count / total <= limit) return
    const what = threshold.replaceAll('_', ' ')
    found.push({ threshold, message: `${of(count)} are ${what}, and at most ${percent(limit)} may be.`, rows })
  }
  most(
    'unsure',
    unsure,
    judged.filter(({ verdict }) => verdict === 'unsure'),
  )
  most(
    'wrong',
    wrong,
    judged.filter(({ verdict }) => verdict === 'wrong'),
  )
  most(
    'wrong_with_consequences',
    wrongWithConsequences,
    judged.filter(({ consequence }) => consequence !== null),
  )
  for (const [threshold, ms] of [
    ['median', median],
    ['p95', p95],
  ] as const) {
    const limit = thresholds[threshold]
    if (limit !== undefined && ms !== null && ms > limit)
      found.push({
        threshold,
        message: `The ${threshold} of the model's latency is ${Math.round(ms)} ms, and at most ${limit} ms are allowed.`,
        rows: judged.filter((one) => one.ms !== null && one.ms > limit),
      })
  }
  if (thresholds.cost !== undefined && summaryOf(judged).asked > 0 && (cost === null || cost > thresholds.cost))
    found.push({
      threshold: 'cost',
      message:
        cost === null
          ? 'Nobody can tell what it cost: the model’s price is not among the `prices` of callchart.config.ts.'
          : `It cost ${cost.toFixed(4)}, and at most ${thresholds.cost} is allowed.`,
      rows: [],
    })
  return found
}

/** "83 %", and "99.6 %" where whole numbers would hide it. */
export function percent(share: number): string {
  const whole = Math.round(share * 100)
  return Math.abs(share * 100 - whole) < 0.05 ? `${whole} %` : `${(share * 100).toFixed(1)} %`
}
