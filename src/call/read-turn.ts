import type { Moment } from '../../engine/hearing/in-context.ts'
import { told, understand, understandKeys } from '../../engine/hearing/understand.ts'
import type { Listen } from '../../engine/machine/effect.ts'
import type { CallEvent } from '../../engine/machine/event.ts'
import { nothingLearnt, type Learnt } from '../../engine/turns/floor.ts'
import type { SaidWords } from './stream/callers-words.ts'

/** An event without its time: the session gives it that. */
export type Happening = CallEvent extends infer E ? (E extends CallEvent ? Omit<E, 'at'> : never) : never

/** A shorter wait for words is nobody's silence. */
const leastWaitMs = 50

/** What the caller said, as an answer to what is asked now; null while nothing is. What was read for something else is read again. */
export function readTurn(
  said: SaidWords | null,
  listening: Listen | null,
  moment: Moment,
  { waitedMs = 0, ...learnt }: Learnt & { readonly waitedMs?: number },
): Happening | null {
  if (listening === null) return null
  const hypotheses = said?.understood.hypotheses ?? []
  const understood = said?.listen === listening ? said.understood : understand(hypotheses, listening, moment)
  const isNothing = learnt.cutOffs === nothingLearnt.cutOffs && learnt.echoes === nothingLearnt.echoes
  return {
    type: 'turn.ended',
    ...told(understood),
    ...(isNothing ? {} : { learnt }),
    ...(waitedMs < leastWaitMs ? {} : { waitedMs }),
  }
}

/** A key, with the ones before it, as an answer to what is asked now. */
export function readKey(key: string, before: string, listening: Listen | null, moment: Moment): Happening {
  const readings = listening === null ? {} : understandKeys(before + key, listening, moment)
  return { type: 'key.pressed', key, readings }
}
