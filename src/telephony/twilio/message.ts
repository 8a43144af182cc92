/** What a media stream sends us: a closed set. Fields that only the log would want are not here. */
export type Message =
  | { readonly event: 'connected' }
  | Start
  | Media
  | { readonly event: 'dtmf'; readonly streamSid: string; readonly digit: string }
  | { readonly event: 'mark'; readonly streamSid: string; readonly name: string }
  | { readonly event: 'stop'; readonly streamSid: string }

export interface Start {
  readonly event: 'start'
  readonly streamSid: string
  readonly callSid: string
  /** "" from a SIP bridge. */
  readonly accountSid: string
  /** False where the format is named and is not mu-law, 8 kHz, one channel. */
  readonly isMuLaw: boolean
  readonly parameters: Readonly<Record<string, string>>
}

export interface Media {
  readonly event: 'media'
  readonly streamSid: string
  readonly track: string
  /** base64. */
  readonly payload: string
  /** As sent: milliseconds from Twilio, samples from a SIP bridge; null where there is none. */
  readonly timestamp: number | null
  /** Counts the stream's messages; null where there is none. */
  readonly sequence: number | null
}

/** What could not be read, and why. Never holds what was sent. */
export interface Fault {
  readonly fault: FaultKind
}

/**
 * `not_json`, `bad_shape` and `unknown_event` are of the message itself; the others are of its place: before `start`
 * (`early`), a second `start`, another stream's (`other_stream`), one that came late or twice (`out_of_order`), binary
 * frames, and more than could be kept while the call was being taken (`overflow`).
 */
export type FaultKind =
  | 'not_json'
  | 'bad_shape'
  | 'unknown_event'
  | 'early'
  | 'second_start'
  | 'other_stream'
  | 'out_of_order'
  | 'binary'
  | 'overflow'

/** Reads one text frame. Total: whatever is in it, the answer is a message or a fault. */
export function readMessage(text: string): Message | Fault {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return { fault: 'not_json' }
  }
  if (!isObject(json)) return badShape
  switch (json['event']) {
    case 'media':
      return readMedia(json)
    case 'connected':
      return { event: 'connected' }
    case 'start':
      return readStart(json)
    case 'dtmf':
      return readDigit(json)
    case 'mark':
      return readMark(json)
    case 'stop':
      return isId(json['streamSid']) ? { event: 'stop', streamSid: json['streamSid'] } : badShape
    default:
      return { fault: typeof json['event'] === 'string' ? 'unknown_event' : 'bad_shape' }
  }
}

const badShape: Fault = { fault: 'bad_shape' }

function readMedia(json: Json): Message | Fault {
  const { streamSid, media } = json
  if (!isId(streamSid) || !isObject(media) || typeof media['payload'] !== 'string') return badShape
  const track = media['track'] ?? 'inbound'
  if (typeof track !== 'string') return badShape
  return {
    event: 'media',
    streamSid,
    track,
    payload: media['payload'],
    timestamp: readCount(media['timestamp']),
    sequence: readCount(json['sequenceNumber']),
  }
}

function readStart(json: Json): Message | Fault {
  const { start } = json
  if (!isObject(start)) return badShape
  const streamSid = json['streamSid'] ?? start['streamSid']
  const { callSid, accountSid = '', mediaFormat, customParameters = {} } = start
  if (!isId(streamSid) || !isId(callSid)) return badShape
  if (typeof accountSid !== 'string' || accountSid.length > idLimit || !isObject(customParameters)) return badShape
  const parameters: Record<string, string> = Object.create(null)
  for (const [name, value] of Object.entries(customParameters)) if (typeof value === 'string') parameters[name] = value
  return { event: 'start', streamSid, callSid, accountSid, isMuLaw: isMuLaw(mediaFormat), parameters }
}

function isMuLaw(format: unknown): boolean {
  if (format === undefined) return true
  if (!isObject(format)) return false
  const { encoding = 'audio/x-mulaw', sampleRate = 8000, channels = 1 } = format
  // A bridge writes these numbers as strings.
  return encoding === 'audio/x-mulaw' && Number(sampleRate) === 8000 && Number(channels) === 1
}

function readDigit(json: Json): Message | Fault {
  const { streamSid, dtmf } = json
  if (!isId(streamSid) || !isObject(dtmf)) return badShape
  const { digit } = dtmf
  if (typeof digit !== 'string' || !/^[0-9A-D*#]$/.test(digit)) return badShape
  return { event: 'dtmf', streamSid, digit }
}

function readMark(json: Json): Message | Fault {
  const { streamSid, mark } = json
  if (!isId(streamSid) || !isObject(mark) || typeof mark['name'] !== 'string') return badShape
  return { event: 'mark', streamSid, name: mark['name'] }
}

type Json = Readonly<Record<string, unknown>>

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const idLimit = 128

function isId(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= idLimit
}

/** Twilio writes numbers as strings. */
function readCount(value: unknown): number | null {
  const count = typeof value === 'string' && value !== '' ? Number(value) : value
  return typeof count === 'number' && Number.isSafeInteger(count) && count >= 0 ? count : null
}
