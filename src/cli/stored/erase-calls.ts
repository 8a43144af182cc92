import type { KeptRecordings } from '../../media/recordings.ts'
import type { CallStore } from '../../store/store.ts'

/** What is to be erased: all calls of a number, or one call by its id or CallSid. */
export type Wanted = { readonly caller: string } | { readonly call: string }

/** What has come of it. */
export interface Erased {
  /** Calls that are gone. */
  readonly calls: readonly string[]
  /** Recordings of them that are gone from this machine. */
  readonly recordings: number
  /** Calls that are live and were left. */
  readonly live: readonly string[]
}

/** Erases what is kept of a caller, or of a call; a live call only with `force`. Rejects with StoreError. */
export async function eraseCalls(
  store: CallStore,
  recordings: Pick<KeptRecordings, 'erase'>,
  wanted: Wanted,
  options: { readonly force: boolean },
): Promise<Erased> {
  const callIds =
    'caller' in wanted
      ? await store.callsOf(wanted.caller)
      : [(await store.findByLine(wanted.call).catch(() => null)) ?? wanted.call]
  const calls: string[] = []
  const live: string[] = []
  let files = 0
  for (const callId of callIds) {
    const reply = await store.erase(callId, options)
    if (reply === 'live') live.push(callId)
    if (reply === 'erased') calls.push(callId)
    // Recordings lie on the server that took them: there the store has forgotten the call already.
    if (reply !== 'live') files += await recordings.erase(callId)
  }
  return { calls, recordings: files, live }
}

/**
 * Whether the store has calls that nobody without another key can read: then a caller's calls cannot be found either, and
 * "none" would be wrong.
 */
export async function isUnreadable(store: CallStore): Promise<boolean> {
  for (const { callId, snapshot } of await store.list({ limit: 20 })) {
    if (snapshot === null && (await store.read(callId).catch(() => 'unreadable')) === 'unreadable') return true
  }
  return false
}

/** A number as the line gives it: "+44 20 7946 0000" without what only eyes need; null where that is none. */
export function asDialled(text: string): string | null {
  const number = text.replaceAll(/[\s().-]/g, '')
  if (/^\+[1-9]\d{4,14}$/.test(number)) return number
  return /^sips?:\S+$/.test(text.trim()) ? text.trim() : null
}
