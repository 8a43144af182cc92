import { matchExamples } from '../../engine/decide/match.ts'
import type { DecisionsPort } from './decisions.ts'

/** Where two options fit alike, neither was meant. */
const leastLead = 0.15

/**
 * Decisions without a model: the utterance's words against each option's examples and meaning. Immediate, the same every
 * time, and unsure rather than a guess; the confidence is how well the option fits. Good for the demo and for tests, not
 * for customers, who seldom say what the examples say.
 */
export function createEmbeddedDecisions(): DecisionsPort {
  return {
    name: 'examples (embedded)',
    async decide({ utterance, options }, { signal }) {
      if (signal.aborted) return { option: null, confidence: 0, why: 'late' }
      const [best, second] = Object.entries(matchExamples(utterance, options)).sort((a, b) => b[1] - a[1])
      if (!best || best[1] === 0 || best[1] - (second?.[1] ?? 0) < leastLead)
        return { option: null, confidence: 0, why: 'model' }
      return { option: best[0], confidence: best[1], why: 'model' }
    },
    close: async () => {},
  }
}
