import { createHash } from 'node:crypto'
import type { CompiledFlow } from '../../../engine/machine/compile.ts'

/** A version of a flow that stands beside the usual one, and the share of callers that it gets: 0–100. */
export interface FlowVersion {
  readonly compiled: CompiledFlow
  readonly percent: number
}

/**
 * Which version of a flow a caller gets: the same one with each call, on every server, as long as the shares stay. Where
 * the share of a version is raised, those who had it keep it. `caller` is the number that calls, or, where that is
 * withheld, the call's own id.
 */
export function versionFor(usual: CompiledFlow, versions: readonly FlowVersion[], caller: string): CompiledFlow {
  const drawn = drawOf(usual.flow.flow, caller)
  let upTo = 0
  for (const { compiled, percent } of versions) {
    upTo += percent
    if (drawn < upTo) return compiled
  }
  return usual
}

/** 0–100, evenly; another one for each flow, so that nobody is the guinea pig of every trial. */
function drawOf(flow: string, caller: string): number {
  const digest = createHash('sha256').update(`${flow}\n${caller}`).digest()
  return (digest.readUInt32BE(0) / 2 ** 32) * 100
}
