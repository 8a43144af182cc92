import { EarTurns } from './ear-turns.ts'
import type { EarTurn } from './ear-turns.ts'
import type { TurnInfo } from './flux-message.ts'

/** Which of our turns Flux speaks of: it has turns of its own, and may end one where ours goes on. */
export class FluxTurns extends EarTurns {
  /** The turn of Flux's that is in progress, and whose it is. */
  #flux: { readonly owner: EarTurn | null } | null = null

  /** A turn of Flux's has begun and not ended. */
  get isInProgress(): boolean {
    return this.#flux !== null
  }

  /** Takes in what Flux tells; whose turn it is of, null where nobody's. */
  take({ event, untilSeconds, text, confidence }: TurnInfo): EarTurn | null {
    if (event === 'StartOfTurn' || (this.#flux === null && event !== 'Update'))
      this.#flux = { owner: this.at(untilSeconds) }
    if (this.#flux === null) return null
    const { owner } = this.#flux
    const said = text === '' ? null : { text, confidence }
    if (event === 'EndOfTurn') this.#flux = null
    if (owner === null) return null
    owner.current = event === 'EndOfTurn' ? null : said
    if (event === 'EndOfTurn' && said !== null) owner.settled.push(said)
    return owner
  }
}
