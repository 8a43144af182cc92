import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ElevenLabsAccount } from '../../src/speech/elevenlabs/voice.ts'
import { mulawSpeech, sendSpeech } from './spoken-vowels.ts'
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
    const body = JSON.parse((await request.toArray()).join('') || '{}') as Record<string, unknown>
    requests.push({ url, body })
    if (request.headers['xi-api-key'] !== key) return refuse(response, 401, detail('invalid_api_key'))
    // A quota that is used up is told as a wrong key is. https://help.elevenlabs.io/hc/en-us/articles/19572237925521
    if (trouble.status === 402) return refuse(response, 401, detail('quota_exceeded'))
    if (trouble.status !== null) return refuse(response, trouble.status, detail('system_busy'))
    if (trouble.silent) return
    const voice = /^\/v1\/text-to-speech\/([A-Za-z0-9]+)\/stream$/u.exec(url.pathname)?.[1]
    if (request.method !== 'POST' || voice === undefined) return refuse(response, 404, { detail: 'Not Found' })
    const fault = faultIn(url.searchParams, body)
    if (fault !== null) return refuse(response, 422, { detail: [{ loc: fault, msg: 'invalid', type: 'value_error' }] })
    const text = String(body['text'])
    const { speed = 1 } = (body['voice_settings'] ?? {}) as { speed?: number }
    sendSpeech(response, mulawSpeech(text, speed), trouble, text)
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

const settings = new Set(['stability', 'use_speaker_boost', 'similarity_boost', 'style', 'speed'])
const fields = new Set(['text', 'model_id', 'language_code', 'voice_settings', 'seed', 'previous_text', 'next_text'])

/** What is wrong with a request for mu-law, or null. https://elevenlabs.io/docs/api-reference/text-to-speech/stream */
function faultIn(query: URLSearchParams, body: Readonly<Record<string, unknown>>): string[] | null {
  for (const [name, value] of query) if (name !== 'output_format' || value !== 'ulaw_8000') return ['query', name]
  const unknown = Object.keys(body).find((field) => !fields.has(field))
  if (unknown !== undefined) return ['body', unknown]
  const { text, model_id: model = '', language_code: language, voice_settings: voice = {} } = body
  if (typeof text !== 'string' || text === '') return ['body', 'text']
  if (typeof model !== 'string' || !/^eleven_[a-z0-9_]+$/u.test(model)) return ['body', 'model_id']
  const isCode = typeof language === 'string' && /^[a-z]{2}$/u.test(language)
  if (language !== undefined && (model.includes('multilingual') || !isCode)) return ['body', 'language_code']
  const setting = Object.keys(voice as object).find((name) => !settings.has(name))
  if (setting !== undefined) return ['body', 'voice_settings', setting]
  const { speed = 1 } = voice as { speed?: number }
  return speed < 0.7 || speed > 1.2 ? ['body', 'voice_settings', 'speed'] : null
}
