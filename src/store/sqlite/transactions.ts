import type { DatabaseSync } from 'node:sqlite'
import { asStoreError } from './sqlite-error.ts'
import type { Statements } from './statements.ts'

/** Work on the file, each piece whole or not at all. Throws StoreError. */
export class Transactions {
  readonly #db: DatabaseSync
  readonly #sql: Pick<Statements, 'begin' | 'commit' | 'rollback'>
  readonly #file: string

  constructor(db: DatabaseSync, sql: Pick<Statements, 'begin' | 'commit' | 'rollback'>, file: string) {
    this.#db = db
    this.#sql = sql
    this.#file = file
  }

  /** In one transaction, which no other process writes beside. */
  write<T>(body: () => T): T {
    try {
      this.#sql.begin.run()
      try {
        const value = body()
        this.#sql.commit.run()
        return value
      } catch (error) {
        if (this.#db.isTransaction) this.#sql.rollback.run()
        throw error
      }
    } catch (error) {
      throw asStoreError(error, this.#file)
    }
  }

  read<T>(body: () => T): T {
    try {
      return body()
    } catch (error) {
      throw asStoreError(error, this.#file)
    }
  }
}
