import type { Statements } from './statements.ts'

/** The line's ids of calls. Inside the caller's transaction; times are epoch milliseconds. */
export class Lines {
  readonly #sql: Statements
  readonly #clock: () => number
  readonly #ttlMs: number

  constructor(sql: Statements, clock: () => number, ttlMs: number) {
    this.#sql = sql
    this.#clock = clock
    this.#ttlMs = ttlMs
  }

  bind(lineId: string, callId: string): string {
    this.#sql.dropLines.run(this.#clock())
    this.#sql.bind.run(lineId, callId, Math.round(this.#clock() + this.#ttlMs))
    return this.find(lineId) ?? callId
  }

  find(lineId: string): string | null {
    return (this.#sql.findByLine.get(lineId, this.#clock()) as { call_id: string } | undefined)?.call_id ?? null
  }

  of(callId: string): string | null {
    return (this.#sql.lineOf.get(callId, this.#clock()) as { line_id: string } | undefined)?.line_id ?? null
  }
}
