import type { Effect } from '../../engine/machine/effect.ts'
import type { CallEvent } from '../../engine/machine/event.ts'
import type { Snapshot } from '../../engine/machine/snapshot.ts'
import { undescribedIn, undescribedInEvent } from './store/undescribed.ts'

/** A step as the session sees it. */
export interface Seen {
  readonly snapshot: Snapshot
  readonly effects: readonly Effect[]
  readonly event: CallEvent
  readonly streamLost: boolean
}

/**
 * What must hold of any call after any step, told from its effects alone: the timers that were set are those that the
 * snapshot holds; one utterance at most is unanswered, and it is the one that the snapshot waits for; a call that is active, on
 * a stream, always has speech or a timer pending (P10); a call that is over wants nothing more; and a model is shown neither
 * words that were said while something secret was asked, then or later, nor a slot that is secret. And what would be stored
 * of it has no field that the published schemas do not describe.
 */
export class Invariants {
  readonly #timers = new Map<string, number>()
  readonly #secrets = new Set<string>()
  #unanswered: string | null = null
  #over = false

  check({ snapshot, effects, event, streamLost }: Seen): void {
    const { context, status, value } = snapshot
    const where = `after ${event.type} in ${JSON.stringify(value)}`
    const undescribed = [...undescribedIn(snapshot), ...undescribedInEvent(event)]
    if (undescribed.length > 0)
      throw new Error(`schemas/ does not describe ${undescribed.join(', ')}, ${where}: src/store/read-snapshot.ts.`)
    if (this.#over && (effects.length > 0 || status !== 'done')) throw new Error(`The call was over, ${where}.`)
    this.#over = status === 'done'
    if (event.type === 'timer.fired' && this.#timers.get(event.timer) === event.due) this.#timers.delete(event.timer)
    if ((event.type === 'speech.played' || event.type === 'speech.interrupted') && event.id === this.#unanswered)
      this.#unanswered = null
    if (event.type === 'stream.lost' || event.type === 'stream.resumed') this.#unanswered = null
    if (event.type === 'turn.ended' && event.secret === true)
      for (const { text } of event.hypotheses) this.#secrets.add(text)
    for (const effect of effects) this.#follow(effect, where)
    const told = listed(this.#timers)
    const held = listed(Object.entries(context.timers))
    if (told !== held) throw new Error(`The timers told are ${told}, those held ${held}, ${where}.`)
    if (status === 'done') return
    if (context.speaking !== this.#unanswered)
      throw new Error(
        `It waits for ${context.speaking ?? 'nothing'}, and says ${this.#unanswered ?? 'nothing'}, ${where}.`,
      )
    if (!streamLost && this.#unanswered === null && this.#timers.size === 0)
      throw new Error(`Nothing is said, and nothing will happen, ${where}.`)
  }

  #follow(effect: Effect, where: string): void {
    if (effect.type === 'timer.set') this.#timers.set(effect.timer, effect.due)
    if (effect.type === 'timer.clear') this.#timers.delete(effect.timer)
    if (effect.type === 'clear') this.#unanswered = null
    if (effect.type === 'decide') {
      const { utterance, fills } = effect
      if (utterance !== '' && this.#secrets.has(utterance)) throw new Error(`A model is shown secret words, ${where}.`)
      if (fills?.slots.some(({ sensitive, type }) => sensitive === 'pci' || type === 'list') === true)
        throw new Error(`A model is asked for what it may not fill, ${where}.`)
    }
    if (effect.type !== 'say') return
    if (this.#unanswered !== null) throw new Error(`${effect.id} is said into ${this.#unanswered}, ${where}.`)
    this.#unanswered = effect.id
  }
}

function listed(timers: Iterable<readonly [string, number]>): string {
  return Array.from(timers, ([timer, due]) => `${timer} ${due}`)
    .sort((a, b) => a.localeCompare(b))
    .join(', ')
}
