/** Numbers that look like chance and come again from the same seed (mulberry32). */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** From 0 up to, and without, 1. */
  next(): number {
    this.#state = (this.#state + 0x6d_2b_79_f5) >>> 0
    let mixed = this.#state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  /** A whole number from `from` up to, and without, `below`. */
  integer(from: number, below: number): number {
    return from + Math.floor(this.next() * (below - from))
  }

  /** True in this share of cases. */
  happens(share: number): boolean {
    return this.next() < share
  }

  /** One of them. Throws RangeError where there is none. */
  pick<T>(from: readonly T[]): T {
    const one = from[this.integer(0, from.length)]
    if (one === undefined) throw new RangeError('There is nothing to pick from.')
    return one
  }

  /** Another source, whose numbers do not depend on how many are drawn here. */
  fork(name: string): Random {
    let hash = this.#state ^ 0x9e_37_79_b9
    for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01_00_01_93)
    return new Random(hash)
  }
}
