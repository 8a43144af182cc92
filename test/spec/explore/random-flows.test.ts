import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { severityOf, type DangerCode } from '../../../engine/explore/danger.ts'
import { legsTo } from '../../../engine/explore/conversation.ts'
import { checkFlow } from '../../../engine/language/check.ts'
import { compileFlow } from '../../../engine/machine/compile.ts'
import { projectOf } from '../machine/project.ts'
import { explored, hasFound } from './exploring.ts'
import { flowOf, plants, someBlocks, tools, type Plant } from './random-flows.ts'

const seed = Number(process.env['EXPLORE_SEED'] ?? 4711)
/** More of them give the figures of the manual. */
const times = Number(process.env['EXPLORE_TIMES'] ?? 1)
const world = { tools: tools as never, destinations: ['desk'] }

/** What must be found of each plant: any of these. */
const shows: Readonly<Record<Plant, readonly DangerCode[]>> = {
  'no end': ['dead-end'],
  'a ladder that never routes': ['endless-silence'],
  'a filler that comes too late': ['silence-over-limit'],
  'a secret that is spoken': ['pci-told'],
  'a secret in a brief': ['pci-told'],
  'a privilege without its grant': ['not-granted'],
  'a loop that never listens': ['loop-without-caller'],
  'the same write from two states': ['write-twice'],
  'a value that was never asked for': ['flow-fault'],
  'a silent caller who is asked again elsewhere for ever': ['endless-silence'],
}

describe('random flows', () => {
  test(
    'hold, in every explored call, what the checks accepted them for',
    () => {
      let accepted = 0
      fc.assert(
        fc.property(someBlocks, (blocks) => {
          const { flow } = checkFlow(flowOf(blocks, null), 'random.yaml', world)
          fc.pre(flow !== null)
          accepted++
          const { dangers } = explored(compileFlow(flow), { runs: 250 })
          const wrong = dangers.filter(({ danger }) => severityOf(danger.code) === 'error')
          expect(
            wrong.map(({ danger, leg }) => [
              danger.code,
              danger.message,
              legsTo(leg).map(({ acts }) => acts.map(({ step }) => step)),
            ]),
          ).toEqual([])
        }),
        { seed, numRuns: 15 * times },
      )
      expect(accepted).toBeGreaterThanOrEqual(15 * times)
    },
    60_000 * times,
  )

  test(
    'with something wrong planted behind the checks are found out',
    () => {
      const missed: string[] = []
      let all = 0
      for (const plant of plants) {
        for (const blocks of fc.sample(someBlocks, { seed, numRuns: 3 * times })) {
          all++
          const yaml = flowOf(blocks, plant).replace(/^flow: random\n/, '')
          if (!hasFound(explored(projectOf({ random: yaml }), { runs: 250 }), shows[plant])) missed.push(plant)
        }
      }
      const score = Math.round(((all - missed.length) / all) * 1000) / 10
      console.log(`mutation score: ${all - missed.length} of ${all} plants found (${score} %), seed ${seed}`)
      expect(score, `missed: ${missed.join(', ')}`).toBeGreaterThanOrEqual(95)
    },
    60_000 * times,
  )
})
