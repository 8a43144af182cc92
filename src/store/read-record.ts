import type { ToolCall } from '../../engine/machine/effect.ts'
import type { ToolOutcome } from '../../engine/machine/event.ts'
import type { LedgerEntry, LogEntry, Settled, Step } from './store.ts'
import { readEvent } from './read-event.ts'
import { StoreError } from './store-error.ts'

/** A log entry as an adapter keeps it: the event is JSON text, so that what is read back is what was written, byte for byte. */
export function readLogEntry(callId: string, seq: number, id: string, eventText: string): LogEntry {
  return { seq, id, event: readEvent(eventText, `Log entry ${seq} of call ${callId}`) }
}

/** A ledger entry from its parts; `outcomeText` is null while it is only intended. StoreError `corrupt` on a bad part. */
export function readLedgerEntry(
  callId: string,
  record: {
    readonly key: string
    readonly call: unknown
    readonly startedAt: number
    readonly state: string
    readonly outcomeText: string | null
  },
): LedgerEntry {
  const { key, state } = record
  const what = `Ledger entry ${key} of call ${callId}`
  const { call } = record
  if (!isObject(call) || call['key'] !== key || typeof call['tool'] !== 'string') {
    throw new StoreError('corrupt', `${what} holds no tool call.`)
  }
  const toolCall = call as unknown as ToolCall
  if (state === 'intended') return { key, call: toolCall, state, startedAt: record.startedAt }
  const outcome = record.outcomeText === null ? null : parseStored(record.outcomeText, what)
  if ((state !== 'done' && state !== 'failed' && state !== 'uncertain') || !isObject(outcome)) {
    throw new StoreError('corrupt', `${what} is neither intended nor settled.`)
  }
  return { key, call: toolCall, state: state satisfies Settled['state'], outcome: outcome as unknown as ToolOutcome }
}

/** A step must agree with itself before it is written; a fault here is the session's and is never retried. */
export function checkStep(step: Step): void {
  if (
    step.seq !== step.entry.seq ||
    step.seq !== step.snapshot.seq ||
    !Number.isSafeInteger(step.seq) ||
    step.seq < 1
  ) {
    throw new StoreError(
      'refused',
      `Step ${step.seq} of call ${step.callId} disagrees with its entry (${step.entry.seq}) or its snapshot (${step.snapshot.seq}).`,
    )
  }
  if (!(step.ttlMs >= 1)) {
    throw new StoreError(
      'refused',
      `Step ${step.seq} of call ${step.callId} has a ttlMs of ${step.ttlMs}; it must be 1 or more.`,
    )
  }
}

/** JSON that an adapter wrote; StoreError `corrupt` where it is none any more. */
export function parseStored(text: string, what: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new StoreError('corrupt', `${what} is not JSON.`, { cause })
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
