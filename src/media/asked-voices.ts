import type { SaidTime } from '../speech/said-times.ts'
import { SpeechError } from '../speech/speech-error.ts'

/** Gives a piece to whoever plays it; false where nobody wants it any more. */
export type Take = (piece: Uint8Array) => boolean

/** Says something: gives the pieces as they come, and adds the times that become known. Rejects where it fails. */
export type Render = (take: Take, signal: AbortSignal, times: SaidTime[]) => Promise<void>

export interface AskedVoicesHost {
  /** What is to be said is still wanted, and not whole. */
  isWanted(): boolean
  given(piece: Uint8Array): void
  /** All of it has been given. */
  done(): void
  /** Nobody who was asked says it, or says it to its end. */
  failed(error: Error): void
}

interface Asked {
  readonly stop: AbortController
  readonly times: SaidTime[]
  error: Error | null
  isOver: boolean
}

/** Whoever is asked to say one thing: the first of them that gives something says it, and the others are stopped. */
export class AskedVoices {
  readonly #host: AskedVoicesHost
  readonly #asked: Asked[] = []
  #speaker: Asked | null = null

  constructor(host: AskedVoicesHost) {
    this.#host = host
  }

  /** How many have been asked. */
  get count(): number {
    return this.#asked.length
  }

  /** Somebody has given something. */
  get hasBegun(): boolean {
    return this.#speaker !== null
  }

  /** What whoever says it has told of its words; null where nobody has begun. */
  get times(): readonly SaidTime[] | null {
    return this.#speaker?.times ?? null
  }

  /** Asks one more; `known` is what was said before it. `rendered` is called if it is the one that says it all. */
  ask(render: Render, known: readonly SaidTime[], rendered: () => void = () => {}): void {
    const one: Asked = { stop: new AbortController(), times: [...known], error: null, isOver: false }
    this.#asked.push(one)
    const take = (piece: Uint8Array): boolean => {
      if (one.isOver || !this.#host.isWanted() || (this.#speaker !== null && this.#speaker !== one)) return false
      if (piece.length > 0 && this.#speaker === null) {
        this.#speaker = one
        for (const other of this.#asked) if (other !== one) other.stop.abort()
      }
      this.#host.given(piece)
      return true
    }
    void render(take, one.stop.signal, one.times).then(
      () => this.#over(one, null, rendered),
      (error: unknown) => this.#over(one, asError(error), rendered),
    )
  }

  /** Of those asked so far nothing more is wanted: others are asked to go on from what they gave. */
  leave(): void {
    for (const one of this.#asked) one.isOver = true
    this.stop()
    this.#speaker = null
  }

  /** Stops them all. */
  stop(): void {
    for (const { stop } of this.#asked) stop.abort()
  }

  #over(one: Asked, error: Error | null, rendered: () => void): void {
    if (one.isOver) return
    one.isOver = true
    one.error = error
    if (!this.#host.isWanted()) return
    if (this.#speaker === one && error === null) {
      this.#host.done()
      return rendered()
    }
    // Of several that have given nothing the last one to fail is the failure.
    if (this.#speaker !== one && (this.#speaker !== null || this.#asked.some(({ isOver }) => !isOver))) return
    this.#host.failed(error ?? new SpeechError('unavailable', 'The voice gave no audio for a text.'))
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new SpeechError('unavailable', 'The voice failed.', { cause: error })
}
