import type { ServerConfig } from '../../server/config.ts'
import type { Environment } from '../../server/env-reader.ts'

/** What a check has found: what is so, and where it is not well, what to do. Never holds a key, a token or a number. */
export interface Finding {
  /** What was looked at, a few words: "upgrade". */
  readonly check: string
  /** `skipped`: there is nothing to look at, and the message says why. */
  readonly status: 'ok' | 'warning' | 'wrong' | 'skipped'
  readonly message: string
  readonly advice?: string
}

/** What there is to look at. */
export interface Patient {
  readonly config: ServerConfig
  readonly environment: Environment
  /** Names of the project's flows. */
  readonly flows: readonly string[]
}

/** Looks at one thing. Never rejects, and ends within some ten seconds. */
export type Check = (patient: Patient) => Promise<readonly Finding[]>

export function ok(check: string, message: string): Finding {
  return { check, status: 'ok', message }
}

export function wrong(check: string, message: string, advice: string): Finding {
  return { check, status: 'wrong', message, advice }
}

export function warning(check: string, message: string, advice: string): Finding {
  return { check, status: 'warning', message, advice }
}

export function skipped(check: string, message: string): Finding {
  return { check, status: 'skipped', message }
}

/** Why something on the network did not answer, for people: a code, or a short message. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return 'no answer in time'
  const { cause } = error
  if (cause instanceof Error) return reasonOf(cause)
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message.slice(0, 120)
}

/** For one request: a webhook that takes longer is no good either. */
export const answerWithinMs = 5000
