import type { Decide, ToolCall, Transfer } from '../../engine/machine/effect.ts'
import type { DecisionOutcome, ToolOutcome, TransferOutcome } from '../../engine/machine/event.ts'
import type { LedgerEntry } from '../store/store.ts'
import { LineError } from '../telephony/line.ts'
import type { Services } from './services.ts'
import { turnsOf } from './transcript.ts'

/** Asks the model the closed question. Never rejects. `signal` is the call's own: it is aborted when the call is over. */
export async function callDecision(
  decide: Decide,
  services: Services,
  callId: string,
  signal: AbortSignal,
): Promise<DecisionOutcome> {
  const budgetMs = Math.max(0, decide.deadline - services.clock.now())
  const turns = decide.turns === 0 ? [] : await turnsOf(services.store, callId, decide.turns).catch(() => [])
  return services.decisions.decide({ ...decide, turns }, { signal, budgetMs })
}

/** Calls a tool whose intent has been committed. Never rejects. */
export function callTool(
  call: ToolCall,
  services: Services,
  callId: string,
  signal: AbortSignal,
): Promise<ToolOutcome> {
  return services.tools.run({ callId, call, signal })
}

/** What became of a call that an earlier owner had begun. Never rejects. */
export function finishTool(
  entry: LedgerEntry,
  services: Services,
  callId: string,
  signal: AbortSignal,
): Promise<ToolOutcome> {
  return services.tools.recover({ callId, entry, signal })
}

/** Hands the caller over. Null where the line took it: how it came out is told by the line later. */
export async function callTransfer(
  transfer: Transfer,
  services: Services,
  lineId: string,
): Promise<TransferOutcome | null> {
  const to = services.destinations[transfer.destination]
  if (to === undefined) return 'failed'
  try {
    await services.control.transfer(lineId, { ...transfer, to })
    return null
  } catch (error) {
    services.observer.notice(lineId, { type: 'fault', where: 'transfer', error })
    return error instanceof LineError && error.code === 'refused' ? 'declined' : 'failed'
  }
}
