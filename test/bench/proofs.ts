import { parseArgs } from 'node:util'
import { mutationScore } from '../spec/explore/mutation-score.ts'

/**
 * What the explorer proves: ten kinds of faults, planted in random flows behind the checks' back, and how many of them it
 * finds; every call that it shows is run again as a test. `npm run bench -- proofs [--seed N] [--flows N] [--runs N]`: so
 * many flows for each kind, so many runs for each flow.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '99' },
    flows: { type: 'string', default: '18' },
    runs: { type: 'string', default: '400' },
  },
})

const began = performance.now()
const scores = mutationScore(Number(values.seed), Number(values.flows), Number(values.runs))
for (const { plant, planted, found, unlike } of scores)
  console.log(
    `${`${found} of ${planted}`.padStart(9)}  ${plant}${unlike.length === 0 ? '' : `; ${unlike.length} tests do not show it`}`,
  )
const planted = scores.reduce((sum, score) => sum + score.planted, 0)
const found = scores.reduce((sum, score) => sum + score.found, 0)
const seconds = ((performance.now() - began) / 1000).toFixed(1)
console.log(`mutation score ${((found / planted) * 100).toFixed(1)} % (${found} of ${planted}), in ${seconds} s`)
for (const { plant, missed, unlike } of scores) {
  for (const yaml of missed) console.log(`\nnot found: ${plant}\n${yaml}`)
  for (const why of unlike) console.log(`\n${why}`)
}
process.exitCode = found === planted && scores.every(({ unlike }) => unlike.length === 0) ? 0 : 1
