import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { nothingLearnt, type Learnt } from '../../engine/turns/floor.ts'
import { quantile } from './quantiles.ts'
import { ownRows } from './turns/phrases.ts'
import type { Row } from './turns/question.ts'
import { endedBySilence, endedByTurns, type Ended } from './turns/replay.ts'
import { pauseChance, spoken } from './turns/timing.ts'

/**
 * `npm run bench -- turns [DATA]`: how often a caller is cut off, and how long one who has finished waits, by fixed silences
 * and by `engine/turns`, on the same rows with the same timing (`turns/timing.ts` says which). Answers of our own, or rows of
 * real ones (JSON lines, gzipped or not). Aim: fewer cut-offs and less waiting than a fixed silence of 800 ms.
 */
const fixed = [500, 600, 800, 1000, /* only to check the model of pauses */ 1600]
const compared = 800

const [data] = process.argv.slice(2).filter((arg) => arg !== 'turns')
const rows = data === undefined ? ownRows : readRows(data)
const rounds = data === undefined ? 200 : 3

const ways = new Map<string, Ended[]>([...fixed.map((ms): [string, Ended[]] => [`fixed ${ms} ms`, []]), ['ours', []]])
const byType = new Map<string, { ours: Ended[]; silence: Ended[] }>()
for (let round = 0; round < rounds; round++) {
  const learnt = new Map<string, Learnt>()
  for (const row of rows) {
    const timed = spoken(row.hypotheses[0] ?? '', `${row.id} ${round}`)
    if (timed.ends.length === 0) continue
    const ours = endedByTurns(row, timed, learnt.get(row.dialogue) ?? nothingLearnt)
    learnt.set(row.dialogue, ours.learnt)
    ways.get('ours')?.push(ours)
    for (const ms of fixed) ways.get(`fixed ${ms} ms`)?.push(endedBySilence(row, timed, ms))
    const type = byType.get(row.type) ?? { ours: [], silence: [] }
    byType.set(row.type, type)
    type.ours.push(ours)
    type.silence.push(endedBySilence(row, timed, compared))
  }
}

console.log(
  `${rows.length} answers, ${rounds} times each; a pause to think between two words: ${pauseChance * 100} %. 65 ms of each wait are the detector's.`,
)
console.table([...ways].map(([way, ended]) => ({ 'end of turn': way, ...summary(ended) })))
console.table(
  [...byType].map(([type, { ours, silence }]) => ({
    type,
    turns: ours.length,
    [`cut off %, ${compared} ms`]: cutOffs(silence),
    'cut off %, ours': cutOffs(ours),
    [`lost %, ${compared} ms`]: lost(silence),
    'lost %, ours': lost(ours),
    'mean wait ms, ours': meanWait(ours),
    'guesses a turn': round(ours.reduce((sum, { guesses }) => sum + guesses, 0) / ours.length),
  })),
)
judge(ways.get('ours') ?? [], ways.get(`fixed ${compared} ms`) ?? [])
for (const [type, { ours, silence }] of byType) admit(type, ours, silence)

function summary(ended: readonly Ended[]): Record<string, number> {
  const waits = ended.filter(({ cutOff }) => !cutOff).map(({ waitMs }) => waitMs)
  const guesses = ended.reduce((sum, one) => sum + one.guesses, 0)
  return {
    turns: ended.length,
    'cut off': ended.filter(({ cutOff }) => cutOff).length,
    'cut off %': cutOffs(ended),
    'value lost %': lost(ended),
    'mean wait ms': meanWait(ended),
    'median ms': Math.round(quantile(waits, 0.5)),
    'p95 ms': Math.round(quantile(waits, 0.95)),
    'guesses wasted %': guesses === 0 ? 0 : round((100 * ended.reduce((sum, { wasted }) => sum + wasted, 0)) / guesses),
  }
}

function judge(ours: readonly Ended[], silence: readonly Ended[]): void {
  const fewer = cutOffs(ours) < cutOffs(silence)
  const shorter = meanWait(ours) < meanWait(silence)
  const verdict =
    fewer && shorter
      ? 'fewer cut-offs and less waiting'
      : `${fewer ? 'fewer' : 'NOT fewer'} cut-offs, ${shorter ? 'less' : 'NOT less'} waiting`
  const figures = `${cutOffs(ours)} % against ${cutOffs(silence)} % cut off, ${meanWait(ours)} against ${meanWait(silence)} ms of waiting`
  console.log(`aim, fewer cut-offs and less waiting than fixed ${compared} ms: ${figures}: ${verdict}`)
}

/** Where one type is cut off more often than by a fixed silence, and what is lost by it. */
function admit(type: string, ours: readonly Ended[], silence: readonly Ended[]): void {
  if (cutOffs(ours) <= cutOffs(silence)) return
  const cut = ours.filter(({ cutOff }) => cutOff)
  const kept = cut.filter((one) => !one.lost).length
  const said = `${cutOffs(ours)} % against ${cutOffs(silence)} %`
  const kind = `in ${kept} of ${cut.length} the value had been said and what followed changed nothing ("yes", then "please")`
  console.log(
    `${type} is cut off more often than by ${compared} ms, ${said}: ${kind}; lost ${lost(ours)} % against ${lost(silence)} %`,
  )
}

function cutOffs(ended: readonly Ended[]): number {
  return round((100 * ended.filter(({ cutOff }) => cutOff).length) / ended.length)
}

/** Cut off before the value was said. */
function lost(ended: readonly Ended[]): number {
  return round((100 * ended.filter((one) => one.lost).length) / ended.length)
}

/** Of those who were not cut off. */
function meanWait(ended: readonly Ended[]): number {
  const waits = ended.filter(({ cutOff }) => !cutOff).map(({ waitMs }) => waitMs)
  return Math.round(waits.reduce((sum, ms) => sum + ms, 0) / Math.max(1, waits.length))
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

function readRows(path: string): Row[] {
  const raw = readFileSync(path)
  return (path.endsWith('.gz') ? gunzipSync(raw) : raw)
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row)
}
