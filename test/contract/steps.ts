import type { ToolCall } from '../../engine/machine/effect.ts'
import type { Snapshot } from '../../engine/machine/snapshot.ts'
import type { Lease, NewCall, Step } from '../../src/store/store.ts'

/** A moment in the middle of a call; contract tests run on this virtual time. */
export const noon = Date.UTC(2026, 9, 8, 12, 0, 0)

export const hour = 3_600_000

export function newCall(callId: string, changes: Partial<NewCall> = {}): NewCall {
  return { callId, bundle: 'b1', flow: 'dentist', startedAt: noon, direction: 'inbound', ...changes }
}

export function lease(owner: string, nowMs = noon, ms = 1000): Lease {
  return { owner, ms, nowMs }
}

/** The step that presses one key: what it holds matters less than that it comes back whole. */
export function step(callId: string, token: number, seq: number, changes: Partial<Step> = {}): Step {
  return {
    callId,
    token,
    seq,
    snapshot: snapshot(callId, seq),
    entry: {
      seq,
      id: `${token}-${seq}`,
      event: { type: 'event.received', at: noon + seq, name: 'tick', data: { words: 'Grüße, "Ελένη" 👋\n', seq } },
    },
    intents: [],
    nowMs: noon + seq,
    ttlMs: hour,
    live: true,
    ...changes,
  }
}

function snapshot(callId: string, seq: number): Snapshot {
  return {
    version: 1,
    bundle: 'b1',
    seq,
    status: 'active',
    value: { ask: 'listening' },
    context: {
      call: { id: callId, lineId: 'CA1', from: '+441632960001', to: '+441632960002', direction: 'inbound' },
      inputs: {},
      slots: { guests: seq, name: 'Zoë' },
      saved: {},
      result: null,
      now: noon + seq,
      seed: 0.25,
      visit: 1,
      utterances: 1,
      attempts: { noinput: 0, nomatch: 0 },
      speaking: null,
      variants: { greet: 0 },
      timers: { noinput: noon + 6000 },
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
    },
  }
}

export function intent(key: string, changes: Partial<ToolCall> = {}): ToolCall {
  return {
    type: 'tool.call',
    key,
    tool: 'book',
    input: { at: '2026-10-09T19:00', guests: 4, ratio: 0.1, big: 9007199254740991 },
    deadline: noon + 6000,
    retry: { max: 1, errors: ['timeout'] },
    ...changes,
  }
}
