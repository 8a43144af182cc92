import { matchExamples } from '../../engine/decide/match.ts'
import { createDecisions } from './create-decisions.ts'
import type { Decider } from './decider.ts'
import type { DecisionsPort } from './decisions.ts'

/** Where two options fit alike, neither was meant. */
const leastLead = 0.15

/**
 * Decides without a model: the utterance's words against each option's examples and meaning. Immediate, the same every
 * time, and unsure rather than a guess; the confidence is how well the option fits. Good for the demo and for tests, not
 * for customers, who seldom say what the examples say.
 */
export function createEmbeddedDecider(): Decider {
  return {
    name: 'examples (embedded)',
    provider: 'embedded',
    async ask({ utterance, options }) {
      const [best, second] = Object.entries(matchExamples(utterance, options)).sort((a, b) => b[1] - a[1])
      if (!best || best[1] === 0 || best[1] - (second?.[1] ?? 0) < leastLead)
        return { option: null, confidence: 0, why: 'model' }
      return { option: best[0], confidence: best[1], why: 'model' }
    },
    close: async () => {},
  }
}

/** The same, alone: on a server without a key. */
export function createEmbeddedDecisions(): DecisionsPort {
  return createDecisions([createEmbeddedDecider()])
}
