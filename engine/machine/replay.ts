import type { CompiledFlow } from './compile.ts'
import type { CallEvent } from './event.ts'
import type { Snapshot } from './snapshot.ts'
import { step, type Stepped } from './step.ts'

/** Folds a log from its beginning: each step as it was, the last one being the stored snapshot byte for byte (P4). */
export function* replay(
  compiled: CompiledFlow,
  events: Iterable<CallEvent>,
): Generator<Stepped & { readonly event: CallEvent }> {
  let snapshot: Snapshot | null = null
  for (const event of events) {
    const stepped: Stepped = step(compiled, snapshot, event)
    snapshot = stepped.snapshot
    yield { ...stepped, event }
  }
}
