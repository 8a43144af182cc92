import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { firstDifference } from '../../engine/explore/difference.ts'
import { tellCall } from '../../engine/explore/story.ts'
import type { Json } from '../../engine/language/json.ts'
import { drawStory } from '../../src/cli/stored/story-report.ts'
import { goldenFlow, goldenFolder, readGoldenCall } from './golden-call.ts'
import { chosen, type Candidate } from './record.ts'

const files = readdirSync(join(goldenFolder, 'calls')).filter((name) => name.endsWith('.jsonl'))

/**
 * Calls that are in progress while a new version is deployed are folded by it. A difference here is a call that would go
 * on otherwise than it began: where it is meant, record anew (`node test/golden/record.ts`) and read the stories' diff.
 */
describe('recorded calls fold as they did when they were recorded', () => {
  test('there are calls of every example agent', () => {
    const flows = new Set(files.map((file) => readGoldenCall(join(goldenFolder, 'calls', file)).flow))
    expect(flows.size).toBeGreaterThanOrEqual(9)
  })

  test.each(files)('%s', async (file) => {
    const call = readGoldenCall(join(goldenFolder, 'calls', file))
    const compiled = goldenFlow(call.bundle)
    expect(compiled.bundle).toBe(call.bundle)
    const story = tellCall(compiled, call.events)
    expect(firstDifference(call.snapshot as unknown as Json, story.snapshot as unknown as Json)).toBeNull()
    await expect(`${drawStory(story)}\n`).toMatchFileSnapshot(
      join(goldenFolder, 'calls', file.replace(/\.jsonl$/u, '.story.txt')),
    )
  })
})

test('a call is kept for what none before it has taken, and the one that takes most of it first', () => {
  const candidate = (name: string, ways: string): Candidate => ({
    name,
    ways: new Set(ways),
    call: readGoldenCall(join(goldenFolder, 'calls', files[0] ?? '')),
    flow: {},
  })
  const kept = chosen([
    candidate('some', 'abcdef'),
    candidate('most', 'abcdefgh'),
    candidate('others', 'ghijklmn'),
    candidate('few', 'abopq'),
  ])
  expect(kept.map(({ name }) => name)).toEqual(['most', 'others'])
})
