import type { ClosedQuestion } from '../decisions/decisions.ts'
import type { CallStore } from '../store/store.ts'

/** The last turns of a call for a model's eyes, oldest first, from the log: what the caller said, but for what was secret. */
export async function turnsOf(store: CallStore, callId: string, count: number): Promise<ClosedQuestion['turns']> {
  const log = await store.log(callId)
  const turns = log.flatMap(({ event }) =>
    event.type === 'turn.ended' && event.secret !== true && event.hypotheses[0] !== undefined
      ? [{ who: 'caller' as const, text: event.hypotheses[0].text }]
      : [],
  )
  return turns.slice(-count)
}
