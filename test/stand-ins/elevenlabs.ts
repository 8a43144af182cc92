import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ElevenLabsAccount } from '../../src/speech/elevenlabs/voice.ts'
import { letterMs, leadingMs, mulawSpeech, sendSpeech } from './spoken-vowels.ts'
import { noTrouble, refuse } from './vendor-trouble.ts'
import type { VendorTrouble } from './vendor-trouble.ts'

export interface ElevenLabsStandIn {
  /** That is let in. */
  readonly account: ElevenLabsAccount
  readonly trouble: VendorTrouble
  readonly requests: readonly { readonly url: URL; readonly body: Readonly<Record<string, unknown>> }[]
  close(): Promise<void>
}

const key = 'el-stand-in'

/** Something on loopback that speaks ElevenLabs' streaming voice, as strictly as the vendor. 402 stands for a quota that is used up. */
export async function startElevenLabs(changes: Partial<VendorTrouble> = {}): Promise<ElevenLabsStandIn> {
  const trouble = noTrouble(changes)
  const requests: { url: URL; body: Record<string, unknown> }[] = []

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '', 'http://stand-in')
    const body = objectIn((await request.toArray()).join(''))
    if (request.method === 'POST') requests.push({ url, body: body ?? {} })
    if (request.headers['xi-api-key'] === undefined) return refuse(response, 401, detail('needs_authorization'))
    if (request.headers['xi-api-key'] !== key) return refuse(response, 401, detail('invalid_api_key'))
    // A quota that is used up is told as a wrong key is. https://help.elevenlabs.io/hc/en-us/articles/19572237925521
    if (trouble.status === 402) return refuse(response, 401, detail('quota_exceeded'))
    // https://help.elevenlabs.io/hc/en-us/articles/19571824571921-API-Error-Code-429
    if (trouble.status === 429) return refuse(response, 429, detail('too_many_concurrent_requests'))
    if (trouble.status !== null) return refuse(response, trouble.status, detail('internal_server_error'))
    if (trouble.silent) return
    if (request.method === 'GET' && url.pathname === '/v1/models') return refuse(response, 200, [])
    const [, voice, aligned] =
      /^\/v1\/text-to-speech\/([A-Za-z0-9]+)\/stream(\/with-timestamps)?$/u.exec(url.pathname) ?? []
    if (voice === undefined) return refuse(response, 404, { detail: 'Not Found' })
    if (request.method !== 'POST') return refuse(response, 405, { detail: 'Method Not Allowed' })
    if (body === null) return refuse(response, 422, invalid(['body'], 'JSON decode error', 'json_invalid'))
    const fault = faultIn(url.searchParams, body)
    if (fault !== null) return refuse(response, fault.status, fault.body)
    if (voice === 'nobody') return refuse(response, 404, detail('voice_not_found'))
    const text = String(body['text'])
    const { speed = 1 } = (body['voice_settings'] ?? {}) as { speed?: number }
    const speech = mulawSpeech(text, speed)
    if (aligned === undefined) return sendSpeech(response, speech, trouble, text)
    sendAligned(response, speech, text, speed, trouble)
  }

  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    account: {
      apiKey: key,
      baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      voiceModel: null,
      voice: null,
    },
    trouble,
    requests,
    async close() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

function detail(status: string): object {
  return { detail: { status, message: 'as told' } }
}

const settings: Readonly<Record<string, (value: unknown) => boolean>> = {
  stability: isPart,
  similarity_boost: isPart,
  style: isPart,
  use_speaker_boost: (value) => typeof value === 'boolean',
  speed: (value) => typeof value === 'number' && value >= 0.7 && value <= 1.2,
}
const fields = new Set(['text', 'model_id', 'language_code', 'voice_settings', 'seed', 'previous_text', 'next_text'])
/** https://help.elevenlabs.io/hc/en-us/articles/19572237925521 */
const mostCharacters: Readonly<Record<string, number>> = { eleven_flash_v2_5: 40_000, eleven_flash_v2: 30_000 }

interface Refusal {
  readonly status: number
  readonly body: object
}

