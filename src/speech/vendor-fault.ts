import { SpeechError } from './speech-error.ts'

/** Who failed, and which variable holds the key that they were shown. */
export interface Vendor {
  /** For people: "Deepgram". */
  readonly name: string
  /** "DEEPGRAM_API_KEY". */
  readonly keyVariable: string
}

/**
 * An HTTP status as the room's own error. 408, 409, 425, 429 and 5xx pass; any other 4xx comes again with the next request.
 * What the vendor wrote beside it is not told on: it may quote what it was sent.
 */
export function statusFault(vendor: Vendor, status: number, doing: string, code?: string): SpeechError {
  const passing = status >= 500 || [408, 409, 425, 429].includes(status)
  const named = code === undefined ? `${status}` : `${status} ${code}`
  return new SpeechError(
    passing ? 'unavailable' : 'refused',
    `${vendor.name}: ${named} while ${doing}${adviceOn(vendor, status, code)}`,
  )
}

function adviceOn(vendor: Vendor, status: number, code: string | undefined): string {
  if (status === 402 || code === 'quota_exceeded') return ': the account has no credit left'
  if (status === 401 || status === 403) return `: check ${vendor.keyVariable}`
  if (status === 400 || status === 404 || status === 422) return ': check the model, the voice and the language'
  return ''
}
