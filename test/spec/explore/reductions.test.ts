import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Explored } from '../../../engine/explore/explore.ts'
import { projectOf } from '../machine/project.ts'
import { explored } from './exploring.ts'
import { flowOf, plants, someBlocks } from './random-flows.ts'

const seed = Number(process.env['EXPLORE_SEED'] ?? 4711)
const times = Number(process.env['EXPLORE_TIMES'] ?? 1)
const runs = 6000

/** What is found, and which of the machine's transitions are taken. */
function findings({ dangers, transitions }: Explored): readonly string[] {
  return [
    ...new Set(dangers.map(({ danger: { code, flow, state } }) => `${code} in ${flow}.${state}`)),
    ...[...transitions].flatMap(([name, leg]) => (leg === null ? [] : [name])),
  ].sort()
}

test('a wait ends at its time, though words of comfort lead back to the same rest until then', () => {
  const compiled = projectOf({
    waits: `
start: pay
slots: {}
states:
  pay: { wait: paid, prompt: Please pay., timeout: 10s, next: bye, outcomes: { timeout: late } }
  late: { say: That took too long., next: bye }
  bye: { end: Goodbye. }
`,
  })
  const { transitions, dangers } = explored(compiled)
  expect([...transitions].filter(([, leg]) => leg === null)).toEqual([])
  expect(dangers).toEqual([])
})

test(
  'an exploration that leaves out what hardly matters finds and reaches what one does that leaves out nothing of it',
  () => {
    let compared = 0
    let saved = 0
    const some = fc.tuple(someBlocks, fc.constantFrom(null, ...plants))
    for (const [blocks, plant] of fc.sample(some, { seed, numRuns: 8 * times })) {
      const yaml = flowOf(blocks.slice(0, 2), plant).replace(/^flow: random\n/, '')
      const compiled = projectOf({ random: yaml })
      const whole = explored(compiled, { runs, isWhole: true })
      // Only where it came to its end it can be compared with.
      if (!whole.isComplete) continue
      const usual = explored(compiled, { runs })
      compared++
      saved += whole.runs - usual.runs
      expect(usual.isComplete, yaml).toBe(true)
      expect(findings(usual), yaml).toEqual(findings(whole))
    }
    console.log(`${compared} flows compared, ${saved} runs fewer, seed ${seed}`)
    expect(compared).toBeGreaterThanOrEqual(6 * times)
  },
  120_000 * times,
)
