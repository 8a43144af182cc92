import type { Clock } from '../media/clock.ts'
import { isErrorCode } from './error-code.ts'
import { keyedFetch } from './keyed-fetch.ts'
import { ToolError, type ToolContext, type ToolLog } from './tool.ts'

/** How one call of a handler came out. `happened: 'no'` is the handler's own word that it changed nothing. */
export type Attempted =
  | { readonly kind: 'result'; readonly value: unknown }
  | { readonly kind: 'error'; readonly code: string; readonly message: string; readonly happened: 'no' | 'unknown' }
  /** The caller hung up, and nobody waits for the answer. */
  | { readonly kind: 'abandoned' }

export interface AttemptOptions {
  readonly callId: string
  readonly key: string
  readonly attempt: number
  readonly budgetMs: number
  /** Ends the attempt when aborted; absent for a write, which nobody may cancel. */
  readonly abandon: AbortSignal | undefined
  readonly clock: Clock
  readonly log: ToolLog
  /** Told `awaited` when the time is up while the handler is still at work, and then what it answers, if it ever does. */
  readonly onLate: (late: Attempted | 'awaited') => void
}

/** Runs a handler within its time. Always resolves, at the latest when the time is up; the handler's signal says so to it. */
export function attempt(body: (context: ToolContext) => unknown, options: AttemptOptions): Promise<Attempted> {
  const controller = new AbortController()
  const context: ToolContext = {
    callId: options.callId,
    idempotencyKey: options.key,
    attempt: options.attempt,
    signal: controller.signal,
    fetch: keyedFetch(options.key, controller.signal),
    log: options.log,
  }
  return new Promise((resolve) => {
    let isOver = false
    const finish = (outcome: Attempted): boolean => {
      if (isOver) return false
      isOver = true
      cancel()
      options.abandon?.removeEventListener('abort', abandon)
      resolve(outcome)
      return true
    }
    const abandon = (): void => {
      options.onLate('awaited')
      finish({ kind: 'abandoned' })
      controller.abort(new ToolError('abandoned', 'The caller hung up.'))
    }
    const cancel = options.clock.after(options.budgetMs, () => {
      options.onLate('awaited')
      finish({ kind: 'error', code: 'timeout', message: 'It took too long.', happened: 'unknown' })
      controller.abort(new ToolError('timeout', 'The tool took too long.'))
    })
    const answered = (outcome: Attempted): void => {
      if (!finish(outcome)) options.onLate(outcome)
    }
    if (options.abandon?.aborted) {
      finish({ kind: 'abandoned' })
      return
    }
    options.abandon?.addEventListener('abort', abandon)
    // A handler may throw before it returns a promise.
    void Promise.resolve()
      .then(() => body(context))
      .then(
        (value) => answered({ kind: 'result', value }),
        (error: unknown) => answered(failure(error)),
      )
  })
}

/** A code that says of itself that nobody knows whether it happened. */
const unknowing = new Set(['timeout', 'uncertain'])

function failure(error: unknown): Attempted {
  // By name too: a tool's module may have loaded Callchart from another place.
  const { name, code, message } = (typeof error === 'object' && error !== null ? error : {}) as Partial<ToolError>
  const text = (typeof message === 'string' ? message : String(error)).slice(0, 500)
  if ((error instanceof ToolError || name === 'ToolError') && isErrorCode(code)) {
    return { kind: 'error', code, message: text, happened: unknowing.has(code) ? 'unknown' : 'no' }
  }
  return { kind: 'error', code: 'failed', message: text, happened: 'unknown' }
}
