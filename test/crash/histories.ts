import { setTimeout as wait } from 'node:timers/promises'
import { compileStored } from '../../engine/machine/compile.ts'
import type { Flow } from '../../engine/language/flow.ts'
import { replay } from '../../engine/machine/replay.ts'
import { readConfig } from '../../src/server/config.ts'
import { openSecrecy, openStore } from '../../src/server/open-store.ts'
import { StoreError } from '../../src/store/store-error.ts'
import type { CallStore } from '../../src/store/store.ts'
import { keys } from './fleet.ts'

/** A promise that a call's own history shows broken. */
export interface Broken {
  readonly sid: string
  readonly what: string
}

/** Twilio's last word reaches us after the caller's: so long until a call is over in the store too. */
const overWithinMs = 10_000

/** P1 and P4 of every call: its log has no gap and folds to the stored snapshot, byte for byte; and it is over. */
export async function historyOf(place: Readonly<Record<string, string>>, sids: readonly string[]): Promise<Broken[]> {
  const read = readConfig({ ...place, CALLCHART_KEYS: keys })
  if (!read.ok) throw new Error(JSON.stringify(read.problems))
  const store = await openStore(read.config, await openSecrecy(read.config))
  try {
    const broken: Broken[] = []
    for (const sid of sids) {
      const what = await patiently(() => faultOf(store, sid))
      if (what !== null) broken.push({ sid, what })
    }
    return broken
  } finally {
    await store.close()
  }
}

/** A machine that is busy with servers may let a command of ours time out. */
async function patiently<T>(ask: () => Promise<T>, tries = 20): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (tries === 0 || !(error instanceof StoreError) || !error.retryable) throw error
    await wait(500)
    return patiently(ask, tries - 1)
  }
}

async function faultOf(store: CallStore, sid: string): Promise<string | null> {
  const callId = await store.findByLine(sid)
  if (callId === null) return 'nobody knows the call'
  const until = performance.now() + overWithinMs
  let call = await store.read(callId)
  while (call?.live === true && performance.now() < until) {
    await wait(100)
    call = await store.read(callId)
  }
  if (call === null) return 'the call is not in the store'
  if (call.live) return 'the call is still live in the store'
  const log = await store.log(callId)
  const gap = log.findIndex(({ seq }, index) => seq !== index + 1)
  if (gap !== -1) return `the log has a gap at ${gap + 1}`
  const bundle = await store.getBundle(call.bundle)
  if (bundle === null) return 'its bundle is not in the store'
  const events = log.map(({ event }) => event)
  const last = [...replay(compileStored(JSON.parse(bundle) as Flow), events)].at(-1)
  return JSON.stringify(last?.snapshot) === JSON.stringify(call.snapshot) ? null : 'the log folds to another snapshot'
}
