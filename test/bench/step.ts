import { initialTransition, transition, type AnyMachineSnapshot } from 'xstate'
import type { CallEvent } from '../../engine/machine/event.ts'
import type { Snapshot } from '../../engine/machine/snapshot.ts'
import { step } from '../../engine/machine/step.ts'
import { dentist, scriptedCall } from '../spec/machine/dentist-calls.ts'
import { quantile } from './quantiles.ts'

/**
 * What a step costs: the log of a scripted call of the dentist, folded again and again. Each event is stepped as a live
 * session does it (the snapshot that it just made) and as a server does it that takes the call over (the snapshot out of
 * JSON), beside a bare JSON round trip of the same snapshot and XState's own `transition` of the same machine: turn about,
 * so that the ratios are of one run. `npm run bench -- step`
 */
const warmUps = 100
const rounds = 1000

const { events } = scriptedCall()
const kinds = ['a step, live', 'a step, restored', 'a JSON round trip', "XState's transition"] as const
const times = Object.fromEntries(kinds.map((kind) => [kind, [] as number[]]))
const byEvent = events.map((): number[] => [])
const bytes: number[] = []

for (let round = -warmUps; round < rounds; round++) fold(round)

const live = quantile(times['a step, live'] ?? [], 0.5)
console.log(`${events.length} events of one call, ${rounds} times each; µs`)
console.log(`${''.padEnd(20)}   median      p90      p99     mean   a second   of a live step`)
for (const [kind, list] of Object.entries(times)) {
  const median = quantile(list, 0.5)
  const mean = list.reduce((sum, us) => sum + us, 0) / list.length
  const columns = [median, quantile(list, 0.9), quantile(list, 0.99), mean].map((us) => us.toFixed(1).padStart(8))
  const perSecond = Math.round(1e6 / mean).toLocaleString('en-US')
  console.log(
    [kind.padEnd(20), ...columns, perSecond.padStart(10), `${(median / live).toFixed(2)} ×`.padStart(14)].join(' '),
  )
}
console.log('\nthe dearest events, live, by their medians')
for (const [index, us] of byEvent
  .map((list, index): [number, number] => [index, quantile(list, 0.5)])
  .toSorted((a, b) => b[1] - a[1])
  .slice(0, 3))
  console.log(`${`${index + 1}. ${events[index]?.type ?? ''}`.padEnd(20)} ${us.toFixed(1).padStart(8)}`)
console.log(
  `\na snapshot: ${Math.min(...bytes)} bytes at least, ${quantile(bytes, 0.5)} in the middle, ${Math.max(...bytes)} at most`,
)

function fold(round: number): void {
  let snapshot: Snapshot | null = null
  let state: AnyMachineSnapshot | null = null
  for (const [index, event] of events.entries()) {
    const before: Snapshot | null = snapshot
    const text = JSON.stringify(before)
    const next: Snapshot = timed(round, 'a step, live', () => step(dentist, before, event).snapshot, index)
    timed(round, 'a step, restored', () => step(dentist, JSON.parse(text) as Snapshot | null, event))
    timed(round, 'a JSON round trip', () => JSON.parse(JSON.stringify(before)) as unknown)
    state = timed(round, "XState's transition", () => byXState(state, event, next))
    snapshot = next
    if (round === 0) bytes.push(Buffer.byteLength(JSON.stringify(next)))
  }
}

/** The library's own function, which makes an actor for every call of it. */
function byXState(state: AnyMachineSnapshot | null, event: CallEvent, first: Snapshot): AnyMachineSnapshot {
  const [next] =
    state === null
      ? initialTransition(dentist.machine, first.context as never)
      : transition(dentist.machine, { ...state, context: { ...state.context, now: event.at } }, event)
  return next as AnyMachineSnapshot
}

function timed<T>(round: number, kind: (typeof kinds)[number], work: () => T, event?: number): T {
  const start = performance.now()
  const result = work()
  const us = (performance.now() - start) * 1000
  if (round < 0) return result
  times[kind]?.push(us)
  if (event !== undefined) byEvent[event]?.push(us)
  return result
}
