import { parseArgs } from 'node:util'
import { faultLine } from './plan.ts'
import { planOf } from './plan-of.ts'
import { shrink } from './shrink.ts'
import { neverHappened } from './sometimes.ts'
import { Tally } from './tally.ts'
import { simulate, type Outcome } from './world/world.ts'

/** From so many calls on, every kind of fault and recovery must have happened. */
const enoughCalls = 2000
const nightlyCalls = 200_000
/** Of each promise so many broken seeds are named. */
const mostSeeds = 200
/** How often a long run says how far it is. */
const tellEveryMs = 60_000

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    calls: { type: 'string' },
    flow: { type: 'string' },
    nightly: { type: 'boolean', default: false },
    story: { type: 'boolean', default: false },
    'keep-going': { type: 'boolean', default: false },
  },
})

const first = Number(values.seed)
const calls = Number(values.calls ?? (values.nightly ? nightlyCalls : 1000))
const only = values.flow === undefined ? {} : { flow: values.flow }

if (values.story) {
  const outcome = await simulate(planOf(first, only), { tells: true })
  process.stdout.write(storyOf(outcome))
} else {
  process.exitCode = await runAll()
}

async function runAll(): Promise<number> {
  const tally = new Tally()
  const began = performance.now()
  const broken = new Map<string, number[]>()
  let toldAt = began
  const stop = new AbortController()
  // Who stops it is told what there is so far.
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stop.abort())
  for (let seed = first; seed < first + calls && !stop.signal.aborted; seed++) {
    if (performance.now() - toldAt > tellEveryMs) {
      toldAt = performance.now()
      const seconds = Math.round((toldAt - began) / 1000)
      process.stderr.write(`${tally.calls} of ${calls} calls in ${seconds} s, ${broken.size} promises broken\n`)
      await new Promise((resolve) => setImmediate(resolve))
    }
    const outcome = await simulate(planOf(seed, only))
    tally.add(outcome)
    if (outcome.violation === null) continue
    const { promise } = outcome.violation
    broken.set(promise, [...(broken.get(promise) ?? []), seed])
    if (values['keep-going']) {
      if (broken.get(promise)?.length === 1) process.stdout.write(`${seed} ${promise}: ${outcome.violation.what}\n`)
      continue
    }
    process.stdout.write(`Seed ${seed} breaks ${promise}: ${outcome.violation.what}\nMaking it smaller …\n\n`)
    process.stdout.write(storyOf(await shrink(outcome)))
    process.stdout.write(`\nAgain: npm run sim -- --seed ${seed} --calls 1\n`)
    return 1
  }
  process.stdout.write(reportOf(tally, (performance.now() - began) / 1000))
  if (stop.signal.aborted) process.stdout.write(`STOPPED after ${tally.calls} of ${calls} calls\n`)
  for (const [promise, seeds] of broken)
    process.stdout.write(`BROKEN ${promise}: ${seeds.length} calls, seeds ${seedsOf(seeds)}\n`)
  const missing = tally.calls >= enoughCalls && values.flow === undefined ? neverHappened(tally) : []
  for (const what of missing) process.stdout.write(`NEVER HAPPENED ${what}\n`)
  return broken.size > 0 || missing.length > 0 || stop.signal.aborted ? 1 : 0
}

function seedsOf(seeds: readonly number[]): string {
  const left = seeds.length - mostSeeds
  return `${seeds.slice(0, mostSeeds).join(' ')}${left > 0 ? ` and ${left} more` : ''}`
}

function storyOf({ plan, violation, story }: Outcome): string {
  const faults = plan.faults.map((fault) => `  ${faultLine(fault)}`).join('\n')
  const head = `Call of ${plan.flow}, ${plan.servers.length} servers, seed ${plan.seed}. Faults:\n${faults || '  none'}\n\n`
  const end =
    violation === null ? '' : `\n${violation.promise} is broken: ${violation.what}\nPlan: ${JSON.stringify(plan)}\n`
  return `${head}${story.join('\n')}\n${end}`
}

function reportOf(tally: Tally, seconds: number): string {
  const rate = (count: number): string => Math.round(count / seconds).toLocaleString('en')
  const table = (counts: ReadonlyMap<string, number>): string =>
    [...counts]
      .sort(([one], [other]) => one.localeCompare(other))
      .map(([what, count]) => `  ${String(count).padStart(9)}  ${what}`)
      .join('\n')
  const waits = [0.5, 0.99, 1].map((share) => `${Math.round(tally.waitMs(share) ?? 0)} ms`)
  return `${tally.calls} calls, ${(tally.virtualMs / 3_600_000).toFixed(1)} hours of them, in ${seconds.toFixed(1)} s
${rate(tally.calls)} calls/s, ${rate(tally.happened)} events/s, of which ${rate(tally.steps)} steps of the machine
from a lost stream or server to our next word: median ${waits[0]}, p99 ${waits[1]}, longest ${waits[2]}

faults
${table(tally.faults)}

recoveries
${table(tally.recoveries)}

counted
${table(tally.counts)}
`
}
