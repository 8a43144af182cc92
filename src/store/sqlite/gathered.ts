/** Requests that are made in one go, answered by one piece of work at the end of it. */
export class Gathered<Request, Reply> {
  readonly #work: (requests: readonly Request[]) => readonly Reply[]
  #waiting: Request[] = []
  #replies: Promise<readonly Reply[]> | null = null

  /** `work` replies to each request, in their order; where it throws, all of them reject. */
  constructor(work: (requests: readonly Request[]) => readonly Reply[]) {
    this.#work = work
  }

  async add(request: Request): Promise<Reply> {
    const index = this.#waiting.push(request) - 1
    this.#replies ??= Promise.resolve().then(() => this.#answer())
    const replies = await this.#replies
    return replies[index] as Reply
  }

  #answer(): readonly Reply[] {
    const requests = this.#waiting
    this.#waiting = []
    this.#replies = null
    return this.#work(requests)
  }
}
