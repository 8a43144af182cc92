import type { Posted } from '../store/store.ts'
import type { CallIdentity } from './call-identity.ts'
import type { Happening } from './read-turn.ts'
import type { Services } from './services.ts'

/** What may be told to a call from outside it. */
export type Outside = Extract<
  Happening,
  {
    type:
      | 'event.received'
      | 'operator.ended'
      | 'operator.transferred'
      | 'caller.hungup'
      | 'transfer.finished'
      | 'transfer.progressed'
  }
>

const outside: ReadonlySet<string> = new Set([
  'event.received',
  'operator.ended',
  'operator.transferred',
  'caller.hungup',
  'transfer.finished',
  'transfer.progressed',
] satisfies Outside['type'][])

/** As it is left for a call, for whichever server has it. */
export function writePosted(what: Outside): string {
  return JSON.stringify(what)
}

/** Null for what a newer server has left: a server that knows it may have the call next. */
function readPosted({ text }: Posted): Outside | null {
  const what = JSON.parse(text) as { readonly type?: unknown }
  return outside.has(String(what.type)) ? (what as Outside) : null
}

/** The step's id in the log, when it was something posted: who takes the call over finds it there, and not twice. */
export function entryIdOf(postedId: string): string {
  return `posted:${postedId}`
}

/**
 * Brings to a call what was left for it in the store, each thing once: from there until its step is in the log, whatever
 * becomes of the servers between.
 */
export class PostedEvents {
  readonly #identity: CallIdentity
  readonly #services: Services
  readonly #deliver: (id: string, what: Outside) => void
  readonly #seen = new Set<string>()
  #isFirst = true
  #collecting: Promise<void> | null = null
  #again: Promise<void> | null = null

  constructor(identity: CallIdentity, services: Services, deliver: (id: string, what: Outside) => void) {
    this.#identity = identity
    this.#services = services
    this.#deliver = deliver
  }

  /** Looks for what is new, and resolves when it has been brought. Never rejects: it is looked for again. */
  collect(): Promise<void> {
    const running = this.#collecting
    // What was left since it began to look may have been missed.
    if (running !== null) return (this.#again ??= running.then(() => this.collect()))
    this.#again = null
    this.#collecting = this.#collect().finally(() => {
      this.#collecting = null
    })
    return this.#collecting
  }

  async #collect(): Promise<void> {
    const { store, observer } = this.#services
    const { callId } = this.#identity
    try {
      const posted = (await store.posted(callId)).filter(({ id }) => !this.#seen.has(id))
      if (posted.length === 0) return
      if (this.#isFirst) await this.#skipCommitted()
      this.#isFirst = false
      for (const one of posted) {
        if (this.#seen.has(one.id)) await store.unpost(callId, one.id)
        this.#bring(one)
      }
    } catch (error) {
      observer.notice(callId, { type: 'fault', where: 'inbox', error })
    }
  }

  /** Its step is in the log. Where it cannot be removed now, the next owner will know it by the log. */
  async committed(id: string): Promise<void> {
    await this.#services.store.unpost(this.#identity.callId, id).catch(() => {})
  }

  #bring(posted: Posted): void {
    if (this.#seen.has(posted.id)) return
    this.#seen.add(posted.id)
    const what = readPosted(posted)
    if (what !== null) this.#deliver(posted.id, what)
  }

  /** An owner before this one may have committed a step and died before it could remove what led to it. */
  async #skipCommitted(): Promise<void> {
    const log = await this.#services.store.log(this.#identity.callId)
    for (const { id } of log) if (id.startsWith(entryIdOf(''))) this.#seen.add(id.slice(entryIdOf('').length))
  }
}
