import type { CompiledFlow } from '../../machine/compile.ts'
import type { CallEvent } from '../../machine/event.ts'
import { statePath } from '../../machine/state-path.ts'
import type { Random } from './invented.ts'
import { Stranger } from './stranger.ts'
import { toldCall, type ToldStep } from './told-call.ts'

/** What a caller said where nothing came of it, in words that tell nobody who it was. */
export interface UnsureTurn {
  readonly state: string
  readonly utterance: string
}

/** The turns of a call that no grammar, example or model could tell; of its own flow, not of those that it ran, and nothing secret. */
export function unsureIn(compiled: CompiledFlow, events: readonly CallEvent[], random: Random): readonly UnsureTurn[] {
  const told = toldCall(compiled, events)
  const words = new Stranger(told, random)
  return told.steps.flatMap(({ event, before, listen }, index): UnsureTurn[] => {
    if (event.type !== 'turn.ended' || event.secret === true || listen === null) return []
    const state = statePath(before?.value ?? '').split('.')[0] ?? ''
    if (before?.context.flow !== undefined || !Object.hasOwn(compiled.flow.states, state)) return []
    if (event.hypotheses.length === 0 || !isUnsure(told.steps, index)) return []
    const [best] = words.said(event.hypotheses, index, index + 1)
    return best === undefined ? [] : [{ state, utterance: best.text }]
  })
}

/** It was not understood at once, or the model that was asked did not know either. */
function isUnsure(steps: readonly ToldStep[], index: number): boolean {
  for (const { event, before, after } of steps.slice(index)) {
    if (event.type === 'decision.finished')
      return event.outcome.option === null && Object.keys(event.outcome.readings ?? {}).length === 0
    if (event.type === 'timer.fired' && event.timer === 'decision') return true
    if (after.context.awaiting?.type !== 'decide' && before !== null)
      return after.context.attempts.nomatch > before.context.attempts.nomatch
  }
  return false
}
