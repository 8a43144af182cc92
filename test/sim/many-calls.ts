import { planOf } from './plan-of.ts'
import { Tally } from './tally.ts'
import { simulate, type Outcome } from './world/world.ts'

/** Simulates the calls of these seeds, up to the first that breaks a promise. */
export async function manyCalls(
  first: number,
  calls: number,
): Promise<{ readonly tally: Tally; readonly broken: Outcome | null }> {
  const tally = new Tally()
  for (let seed = first; seed < first + calls; seed++) {
    const outcome = await simulate(planOf(seed))
    tally.add(outcome)
    if (outcome.violation !== null) return { tally, broken: outcome }
  }
  return { tally, broken: null }
}

/** What a test says of a call that broke a promise; empty where none did. */
export function brokenBy(broken: Outcome | null): string {
  if (broken?.violation == null) return ''
  const { promise, what } = broken.violation
  return `${promise}: ${what} Again: npm run sim -- --seed ${broken.plan.seed} --calls 1`
}
