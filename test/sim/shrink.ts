import type { Fault, Plan } from './plan.ts'
import { simulate, type Outcome } from './world/world.ts'
import type { Mutant } from './world/mutant.ts'

/** Tries so many smaller plans at most. */
const mostTries = 150

/**
 * Makes a failing plan smaller for as long as it fails the same promise: fewer faults first, then a simpler caller and
 * fewer servers. The outcome of the smallest, with its story.
 */
export async function shrink(outcome: Outcome, mutant?: Mutant): Promise<Outcome> {
  const { violation } = outcome
  if (violation === null) return outcome
  const options = mutant === undefined ? {} : { mutant }
  let smallest = outcome.plan
  let tries = 0
  for (let isSmaller = true; isSmaller && tries < mostTries;) {
    isSmaller = false
    for (const plan of smallerThan(smallest)) {
      if (++tries > mostTries) break
      const tried = await simulate(plan, options)
      if (tried.violation?.promise !== violation.promise) continue
      smallest = plan
      isSmaller = true
      break
    }
  }
  return simulate(smallest, { ...options, tells: true })
}

function* smallerThan(plan: Plan): Generator<Plan> {
  const { faults, caller, line, servers } = plan
  for (let index = 0; index < faults.length; index++) yield { ...plan, faults: faults.toSpliced(index, 1) }
  if (caller.interrupts > 0) yield { ...plan, caller: { ...caller, interrupts: 0 } }
  if (caller.sense < 1) yield { ...plan, caller: { ...caller, sense: 1 } }
  if (caller.hangsUpAtMs !== null) yield { ...plan, caller: { ...caller, hangsUpAtMs: null } }
  if (caller.moves > 1) yield { ...plan, caller: { ...caller, moves: Math.floor(caller.moves / 2) } }
  if (line.sendsSilence) yield { ...plan, line: { ...line, sendsSilence: false } }
  if (line.abnormalEnd === 'stays') yield { ...plan, line: { ...line, abnormalEnd: 'redirects' } }
  if (servers.length > 2) yield { ...plan, servers: servers.slice(0, 2) }
  if (servers.some(({ skewMs }) => skewMs !== 0)) yield { ...plan, servers: servers.map(() => ({ skewMs: 0 })) }
  for (let index = 0; index < faults.length; index++) {
    const gentler = gentlerThan(faults[index])
    if (gentler !== null) yield { ...plan, faults: faults.toSpliced(index, 1, gentler) }
  }
}

function gentlerThan(fault: Fault | undefined): Fault | null {
  if (fault?.kind === 'crash' && fault.vanishes) return { ...fault, vanishes: false }
  if (fault?.kind === 'outage' && fault.ms > 300) return { ...fault, ms: Math.floor(fault.ms / 2) }
  return null
}
