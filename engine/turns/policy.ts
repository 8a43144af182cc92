import type { Listen } from '../machine/effect.ts'
import { waitsFor } from './endpoint.ts'
import type { FloorPolicy } from './floor.ts'

const nobodyListens = { mode: 'off', minWords: 0, minMs: 0, ignore: [], always: [] } as const

/** How turns are taken while this is expected of the caller; null where nobody listens. */
export function policyOf(listen: Listen | null): FloorPolicy {
  const types = listen?.slots.map(({ type }) => type) ?? []
  return {
    bargein: listen?.bargein ?? nobodyListens,
    waits: { ...waitsFor(types), ...listen?.endpointsMs },
    endpointMs: listen?.endpointMs ?? null,
    yesNo: types.includes('boolean'),
    freeText: types.includes('text') || Object.keys(listen?.options ?? {}).length > 0,
  }
}
