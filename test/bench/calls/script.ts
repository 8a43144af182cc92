import { trimSilence } from '../../../src/speech/level.ts'
import { mulawOf, speech } from '../../stand-ins/speech-samples.ts'

/** What the callers of the bench say, in order; the same audio in both processes. */
export const script = ['next tuesday at half past ten', 'yes'] as const

export async function spokenBy(text: string): Promise<Uint8Array> {
  return mulawOf(Int16Array.from(trimSilence(await speech(text), 8000, { beforeMs: 0, afterMs: 0 })))
}

/** Asked of the server's process, and answered. */
export interface Sample {
  /** Microseconds of CPU since it began. */
  readonly cpuUs: number
  readonly rssBytes: number
  /** After a collection, where one was asked for. */
  readonly heapBytes: number
  readonly live: number
  /** Frames that sessions were given. */
  readonly frames: number
  /** Frames that should have come between them. */
  readonly missing: number
  /** Milliseconds, since the last sample. */
  readonly loopP99Ms: number
  readonly loopMaxMs: number
}

export type Request = { readonly type: 'sample'; readonly collect: boolean } | { readonly type: 'close' }
export type Answer =
  | { readonly type: 'ready'; readonly port: number }
  | { readonly type: 'sample'; readonly sample: Sample }

export const publicUrl = 'https://bench.test'
export const accountSid = `AC${'0'.repeat(31)}1`
export const authToken = 'a-token-of-the-bench'
