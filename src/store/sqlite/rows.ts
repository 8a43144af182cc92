import { parseStored, readLedgerEntry } from '../read-record.ts'
import { readSnapshot } from '../read-snapshot.ts'
import type { RecordCodec } from '../record-codec.ts'
import { StoreError } from '../store-error.ts'
import type { LedgerEntry, StoredCall } from '../store.ts'

/** A row of `calls`. */
export interface CallRow {
  call_id: string
  token: number
  owner: string | null
  lease_until: number
  live: number
  seq: number
  bundle: string
  flow: string
  started_at: number
  direction: 'inbound' | 'outbound'
  snapshot: string | null
}

/** A row of `ledger`, without what orders it. */
export interface LedgerRow {
  key: string
  state: string
  call: string
  outcome: string | null
  started_at: number
}

/** The call in its row. StoreError `corrupt` or `refused` where its snapshot cannot be read. */
export function toCall(row: CallRow, codec: RecordCodec): StoredCall {
  const { call_id: callId, snapshot: text } = row
  const snapshot = text === null ? null : readSnapshot(codec.open(callId, 'snapshot', text), callId)
  if ((snapshot?.seq ?? 0) !== row.seq) {
    throw new StoreError(
      'corrupt',
      `Call ${row.call_id} stands at step ${row.seq}, its snapshot at ${snapshot?.seq ?? 0}.`,
    )
  }
  return { ...facts(row), snapshot }
}

/** A list shows every call; one whose snapshot cannot be read is there without it. */
export function toListed(row: CallRow, codec: RecordCodec): StoredCall {
  try {
    return toCall(row, codec)
  } catch {
    return { ...facts(row), snapshot: null }
  }
}

function facts(row: CallRow): Omit<StoredCall, 'snapshot'> {
  return {
    callId: row.call_id,
    bundle: row.bundle,
    flow: row.flow,
    startedAt: row.started_at,
    direction: row.direction,
    token: row.token,
    owner: row.owner,
    leaseUntil: row.lease_until,
    live: row.live === 1,
  }
}

/** StoreError `corrupt` on a part that cannot be read. */
export function toLedgerEntry(callId: string, row: LedgerRow, codec: RecordCodec): LedgerEntry {
  const { key, outcome } = row
  return readLedgerEntry(callId, {
    key,
    call: parseStored(codec.open(callId, `call ${key}`, row.call), `Ledger entry ${key} of call ${callId}`),
    startedAt: row.started_at,
    state: row.state,
    outcomeText: outcome === null ? null : codec.open(callId, `outcome ${key}`, outcome),
  })
}
