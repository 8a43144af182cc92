import { readSnapshot } from '../read-snapshot.ts'
import { parseStored, readLedgerEntry } from '../read-record.ts'
import type { RecordCodec } from '../record-codec.ts'
import { StoreError } from '../store-error.ts'
import type { LedgerEntry, StoredCall } from '../store.ts'

/** What a hash of Redis comes back as: field to value. */
export type Hash = Readonly<Record<string, string>>

/** A flat reply of HGETALL inside a script: field, value, field, value. */
export function hashOf(flat: readonly string[]): Hash {
  const hash: Record<string, string> = Object.create(null)
  for (let i = 0; i + 1 < flat.length; i += 2) hash[flat[i] as string] = flat[i + 1] as string
  return hash
}

/** The call in its hash; null where there is none, or one that create has not written. StoreError `corrupt` or `refused` where it cannot be read. */
export function readCall(callId: string, hash: Hash, codec: RecordCodec): StoredCall | null {
  const facts = readFacts(callId, hash)
  if (facts === null) return null
  const text = hash['snapshot']
  const snapshot = text === undefined ? null : readSnapshot(codec.open(callId, 'snapshot', text), callId)
  if ((snapshot?.seq ?? 0) !== Number(hash['seq'])) {
    throw new StoreError(
      'corrupt',
      `Call ${callId} stands at step ${hash['seq']}, its snapshot at ${snapshot?.seq ?? 0}.`,
    )
  }
  return { ...facts, snapshot }
}

/** As `readCall`, but a snapshot that cannot be read is null: a list shows every call that has an identity. */
export function readListed(callId: string, hash: Hash, codec: RecordCodec): StoredCall | null {
  const facts = readFacts(callId, hash)
  if (facts === null) return null
  try {
    return readCall(callId, hash, codec)
  } catch {
    return { ...facts, snapshot: null }
  }
}

function readFacts(callId: string, hash: Hash): Omit<StoredCall, 'snapshot'> | null {
  const { token, owner, until, bundle, flow, startedAt, direction } = hash
  if (token === undefined) return null
  if (bundle === undefined || flow === undefined || (direction !== 'inbound' && direction !== 'outbound')) return null
  return {
    callId,
    bundle,
    flow,
    startedAt: Number(startedAt),
    direction,
    token: Number(token),
    owner: owner === undefined || owner === '' ? null : owner,
    leaseUntil: Number(until),
    live: hash['live'] === '1',
  }
}

/** What an intent is kept as, beside the call itself: enough to list the ledger in the order of its steps. */
interface IntentRecord {
  readonly seq: number
  readonly ordinal: number
  readonly startedAt: number
  /** The tool call's text, as the codec has written it. */
  readonly call: string
}

/** An intent as the ledger's hash holds it. */
export function intentRecord(record: IntentRecord): string {
  return JSON.stringify(record)
}

/** Of the names in a ledger's hash: an intent beside which nothing says how it came out. */
export function isUnsettledIntent(field: string, fields: ReadonlySet<string>): boolean {
  return field.startsWith('call:') && !fields.has(`state:${field.slice('call:'.length)}`)
}

/** The ledger in its hash: `call:<key>` holds what was intended, `state:<key>` how it came out. */
export function readLedger(callId: string, hash: Hash, codec: RecordCodec): readonly LedgerEntry[] {
  const entries = Object.entries(hash)
    .filter(([field]) => field.startsWith('call:'))
    .map(([field, text]) => {
      const key = field.slice('call:'.length)
      const what = `Ledger entry ${key} of call ${callId}`
      const record = parseStored(text, what) as IntentRecord
      if (typeof record?.call !== 'string') throw new StoreError('corrupt', `${what} holds no tool call.`)
      const settled = hash[`state:${key}`]
      const space = settled?.indexOf(' ') ?? -1
      const entry = readLedgerEntry(callId, {
        key,
        call: parseStored(codec.open(callId, `call ${key}`, record.call), what),
        startedAt: record.startedAt,
        state: settled === undefined ? 'intended' : settled.slice(0, space),
        outcomeText: settled === undefined ? null : codec.open(callId, `outcome ${key}`, settled.slice(space + 1)),
      })
      return { record, entry }
    })
  entries.sort((x, y) => x.record.seq - y.record.seq || x.record.ordinal - y.record.ordinal)
  return entries.map(({ entry }) => entry)
}
