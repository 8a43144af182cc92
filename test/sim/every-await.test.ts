import { expect, it } from 'vitest'
import { crashAtEvery, plainCall } from './every-await.ts'

/** These seeds book, write twice, wait for an event, and end. */
it.each([
  ['errand', 3],
  ['dentist', 3],
])('%s keeps its promises wherever its server is killed', { timeout: 600_000 }, async (flow, seed) => {
  const broken: string[] = []
  let crashes = 0
  for await (const { point, outcome } of crashAtEvery(plainCall(flow, seed))) {
    crashes += outcome.faults.get('crash') ?? 0
    if (outcome.violation !== null)
      broken.push(`${point.at} ${point.nth}: ${outcome.violation.promise} ${outcome.violation.what}`)
  }
  expect(broken).toEqual([])
  expect(crashes).toBeGreaterThan(80)
})
