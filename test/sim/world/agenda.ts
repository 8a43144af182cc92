import type { Cancel } from '../../../src/media/clock.ts'

interface Entry {
  readonly at: number
  readonly order: number
  run: (() => void) | null
}

/**
 * What is to happen, in the order of its time and then of its coming. Time moves from one entry to the next; between two of
 * them every promise that can go on has gone on. The whole of a simulation runs on one of these, so that it comes out the
 * same every time.
 */
export class Agenda {
  /** Epoch milliseconds, with fractions. */
  now: number
  /** Entries that have run. */
  happened = 0
  #order = 0
  readonly #heap: Entry[] = []

  constructor(startsAt: number) {
    this.now = startsAt
  }

  after(ms: number, run: () => void): Cancel {
    const entry: Entry = { at: this.now + Math.max(0, ms), order: this.#order++, run }
    this.#push(entry)
    return () => {
      entry.run = null
    }
  }

  /** Goes on until nothing is left, `isOver` holds, or that time has come. */
  async run(until: number, isOver: () => boolean): Promise<void> {
    await settled()
    while (!isOver()) {
      const next = this.#heap[0]
      if (next === undefined || next.at > until) return
      this.#pop()
      const { run } = next
      if (run === null) continue
      this.now = next.at
      this.happened += 1
      next.run = null
      run()
      await settled()
    }
  }

  #push(entry: Entry): void {
    const heap = this.#heap
    let at = heap.push(entry) - 1
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!isBefore(entry, heap[parent]!)) break
      heap[at] = heap[parent]!
      at = parent
    }
    heap[at] = entry
  }

  #pop(): void {
    const heap = this.#heap
    const last = heap.pop()!
    if (heap.length === 0) return
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child += 1
      if (!isBefore(heap[child]!, last)) break
      heap[at] = heap[child]!
      at = child
    }
    heap[at] = last
  }
}

function isBefore(one: Entry, other: Entry): boolean {
  return one.at === other.at ? one.order < other.order : one.at < other.at
}

/** Every promise job that is ready, and those that they make ready, have run once the event loop has turned. */
function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}
