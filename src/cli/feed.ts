import type { Writable } from 'node:stream'
import type { CallObserver, Notice } from '../call/observer.ts'

/** Prints notices as JSON lines `{ callId, … }`, for a live view in another process. Audio is left out. */
export function createFeed(out: Writable): CallObserver {
  return {
    notice(callId, notice) {
      if (notice.type === 'sent') return
      out.write(`${JSON.stringify({ callId, ...plain(notice) })}\n`)
    },
  }
}

/** A step without its snapshots: where the call was, where it is, why, and what is done. */
function plain(notice: Exclude<Notice, { type: 'sent' }>): object {
  if (notice.type === 'fault')
    return { ...notice, error: notice.error instanceof Error ? notice.error.message : String(notice.error) }
  if (notice.type !== 'stepped') return notice
  const { before, after, ...rest } = notice
  return { ...rest, from: before?.value ?? null, to: after.value, slots: after.context.slots, seq: after.seq }
}
