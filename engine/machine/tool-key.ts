import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { Json } from '../language/json.ts'

/**
 * The idempotency key of a tool call: the same call, `visit` (what the caller of this takes for one: the state, or a
 * visit of it where the flow says `again`), tool and arguments are
 * the same key, whatever is retried, repeated or restarted. 32 hexadecimal digits behind the call's id.
 */
export function toolKey(callId: string, visit: string, tool: string, input: Json): string {
  return `${callId}:${contentHash([visit, tool, input]).slice(0, 32)}`
}

/** SHA-256 of a value in hexadecimal; the order of an object's keys does not matter. */
export function contentHash(value: Json): string {
  return bytesToHex(sha256(utf8ToBytes(canonical(value))))
}

/** JSON with sorted keys. */
export function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(canonical).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const entries = Object.entries(value as Record<string, Json | undefined>).filter(
    (entry): entry is [string, Json] => entry[1] !== undefined,
  )
  return `{${entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`)
    .join(',')}}`
}
