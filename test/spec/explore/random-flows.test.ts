import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { severityOf } from '../../../engine/explore/danger.ts'
import { legsTo } from '../../../engine/explore/conversation.ts'
import { checkFlow } from '../../../engine/language/check.ts'
import { compileFlow } from '../../../engine/machine/compile.ts'
import { explored } from './exploring.ts'
import { mutationScore } from './mutation-score.ts'
import { flowOf, someBlocks, tools } from './random-flows.ts'

const seed = Number(process.env['EXPLORE_SEED'] ?? 4711)
/** More of them give the figures of the manual. */
const times = Number(process.env['EXPLORE_TIMES'] ?? 1)
const world = { tools: tools as never, destinations: ['desk'] }

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
    'with something wrong planted behind the checks are found out, each by a test that shows it',
    () => {
      const scores = mutationScore(seed, 3 * times, 400)
      const planted = scores.reduce((sum, score) => sum + score.planted, 0)
      const found = scores.reduce((sum, score) => sum + score.found, 0)
      const share = Math.round((found / planted) * 1000) / 10
      console.log(`mutation score: ${found} of ${planted} plants found (${share} %), seed ${seed}`)
      const missed = scores.filter((score) => score.missed.length > 0).map(({ plant }) => plant)
      expect(share, `missed: ${missed.join(', ')}`).toBeGreaterThanOrEqual(95)
      expect(scores.flatMap(({ unlike }) => unlike)).toEqual([])
    },
    60_000 * times,
  )
})
