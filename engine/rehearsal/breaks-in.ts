import type { Hypothesis } from '../answers/answer.ts'
import { SPOKEN_MS_PER_CHARACTER } from '../hearing/heard-text.ts'
import type { Moment } from '../hearing/in-context.ts'
import { understand } from '../hearing/understand.ts'
import type { Listen } from '../machine/effect.ts'
import { nothingLearnt } from '../turns/floor.ts'
import { interrupts } from '../turns/interruption.ts'
import { policyOf } from '../turns/policy.ts'

/** A noise without words lasts so long. */
const noiseMs = 1000

/** Whether these words, said into ours, take the floor: by the same policy as on a line, as long as they take to say. */
export function breaksIn(hypotheses: readonly Hypothesis[], listen: Listen, moment: Moment): boolean {
  const text = hypotheses[0]?.text ?? ''
  const lastsMs = text === '' ? noiseMs : text.length * SPOKEN_MS_PER_CHARACTER
  const { heard } = understand(hypotheses, listen, moment)
  return interrupts(
    { heard: text === '' ? null : heard, startedAt: 0, voice: false, silentSince: lastsMs, learnt: nothingLearnt },
    lastsMs,
    policyOf(listen),
  )
}
