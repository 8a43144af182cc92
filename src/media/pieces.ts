/** Audio that comes in pieces of any length and is taken in others. */
export class Pieces {
  /** All that was added. */
  addedBytes = 0
  #takenBytes = 0
  readonly #pieces: Uint8Array[] = []
  #usedOfFirst = 0

  add(piece: Uint8Array): void {
    if (piece.length === 0) return
    this.#pieces.push(piece)
    this.addedBytes += piece.length
  }

  /** What there is to be taken. */
  get leftBytes(): number {
    return this.addedBytes - this.#takenBytes
  }

  /** The next audio, `bytes` of it or what there is. A view where it can be: not to be changed. */
  take(bytes: number): Uint8Array {
    const wanted = Math.min(bytes, this.leftBytes)
    this.#takenBytes += wanted
    const first = this.#pieces[0]
    if (first !== undefined && first.length - this.#usedOfFirst >= wanted) return this.#takeFirst(wanted)
    const joined = new Uint8Array(wanted)
    for (let at = 0; at < wanted;) {
      const part = this.#takeFirst(Math.min(wanted - at, this.#pieces[0]!.length - this.#usedOfFirst))
      joined.set(part, at)
      at += part.length
    }
    return joined
  }

  /** Gives the memory back: nothing is taken any more. */
  forget(): void {
    this.#pieces.length = 0
    this.#takenBytes = this.addedBytes
  }

  #takeFirst(bytes: number): Uint8Array {
    const first = this.#pieces[0]!
    const part = first.subarray(this.#usedOfFirst, this.#usedOfFirst + bytes)
    this.#usedOfFirst += bytes
    if (this.#usedOfFirst === first.length) {
      this.#pieces.shift()
      this.#usedOfFirst = 0
    }
    return part
  }
}
