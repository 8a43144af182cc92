import type { Statements } from './statements.ts'

/** Flows by the hash of their text, each kept as long as a call may need it. Its callers hold the transaction. */
export class Bundles {
  readonly #sql: Statements
  readonly #clock: () => number
  readonly #ttlMs: number

  constructor(sql: Statements, clock: () => number, ttlMs: number) {
    this.#sql = sql
    this.#clock = clock
    this.#ttlMs = ttlMs
  }

  put(hash: string, text: string): void {
    this.#sql.dropBundles.run(this.#clock())
    this.#sql.putBundle.run(hash, text, this.#expiry(this.#ttlMs))
  }

  get(hash: string): string | null {
    const row = this.#sql.getBundle.get(hash, this.#clock()) as { text: string } | undefined
    if (row === undefined) return null
    this.keep(hash)
    return row.text
  }

  /** Never shortens what was promised before. */
  keep(hash: string, ttlMs = this.#ttlMs): void {
    this.#sql.keepBundle.run(this.#expiry(ttlMs), hash)
  }

  #expiry(ttlMs: number): number {
    return Math.round(this.#clock() + ttlMs)
  }
}
