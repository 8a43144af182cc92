import { expect, it } from 'vitest'
import { createLoopGuard } from '../../../src/server/loop-guard.ts'

it('stops the return after the last one allowed, and only that call', () => {
  const guard = createLoopGuard({ times: 3, withinMs: 1000 })
  expect([0, 10, 20, 30].map((at) => guard.allow('CA1', at))).toEqual([true, true, true, false])
  expect(guard.allow('CA2', 30)).toBe(true)
})

it('forgets returns that lie back further than its span', () => {
  const guard = createLoopGuard({ times: 2, withinMs: 1000 })
  expect([0, 600, 1100, 1700, 1800].map((at) => guard.allow('CA1', at))).toEqual([true, true, true, true, false])
  expect(guard.allow('CA1', 5000)).toBe(true)
})