/** What is wrong with a request for mu-law, or null. https://elevenlabs.io/docs/api-reference/text-to-speech/stream-with-timestamps */
function faultIn(query: URLSearchParams, body: Readonly<Record<string, unknown>>): Refusal | null {
  const unprocessable = (where: readonly string[], msg: string, type: string): Refusal => ({
    status: 422,
    body: invalid(where, msg, type),
  })
  const refused = (status: string): Refusal => ({ status: 400, body: detail(status) })
  for (const [name, value] of query) {
    if (name !== 'output_format')
      return unprocessable(['query', name], 'Extra inputs are not permitted', 'extra_forbidden')
    if (value !== 'ulaw_8000') return refused('invalid_output_format')
  }
  const unknown = Object.keys(body).find((field) => !fields.has(field))
  if (unknown !== undefined)
    return unprocessable(['body', unknown], 'Extra inputs are not permitted', 'extra_forbidden')
  const { text, model_id: model = 'eleven_multilingual_v2', language_code: language, voice_settings: voice = {} } = body
  if (text === undefined) return unprocessable(['body', 'text'], 'Field required', 'missing')
  if (typeof text !== 'string') return unprocessable(['body', 'text'], 'Input should be a valid string', 'string_type')
  if (text.trim() === '') return refused('input_text_empty')
  if (typeof model !== 'string' || !/^eleven_[a-z0-9_]+$/u.test(model)) return refused('model_not_found')
  if (text.length > (mostCharacters[model] ?? 10_000)) return refused('max_character_limit_exceeded')
  const isCode = typeof language === 'string' && /^[a-z]{2}$/u.test(language)
  if (language !== undefined && (model.includes('multilingual') || !isCode)) return refused('unsupported_language')
  for (const [name, value] of Object.entries(voice as object)) {
    const check = settings[name]
    if (check === undefined)
      return unprocessable(['body', 'voice_settings', name], 'Extra inputs are not permitted', 'extra_forbidden')
    if (!check(value)) return refused('invalid_voice_settings')
  }
  return null
}

function isPart(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= 1
}

/** https://elevenlabs.io/docs/api-reference/text-to-speech/stream-with-timestamps: 422. */
function invalid(loc: readonly string[], msg: string, type: string): object {
  return { detail: [{ loc, msg, type }] }
}

function objectIn(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}

/** A JSON object a line, each with half a second of audio and the characters that begin in it. */
function sendAligned(
  response: ServerResponse,
  speech: Uint8Array,
  text: string,
  speed: number,
  trouble: VendorTrouble,
): void {
  const fate = trouble.upon(text)
  const secondsOf = (characters: number): number => (leadingMs + (characters * letterMs) / speed) / 1000
  const begin = (): void => {
    response.writeHead(200, { 'content-type': 'application/json' })
    const most = fate === 'well' ? speech.length : Math.min(speech.length, (leadingMs + 700) * 8)
    let sent = 0
    for (let from = 0; from < most; from += 4000) {
      const to = Math.min(from + 4000, most)
      const isLast = to === speech.length
      const begun = Math.max(0, Math.ceil(((to / 8 - leadingMs) * speed) / letterMs))
      const upTo = isLast ? text.length : Math.min(begun, text.length)
      const characters = text.slice(sent, upTo).split('')
      const at = sent
      const alignment = {
        characters,
        character_start_times_seconds: characters.map((_, index) => secondsOf(at + index)),
        character_end_times_seconds: characters.map((_, index) => secondsOf(at + index + 1)),
      }
      const audio = Buffer.from(speech.subarray(from, to)).toString('base64')
      const line = JSON.stringify({ audio_base64: audio, alignment, normalized_alignment: alignment })
      response.write(fate === 'malformed' ? `${line.slice(0, 40)}\n` : `${line}\n`)
      sent = upTo
    }
    if (fate === 'well' || fate === 'malformed') response.end()
    // What was written is to arrive before the end of it all.
    if (fate === 'dropped') setTimeout(() => response.destroy(), 50)
  }
  if (trouble.slowMs > 0) setTimeout(begin, trouble.slowMs)
  else begin()
}
