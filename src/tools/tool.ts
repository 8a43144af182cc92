import type { Static, TSchema } from 'typebox'

/** A TypeScript handler that a flow calls by name. Made by `defineTool`. */
export interface Tool<I extends TSchema = TSchema, O extends TSchema = TSchema> {
  readonly name: string
  readonly description: string
  /** A `read` may be made again; a `write` happens once for its key, or is reported as uncertain. */
  readonly effect: 'read' | 'write'
  readonly input: I
  readonly output: O
  /** The codes of its own that its handler throws as ToolError, so that a flow's `outcomes` can be checked against them. */
  readonly errors?: readonly string[]
  handler(input: Static<I>, context: ToolContext): Promise<Static<O>> | Static<O>
  /**
   * After a crash or a time-out: did the write with this key happen? A result settles it, `null` says that it did not
   * happen (it is then made), and without this function the flow is told `uncertain`.
   */
  reconcile?(key: string, input: Static<I>, context: ToolContext): Promise<Static<O> | null> | Static<O> | null
}

export interface ToolContext {
  readonly callId: string
  /** Give it to whatever you write to: the same key is the same write. */
  readonly idempotencyKey: string
  /** 1, then 2 after a retry. */
  readonly attempt: number
  /** Aborted at the time-out, and when the caller hangs up during a read. */
  readonly signal: AbortSignal
  /**
   * `fetch` with the key as `Idempotency-Key` and with `signal`. Where nobody was reached it rejects with ToolError
   * `unavailable`: nothing has happened then.
   */
  readonly fetch: typeof globalThis.fetch
  readonly log: ToolLog
}

/** Where a handler writes for its operators: never a caller's name, number or words. */
export interface ToolLog {
  info(message: string, data?: Record<string, unknown>): void
  warn(message: string, data?: Record<string, unknown>): void
}

/** Thrown by a handler to choose the flow's outcome: `throw new ToolError('conflict', 'That slot is gone')`. */
export class ToolError extends Error {
  override readonly name = 'ToolError'
  /** Routed by `outcomes`: conflict, unavailable … lower-case words. */
  readonly code: string
  constructor(code: string, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.code = code
  }
}
