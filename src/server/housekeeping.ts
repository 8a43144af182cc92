import type { Logger } from 'pino'
import type { KeptRecordings } from '../media/recordings.ts'

/** Retention counts in hours and days. */
const everyMs = 10 * 60_000

/**
 * Removes recordings whose time is over, now and every ten minutes; the store forgets its calls by itself. Returns what
 * ends it.
 */
export function keepHouse(recordings: KeptRecordings, retentionMs: number, logger: Logger): () => void {
  const tidy = async (): Promise<void> => {
    try {
      const count = await recordings.eraseOlderThan(Date.now() - retentionMs)
      if (count > 0) logger.info({ count }, 'recordings whose time was over are erased')
    } catch (error) {
      logger.warn({ err: error }, 'old recordings could not be erased')
    }
  }
  void tidy()
  const timer = setInterval(() => void tidy(), everyMs).unref()
  return () => clearInterval(timer)
}
