import type { CompiledFlow } from '../../engine/machine/compile.ts'
import type { CallEvent } from '../../engine/machine/event.ts'
import type { Snapshot } from '../../engine/machine/snapshot.ts'
import { step, type Stepped } from '../../engine/machine/step.ts'
import type { CommitReply, Step } from '../store/store.ts'
import { StoreError } from '../store/store-error.ts'
import { intentsOf } from '../tools/effect-ledger.ts'
import type { CallIdentity } from './call-identity.ts'
import { entryIdOf } from './posted-events.ts'
import { knownForMs, type Services } from './services.ts'

/** Between two tries of a commit whose outcome is not known. */
const pauseMs = 100

/** Writes a call's steps to the store, for the owner who holds its token. */
export class Committer {
  readonly #identity: CallIdentity
  readonly #services: Services
  #entries = 0

  constructor(identity: CallIdentity, services: Services) {
    this.#identity = identity
    this.#services = services
  }

  /**
   * Commits a step, again and again while the store does not answer: the same step is idempotent, so that a reply which was
   * lost comes back as `DUP`. `lost` when the outage is too long, or at once where the store cannot take the step: then
   * nobody may act on it. Never rejects.
   */
  async commit(event: CallEvent, stepped: Stepped, posted?: string): Promise<CommitReply | { readonly lost: unknown }> {
    const { store, clock, limits } = this.#services
    const step = this.#stepOf(event, stepped, posted)
    const giveUpAt = clock.now() + limits.storeOutageMs
    for (;;) {
      try {
        return await store.commit(step)
      } catch (error) {
        if (!(error instanceof StoreError) || !error.retryable || clock.now() >= giveUpAt) return { lost: error }
        await new Promise<void>((go) => clock.after(pauseMs, go))
      }
    }
  }

  /**
   * Ends a call in the store that has ended on the line and cannot go on here, so that no server looks after it any more.
   * Where that cannot be done either, the line's own word that the call is over will. Never rejects.
   */
  async abandon(compiled: CompiledFlow, before: Snapshot | null, at: number): Promise<void> {
    if (before === null) return
    try {
      const event = { type: 'caller.hungup', at: Math.max(at, before.context.now) } as const
      await this.#services.store.commit(this.#stepOf(event, step(compiled, before, event)))
    } catch {
      // It has been told what went wrong; this is only the tidying.
    }
  }

  #stepOf(event: CallEvent, { snapshot, effects }: Stepped, posted?: string): Step {
    const { callId, token } = this.#identity
    const { limits, owner, clock } = this.#services
    const live = snapshot.status === 'active'
    this.#entries += 1
    // Unique for this owner and token: tells its own step, sent again, from another's.
    const id = posted === undefined ? `${owner}:${token}:${this.#entries}` : entryIdOf(posted)
    return {
      callId,
      token,
      owner,
      seq: snapshot.seq,
      snapshot,
      entry: { seq: snapshot.seq, id, event },
      intents: effects.flatMap(intentsOf),
      nowMs: Math.round(clock.now()),
      ttlMs: live ? knownForMs(limits) : limits.retentionMs,
      live,
    }
  }
}
