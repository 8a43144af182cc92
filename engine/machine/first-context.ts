import type { CallEvent } from './event.ts'
import type { CallContext } from './snapshot.ts'

/** What a call is before anything has happened in it. */
export function firstContext({
  call,
  inputs,
  at,
  seed,
}: Extract<CallEvent, { readonly type: 'call.started' }>): CallContext {
  return {
    call,
    inputs,
    slots: {},
    saved: {},
    result: null,
    now: at,
    seed,
    visit: 0,
    utterances: 0,
    attempts: { noinput: 0, nomatch: 0 },
    speaking: null,
    variants: {},
    timers: {},
    awaiting: null,
    keys: '',
    keyed: null,
    partial: {},
    callerHasFloor: false,
    repairs: 0,
    unheard: '',
    settled: null,
    utterance: '',
    outcome: null,
    // It is answered before it begins.
    ...(call.direction === 'outbound' ? { answeredAt: at } : {}),
  }
}
