import { StoreError } from '../store-error.ts'

/**
 * Redis's or ioredis's failure as a StoreError. `timeout` and `unreachable` say nothing about whether the command ran;
 * `refused` means that it did not, and will not when it is sent again.
 */
export function asStoreError(error: unknown, where: string): StoreError {
  if (error instanceof StoreError) return error
  const { name, message } = error instanceof Error ? error : { name: '', message: String(error) }
  if (message === 'Command timed out') {
    return new StoreError('timeout', `${where} did not answer in time.`, { cause: error })
  }
  const code = /^[A-Z]+/.exec(message)?.[0] ?? ''
  if (name === 'ReplyError' && !passing.has(code)) {
    return new StoreError('refused', `${where} refused a command: ${advice[code] ?? code}`, { cause: error })
  }
  return new StoreError('unreachable', `${where} cannot be reached.`, { cause: error })
}

/** Replies of a server that is starting, failing over or busy: it will answer again. */
const passing = new Set([
  'LOADING',
  'CLUSTERDOWN',
  'TRYAGAIN',
  'MASTERDOWN',
  'READONLY',
  'BUSY',
  'NOREPLICAS',
  'MOVED',
  'ASK',
  'UNKILLABLE',
])

const advice: Readonly<Record<string, string>> = {
  OOM: 'its memory is full (OOM). Raise maxmemory, or shorten the retention of calls.',
  NOAUTH: 'it wants a password (NOAUTH). Put it into the URL: redis://:password@host:6379.',
  WRONGPASS: 'the user or the password is wrong (WRONGPASS).',
  NOPERM: 'the user may not run a command or reach a key that calls need (NOPERM).',
  MISCONF: 'it cannot write its own dump to disk and takes no writes (MISCONF).',
}
