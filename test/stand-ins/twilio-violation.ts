/** What Twilio would warn of, or what it would refuse. */
export interface Violation {
  /** Twilio's own code where it has one: 31950 binary, 31951 malformed, 31931 too much buffered. */
  readonly code: number
  readonly what: string
}

/** A message of ours as Twilio takes it: exactly these keys, this stream. */
export type ServerMessage =
  | { readonly event: 'media'; readonly payload: Uint8Array }
  | { readonly event: 'mark'; readonly name: string }
  | { readonly event: 'clear' }

/** Reads what the server sent, as strictly as Twilio does. */
export function readServerMessage(text: string, streamSid: string): ServerMessage | Violation {
  const malformed = (what: string): Violation => ({ code: 31951, what })
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return malformed('not JSON')
  }
  if (!isObject(json)) return malformed('not an object')
  const event = json['event']
  if (json['streamSid'] !== streamSid) return malformed(`${String(event)}: not this stream's streamSid`)
  if (event === 'clear') return hasKeys(json, ['event', 'streamSid']) ? { event } : malformed('clear: other keys')
  if (event !== 'media' && event !== 'mark') return malformed(`unknown event ${String(event)}`)
  const body = json[event]
  const key = event === 'media' ? 'payload' : 'name'
  if (!hasKeys(json, ['event', event, 'streamSid']) || !isObject(body) || !hasKeys(body, [key])) {
    return malformed(`${event}: keys are missing or too many`)
  }
  const value = body[key]
  if (typeof value !== 'string' || value === '') return malformed(`${event}: ${key} is no text`)
  if (event === 'mark') return { event, name: value }
  const payload = Buffer.from(value, 'base64')
  return payload.toString('base64') === value ? { event, payload } : malformed('media: payload is not base64')
}

function hasKeys(object: object, keys: readonly string[]): boolean {
  return Object.keys(object).sort().join() === [...keys].sort().join()
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
