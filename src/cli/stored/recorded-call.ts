import { readFile } from 'node:fs/promises'
import type { Flow } from '../../../engine/language/flow.ts'
import type { CallEvent } from '../../../engine/machine/event.ts'
import type { Snapshot } from '../../../engine/machine/snapshot.ts'
import type { CallStore } from '../../store/store.ts'
import { withStore } from './configured-store.ts'
import { ProjectError } from '../project/project.ts'

/** A call as it was kept: enough to fold it again anywhere. It holds what was said: handle it as a recording of the call. */
export interface RecordedCall {
  /** What the file is. */
  readonly callchart: 'call'
  readonly version: 1
  readonly callId: string
  /** The flow that the call began with, whole, with all that it runs. */
  readonly flow: Flow
  readonly events: readonly CallEvent[]
  /** What the store had last; null where no step was committed. */
  readonly snapshot: Snapshot | null
}

/** The call that an argument means: a file that `callchart replay --save` wrote, or a call's id or CallSid in the store. Rejects with ProjectError. */
export async function recordedCall(argument: string): Promise<RecordedCall> {
  const text = await readFile(argument, 'utf8').catch(() => null)
  if (text !== null) return parseRecordedCall(text, argument)
  return withStore(async (store) => fromStore(store, argument))
}

/** Reads such a file. Throws ProjectError where it is none. */
export function parseRecordedCall(text: string, file: string): RecordedCall {
  let call: Partial<RecordedCall> | null
  try {
    call = JSON.parse(text) as Partial<RecordedCall> | null
  } catch {
    throw new ProjectError(`${file} is not JSON. A recorded call is written by: callchart replay CALL --save ${file}`)
  }
  if (call?.callchart !== 'call' || !Array.isArray(call.events) || call.flow === undefined)
    throw new ProjectError(`${file} is not a recorded call. One is written by: callchart replay CALL --save ${file}`)
  if (call.version !== 1)
    throw new ProjectError(`${file} was written by a newer Callchart (version ${String(call.version)}): use that one.`)
  return call as RecordedCall
}

async function fromStore(store: CallStore, id: string): Promise<RecordedCall> {
  const call = (await store.read(id)) ?? (await readByLine(store, id))
  if (call === null)
    throw new ProjectError(
      `There is no file "${id}", and no such call in the store. callchart calls lists those that it has.`,
    )
  const bundle = await store.getBundle(call.bundle)
  if (bundle === null) throw new ProjectError(`The store no longer has the flow that ${id} began with.`)
  const events = (await store.log(call.callId)).map(({ event }) => event)
  return {
    callchart: 'call',
    version: 1,
    callId: call.callId,
    flow: JSON.parse(bundle) as Flow,
    events,
    snapshot: call.snapshot,
  }
}

async function readByLine(store: CallStore, lineId: string) {
  const callId = await store.findByLine(lineId)
  return callId === null ? null : store.read(callId)
}
