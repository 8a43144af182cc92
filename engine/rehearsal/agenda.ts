/** Something that will happen at its time unless it is dropped. */
export interface Due<T> {
  readonly at: number
  readonly label: string
  readonly what: T
}

/** What is ahead, in virtual time. Of what is due at the same moment, what was put in first comes first. */
export class Agenda<T> {
  #due: Due<T>[] = []

  get all(): readonly Due<T>[] {
    return this.#due
  }

  /** The same things ahead, in an agenda of its own. */
  copy(): Agenda<T> {
    const copy = new Agenda<T>()
    copy.#due = this.#due.slice()
    return copy
  }

  put(at: number, label: string, what: T): void {
    this.#due.push({ at, label, what })
  }

  drop(matches: (label: string) => boolean): void {
    this.#due = this.#due.filter(({ label }) => !matches(label))
  }

  has(matches: (label: string) => boolean): boolean {
    return this.#due.some(({ label }) => matches(label))
  }

  /** Takes out the first of these, if it is due by then. */
  take(until = Infinity, matches: (label: string) => boolean = () => true): Due<T> | null {
    let first: Due<T> | null = null
    for (const one of this.#due) {
      if (one.at <= until && matches(one.label) && (first === null || one.at < first.at)) first = one
    }
    if (first !== null) this.#due = this.#due.filter((one) => one !== first)
    return first
  }
}
