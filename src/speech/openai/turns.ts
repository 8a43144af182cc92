/** A turn of the caller's whose words are not final yet. */
export interface PendingTurn {
  readonly number: number
  /** Its audio so far, to be sent again: what the ring still holds of it. */
  readonly frames: Uint8Array[]
  /** All that was said in it. */
  bytes: number
  ended: boolean
  /** OpenAI's name for it on the present socket, once it is known. */
  item: string | null
  /** What has been understood so far. */
  text: string
  /** How often its audio was sent again. */
  resent: number
}

/** A minute of all turns together, 480 kB: nobody's turn is longer. What is older is not sent again. */
const keptBytes = 60 * 8000

/** The turns of one stream that wait for their final words, oldest first, and which item of OpenAI's is which. */
export class PendingTurns {
  #turns: PendingTurn[] = []
  /** Committed on the present socket and not yet given a name, in order. */
  #unnamed: PendingTurn[] = []
  /** Items of turns that are over: what still comes of them is nobody's. */
  #past = new Set<string>()
  #keptBytes = 0

  /** The turn that the caller is in, if any. */
  get open(): PendingTurn | null {
    const last = this.#turns.at(-1)
    return last && !last.ended ? last : null
  }

  get all(): readonly PendingTurn[] {
    return this.#turns
  }

  start(number: number): PendingTurn {
    const turn = { number, frames: [], bytes: 0, ended: false, item: null, text: '', resent: 0 }
    this.#turns.push(turn)
    return turn
  }

  /** Copies the frame; where there is no more room the oldest goes. */
  keep(turn: PendingTurn, frame: Uint8Array): void {
    turn.bytes += frame.length
    turn.frames.push(frame.slice())
    this.#keptBytes += frame.length
    while (this.#keptBytes > keptBytes) {
      const oldest = this.#turns.find(({ frames }) => frames.length > 0)
      this.#keptBytes -= oldest?.frames.shift()?.length ?? this.#keptBytes
    }
  }

  committed(turn: PendingTurn): void {
    this.#unnamed.push(turn)
  }

  /** OpenAI names items in the order of the commits. */
  name(item: string): void {
    const turn = this.#unnamed.shift()
    if (turn && this.#turns.includes(turn)) turn.item = item
  }

  /**
   * Whose item this is. A model that transcribes while the caller speaks may name an item before its commit: then it is
   * the first turn's that has none.
   */
  of(item: string): PendingTurn | null {
    const known = this.#turns.find((turn) => turn.item === item)
    if (known) return known
    const first = this.#past.has(item) ? undefined : this.#turns.find((turn) => turn.item === null)
    if (first) first.item = item
    return first ?? null
  }

  numbered(number: number): PendingTurn | null {
    return this.#turns.find((turn) => turn.number === number) ?? null
  }

  /** Its final words are known, or nobody wants them. */
  remove(turn: PendingTurn): void {
    this.#turns = this.#turns.filter((other) => other !== turn)
    this.#keptBytes -= turn.frames.reduce((sum, { length }) => sum + length, 0)
    turn.frames.length = 0
    this.#forget(turn)
  }

  /** What becomes of its present item is nobody's: it is about to be sent again under another one. */
  again(turn: PendingTurn): void {
    this.#forget(turn)
    turn.item = null
    turn.text = ''
    turn.resent += 1
  }

  #forget({ item }: PendingTurn): void {
    if (item !== null) this.#past.add(item)
  }

  /** A commit that was refused gets no name. */
  refused(turn: PendingTurn): void {
    this.#unnamed = this.#unnamed.filter((other) => other !== turn)
  }

  /** On another socket all names are new. */
  forgetNames(): void {
    this.#unnamed = []
    this.#past.clear()
    for (const turn of this.#turns) {
      turn.item = null
      turn.text = ''
    }
  }
}
