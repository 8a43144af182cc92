import { describe, expect, it } from 'vitest'
import { mutants } from './mutants.ts'
import { planOf } from './plan-of.ts'
import { simulate } from './world/world.ts'

/** A mistake that is not found in so many calls is not found. */
const mostCalls = 600

describe('the simulator finds', () => {
  it.each(Object.entries(mutants))('%s', { timeout: 400_000 }, async (name, { mutant, breaks }) => {
    let found: { readonly calls: number; readonly promise: string; readonly what: string } | null = null
    for (let seed = 1; seed <= mostCalls && found === null; seed++) {
      const { violation } = await simulate(planOf(seed), { mutant })
      if (violation !== null) found = { calls: seed, ...violation }
    }
    process.stdout.write(
      `${name}: ${found === null ? 'not found' : `${found.promise} in call ${found.calls}: ${found.what}`}\n`,
    )
    expect(breaks).toContain(found?.promise)
  })
})
