import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileStored, type CompiledFlow } from '../../engine/machine/compile.ts'
import type { Flow } from '../../engine/language/flow.ts'
import type { CallEvent } from '../../engine/machine/event.ts'
import type { Snapshot } from '../../engine/machine/snapshot.ts'

export const goldenFolder = import.meta.dirname

/** A call that was recorded: its log, the snapshot that its server stored, and the content hash of the flow that it began with. */
export interface GoldenCall {
  readonly flow: string
  /** Where it was recorded: a conversation test, or a call over sockets. */
  readonly from: string
  readonly bundle: string
  readonly events: readonly CallEvent[]
  readonly snapshot: Snapshot
}

/** A line for what is known of the call, then a line an event: what changes when it is recorded anew can be read. */
export function writeGoldenCall({ events, ...head }: GoldenCall): string {
  return [head, ...events].map((line) => `${JSON.stringify(line)}\n`).join('')
}

/** Flows are kept once each, under their content hash, as the store keeps them. */
export function goldenFlow(bundle: string): CompiledFlow {
  return compileStored(JSON.parse(readFileSync(join(goldenFolder, 'flows', `${bundle}.jsonl`), 'utf8')) as Flow)
}

export function readGoldenCall(file: string): GoldenCall {
  const [head, ...events] = readFileSync(file, 'utf8').trimEnd().split('\n')
  return { ...(JSON.parse(head ?? '') as GoldenCall), events: events.map((line) => JSON.parse(line) as CallEvent) }
}
