import { parseArgs } from 'node:util'
import { judge, reportOf } from './report.ts'
import type { Played } from './stage.ts'
import { playAll, stageNames } from './stages.ts'

/**
 * `npm run crash`: real servers, real Redis, a Twilio on real sockets and callers on it, and every fault that the promises
 * are about. Exits 1 if a promise was broken. `--only NAME` plays the stages whose name holds it, `--short` the few of
 * `npm test`, `--seed N` other moments.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    short: { type: 'boolean', default: false },
  },
})
// Servers and Redis are ended with the process that started them, however it ends.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
const began = performance.now()
const note = (line: string): void =>
  console.log(`${((performance.now() - began) / 1000).toFixed(1).padStart(6)}s  ${line}`)
console.log(`seed ${values.seed}; stages: ${stageNames.join(', ')}`)
const played: Played[] = await playAll({ seed: Number(values.seed), only: values.only, short: values.short, note })
const judged = judge(played)
console.log(`\n${reportOf(judged)}`)
process.exit(judged.broken.length === 0 ? 0 : 1)
