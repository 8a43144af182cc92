import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { brokenBy } from './many-calls.ts'
import type { Plan } from './plan.ts'
import { simulate } from './world/world.ts'

interface Story {
  readonly what: string
  readonly plan: Plan
}

const folder = new URL('stories/', import.meta.url)
const stories = readdirSync(folder).map((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Story)

describe('a call that the simulator has broken keeps its promises', () => {
  it.each(stories)('$what', { timeout: 60_000 }, async ({ plan }) => {
    const outcome = await simulate(plan)
    expect(brokenBy(outcome.violation === null ? null : outcome)).toBe('')
  })
})

it('the same plan comes out the same, event by event', { timeout: 60_000 }, async () => {
  const plan = stories[0]?.plan
  if (plan === undefined) throw new Error('There is no story.')
  const [one, other] = [await simulate(plan, { tells: true }), await simulate(plan, { tells: true })]
  expect(other.story).toEqual(one.story)
  expect(other.happened).toBe(one.happened)
})
