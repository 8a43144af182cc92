import type { ServerResponse } from 'node:http'

const rateHz = 24_000

/** What becomes of an answer. */
export interface SpeechFate {
  /** Ends as it should; otherwise nothing tells that this was all. */
  readonly ends: boolean
  /** The connection is lost after 0.7 s of speech. */
  readonly drops?: boolean
  /** Something else than audio comes. */
  readonly garbles?: boolean
  readonly slowMs?: number
}

/** Fields of a request, and what each may be. https://developers.openai.com/api/reference/resources/audio/subresources/speech */
const fields: Readonly<Record<string, (value: unknown) => boolean>> = {
  model: isText,
  voice: isText,
  input: (value) => isText(value) && (value as string).length <= 4096,
  instructions: isText,
  response_format: (value) => ['mp3', 'opus', 'aac', 'flac', 'wav', 'pcm'].includes(String(value)),
  speed: (value) => typeof value === 'number' && value >= 0.25 && value <= 4,
  stream_format: (value) => value === 'audio' || value === 'sse',
}

/**
 * POST /audio/speech as 24 kHz PCM: silence first, as the real one has it, then 55 ms of a vowel for each letter (at its
 * usual speed), louder than a telephone wants, in pieces that split samples.
 */
export function speechOf(body: Record<string, unknown>, response: ServerResponse, fate: SpeechFate): void {
  const fault = faultIn(body)
  if (fault !== null) {
    response.writeHead(400, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ error: { ...fault, type: 'invalid_request_error' } }))
    return
  }
  if (body['response_format'] !== 'pcm') throw new Error('Only PCM is spoken here')
  if ((fate.slowMs ?? 0) > 0) setTimeout(() => send(body, response, fate), fate.slowMs)
  else send(body, response, fate)
}

function send(body: Record<string, unknown>, response: ServerResponse, { ends, drops, garbles }: SpeechFate): void {
  if (garbles === true) {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end('{"audio":')
    return
  }
  const silence = rateHz * 0.2
  const speed = Number(body['speed'] ?? 1)
  const pcm = new Int16Array(Math.round(silence + (String(body['input']).length * rateHz * 0.055) / speed))
  for (let i = silence; i < pcm.length; i++) {
    const at = (2 * Math.PI * (i - silence)) / rateHz
    pcm[i] = 9000 * Math.sin(120 * at) + 7000 * Math.sin(700 * at) + 3000 * Math.sin(1100 * at)
  }
  const bytes = new Uint8Array(pcm.buffer, 0, drops === true ? Math.min(pcm.length, rateHz * 0.9) * 2 : pcm.byteLength)
  response.writeHead(200, { 'content-type': 'audio/pcm' })
  for (let from = 0, size = 1; from < bytes.length; from += size, size = 2401)
    response.write(bytes.subarray(from, from + size))
  // What was written is to arrive before the end of it all.
  if (drops === true) setTimeout(() => response.destroy(), 50)
  else if (ends) response.end()
}

/** As the vendor tells it; null where it would speak. */
function faultIn(body: Record<string, unknown>): { code: string | null; message: string; param: string } | null {
  for (const param of ['model', 'voice', 'input'])
    if (body[param] === undefined)
      return { code: 'missing_required_parameter', message: `Missing required parameter: '${param}'.`, param }
  for (const [param, value] of Object.entries(body)) {
    const check = fields[param]
    if (check === undefined) return { code: 'unknown_parameter', message: `Unknown parameter: '${param}'.`, param }
    if (!check(value)) return { code: 'invalid_value', message: `Invalid value for '${param}'.`, param }
  }
  // https://developers.openai.com/api/reference/resources/audio/subresources/speech: "Does not work with tts-1 or tts-1-hd."
  return String(body['model']).startsWith('tts-1') && body['instructions'] !== undefined
    ? { code: 'invalid_value', message: "'instructions' is not supported with this model.", param: 'instructions' }
    : null
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== ''
}
