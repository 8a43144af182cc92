import { expect, it } from 'vitest'
import { crashAtEvery, plainCall, plainCallOfOurs } from './every-await.ts'

/** These seeds book, write twice, wait for an event, and end; the last is dialled, writes, and is put through in a room. */
it.each([
  ['errand', plainCall('errand', 3)],
  ['dentist', plainCall('dentist', 3)],
  ['a call of ours', plainCallOfOurs(5)],
])('%s keeps its promises wherever its server is killed', { timeout: 600_000 }, async (_, plan) => {
  const broken: string[] = []
  let crashes = 0
  for await (const { point, outcome } of crashAtEvery(plan)) {
    crashes += outcome.faults.get('crash') ?? 0
    if (outcome.violation !== null)
      broken.push(`${point.at} ${point.nth}: ${outcome.violation.promise} ${outcome.violation.what}`)
  }
  expect(broken).toEqual([])
  expect(crashes).toBeGreaterThan(80)
})
