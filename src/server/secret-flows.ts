import type { Flow } from '../../engine/language/flow.ts'
import { keyAdvice } from '../store/key.ts'
import type { Secrecy } from './open-store.ts'

/** Flows ask for what must not be stored in the clear, and there is no key: nothing was started. The message is for people. */
export class UnkeyedSecrets extends Error {
  override readonly name = 'UnkeyedSecrets'
}

/** Throws UnkeyedSecrets where a flow, or one that it runs, marks a slot `sensitive` and nothing would be sealed. */
export function checkSecrets(flows: readonly Flow[], { sealed }: Secrecy): void {
  if (sealed) return
  const secret = flows.flatMap((flow) =>
    [flow, ...Object.values(flow.runs)].flatMap(({ flow: name, slots }) =>
      Object.values(slots).flatMap((slot) => (slot.sensitive === undefined ? [] : [`${name}.${slot.name}`])),
    ),
  )
  if (secret.length === 0) return
  throw new UnkeyedSecrets(
    `These slots are sensitive, and there is no key to encrypt what callers say: ${[...new Set(secret)].join(', ')}.\n  Give every server the same key. ${keyAdvice}`,
  )
}
