import { expect, it } from 'vitest'
import { brokenBy, manyCalls } from './many-calls.ts'
import { neverHappened } from './sometimes.ts'

/** Half of the 5,000 calls of a test run: the other half is in a file of its own, for another core. */
it(
  '2,500 calls keep every promise, whatever befalls them, and everything has befallen them',
  { timeout: 1_200_000 },
  async () => {
    const { tally, broken } = await manyCalls(2501, 2500)
    expect(brokenBy(broken)).toBe('')
    expect(neverHappened(tally)).toEqual([])
  },
)
