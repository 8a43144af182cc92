import type { DecisionOutcome } from '../../../engine/machine/event.ts'
import type { DecisionsPort } from '../../../src/decisions/decisions.ts'
import type { Process } from './process.ts'
import { ask } from './remote.ts'
import type { World } from './world.ts'

/** A model on another machine: mostly answers in time, sometimes late, sometimes with nothing. Never rejects. */
export function model(world: World, process: Process): DecisionsPort {
  return {
    name: 'simulated',
    async decide({ options }, { budgetMs }): Promise<DecisionOutcome> {
      const failed = (why: DecisionOutcome['why']): DecisionOutcome => ({ option: null, confidence: 0, why })
      const names = Object.keys(options)
      return ask<DecisionOutcome>(world, process, {
        of: 'model',
        what: 'model',
        latencyMs: 500,
        timeoutMs: Math.max(1, budgetMs),
        late: () => 'late',
        away: () => 'failed',
        carryOut(answer) {
          const isSure = names.length > 0 && world.chance.happens(0.7)
          answer(isSure ? { option: world.chance.pick(names), confidence: 0.9, why: 'model' } : failed('refused'))
        },
      }).catch((why: unknown) => failed(why === 'late' ? 'late' : 'failed'))
    },
    close: async () => {},
  }
}
