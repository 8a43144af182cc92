/** What is still to be done, the lowest rank first; of one rank in the order in which it came. */
export class Waiting<T> {
  readonly #ranks: { readonly list: T[]; done: number }[] = []

  get isEmpty(): boolean {
    return this.#ranks.every(({ list, done }) => done >= list.length)
  }

  put(rank: number, one: T): void {
    for (let at = this.#ranks.length; at <= rank; at++) this.#ranks.push({ list: [], done: 0 })
    this.#ranks[rank]?.list.push(one)
  }

  take(): T | undefined {
    const first = this.#ranks.find(({ list, done }) => done < list.length)
    return first?.list[first.done++]
  }
}
