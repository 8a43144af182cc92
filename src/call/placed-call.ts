import type { JsonObject } from '../../engine/language/json.ts'
import type { ToolCall } from '../../engine/machine/effect.ts'
import type { LedgerEntry } from '../store/store.ts'

/** What a call of ours begins with, as it is kept from before it is dialled. */
export interface Placement {
  readonly flow: string
  /** E.164, both. */
  readonly to: string
  readonly from: string
  readonly inputs: JsonObject
  /** What is to be spoken, where it is not the flow's own language. */
  readonly language?: string
  /** Until when it is to ring, epoch milliseconds. */
  readonly due: number
  readonly ringMs: number
}

/** The key of the intent to dial, in the ledger of its own call; no tool can have its name. */
export const dialKey = '$dial'

/** The intent to dial: the reservation of a call. */
export function dialIntent(placement: Placement): ToolCall {
  const input = { ...placement } as unknown as JsonObject
  return {
    type: 'tool.call',
    key: dialKey,
    tool: dialKey,
    input,
    deadline: placement.due,
    retry: { max: 0, errors: [] },
  }
}

/** What a call was placed with, and how dialling it came out; null where it is no call of ours. */
export function placementIn(
  ledger: readonly LedgerEntry[],
): { readonly placement: Placement; readonly entry: LedgerEntry } | null {
  const entry = ledger.find(({ key }) => key === dialKey)
  return entry === undefined ? null : { placement: entry.call.input as unknown as Placement, entry }
}
