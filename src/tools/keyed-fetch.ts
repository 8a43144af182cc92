import { ToolError } from './tool.ts'

/** `fetch` as the platform has it. */
export type Fetch = typeof globalThis.fetch

/** Nobody was reached: the request was certainly not carried out. Codes of Node's sockets and of its `fetch`. */
const unreached = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
])

/**
 * A `fetch` that sends the write's key as `Idempotency-Key`, whatever is retried, and ends at the tool's time-out. A header
 * of that name that the handler sets stays: for a second write of the same call, say `${idempotencyKey}-2`.
 *
 * Where nobody was reached it rejects with ToolError `unavailable`, since nothing has happened; any other failure may have
 * happened, and rejects as `fetch` does. What the other side answers, errors too, is the handler's to read.
 */
export function keyedFetch(key: string, signal: AbortSignal, base: Fetch = globalThis.fetch): Fetch {
  return async (input, init = {}) => {
    const request = new Request(input, init)
    if (!request.headers.has('idempotency-key')) request.headers.set('idempotency-key', key)
    try {
      return await base(request, { signal: AbortSignal.any([request.signal, signal]) })
    } catch (cause) {
      const code = codeOf(cause)
      if (!unreached.has(code)) throw cause
      throw new ToolError('unavailable', `${new URL(request.url).host} could not be reached (${code}).`, { cause })
    }
  }
}

/** `fetch` hides what went wrong in the cause of its TypeError; of several addresses that were tried, the first's. */
function codeOf(error: unknown): string {
  const { code, cause, errors } = (error ?? {}) as { code?: unknown; cause?: unknown; errors?: readonly unknown[] }
  if (typeof code === 'string' && code !== '') return code
  if (cause !== undefined) return codeOf(cause)
  return errors === undefined ? '' : codeOf(errors[0])
}
