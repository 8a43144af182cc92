import type { RecordCodec } from '../record-codec.ts'
import { mostPosted, type Posted } from '../store.ts'
import type { Statements } from './statements.ts'

/** What was left for calls from outside. Inside the caller's transaction. */
export class Inbox {
  readonly #sql: Statements
  readonly #codec: RecordCodec

  constructor(sql: Statements, codec: RecordCodec) {
    this.#sql = sql
    this.#codec = codec
  }

  /** For a call that is live. */
  post(callId: string, { id, at, text }: Posted): 'posted' | 'full' {
    const { n } = this.#sql.countPosted.get(callId) as { n: number }
    if (n >= mostPosted) return 'full'
    this.#sql.post.run(callId, id, Math.round(at), this.#codec.seal(callId, `posted ${id}`, text))
    return 'posted'
  }

  posted(callId: string): readonly Posted[] {
    const rows = this.#sql.posted.all(callId) as unknown as Posted[]
    return rows.map(({ id, at, text }) => ({ id, at, text: this.#codec.open(callId, `posted ${id}`, text) }))
  }

  unpost(callId: string, id: string): void {
    this.#sql.unpost.run(callId, id)
  }
}
