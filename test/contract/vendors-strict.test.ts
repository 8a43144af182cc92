import { once } from 'node:events'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { startDeepgram } from '../stand-ins/deepgram.ts'
import { startElevenLabs } from '../stand-ins/elevenlabs.ts'
import { startOpenAi } from '../stand-ins/openai.ts'
import { writtenFrames } from '../stand-ins/written-audio.ts'

// What stands in for a vendor must refuse what the vendor refuses, or a test that passes proves nothing.

interface Raw {
  readonly socket: WebSocket
  /** Messages so far, and at the end "closed CODE REASON". */
  readonly told: (Record<string, unknown> | string)[]
}

async function connect(url: string, headers: Record<string, string>): Promise<Raw> {
  const socket = new WebSocket(url.replace(/^http/u, 'ws'), { headers })
  onTestFinished(() => socket.terminate())
  const told: (Record<string, unknown> | string)[] = []
  socket.on('message', (data: Buffer) => told.push(JSON.parse(data.toString()) as Record<string, unknown>))
  socket.on('close', (code, reason) => told.push(`closed ${code} ${reason.toString()}`))
  await once(socket, 'open')
  return { socket, told }
}

/** The status and the body of a refused upgrade. */
async function refused(url: string, headers: Record<string, string>): Promise<string> {
  const socket = new WebSocket(url.replace(/^http/u, 'ws'), { headers })
  socket.on('error', () => {})
  const [, response] = (await once(socket, 'unexpected-response')) as [
    unknown,
    NodeJS.ReadableStream & { statusCode: number },
  ]
  const chunks: string[] = []
  for await (const chunk of response) chunks.push(chunk.toString())
  socket.terminate()
  return `${response.statusCode} ${chunks.join('')}`
}

const configured = {
  type: 'session.update',
  session: {
    type: 'transcription',
    audio: {
      input: { format: { type: 'audio/pcmu' }, transcription: { model: 'gpt-live-transcribe' }, turn_detection: null },
    },
  },
}
const input = (more: object): object => ({
  type: 'session.update',
  session: { type: 'transcription', audio: { input: more } },
})

describe('OpenAI, realtime', () => {
  const open = async (): Promise<Raw> => {
    const openai = await startOpenAi()
    onTestFinished(() => openai.close())
    return connect(`${openai.baseUrl}/realtime?intent=transcription`, { authorization: `Bearer ${openai.apiKey}` })
  }
  const errors = ({ told }: Raw): unknown[] =>
    told.flatMap((one) => (typeof one === 'object' && one['type'] === 'error' ? [one['error']] : []))

  it.each<[string, string | Buffer, string, string | null]>([
    [
      'an unknown field',
      JSON.stringify({ ...configured, session: { ...configured.session, speed: 1 } }),
      'unknown_parameter',
      'session.speed',
    ],
    [
      'an unknown field deep within',
      JSON.stringify(input({ transcription: { model: 'm', keyword: [] } })),
      'unknown_parameter',
      'session.audio.input.transcription.keyword',
    ],
    [
      'the session of before',
      JSON.stringify({ type: 'session.update', session: { input_audio_format: 'g711_ulaw' } }),
      'unknown_parameter',
      'session.input_audio_format',
    ],
    [
      'a session without its type',
      JSON.stringify({ type: 'session.update', session: {} }),
      'missing_required_parameter',
      'session.type',
    ],
    [
      'an unknown format',
      JSON.stringify(input({ format: { type: 'g711_ulaw' } })),
      'invalid_value',
      'session.audio.input.format.type',
    ],
    [
      'a language that is no code',
      JSON.stringify(input({ transcription: { language: 'en-GB' } })),
      'invalid_value',
      'session.audio.input.transcription.language',
    ],
    [
      'turn detection by a model that has none',
      JSON.stringify(
        input({ transcription: { model: 'gpt-live-transcribe' }, turn_detection: { type: 'server_vad' } }),
      ),
      'invalid_value',
      'session.audio.input.turn_detection',
    ],
    [
      'keywords for a model that takes none',
      JSON.stringify(input({ transcription: { model: 'whisper-1', keywords: ['a'] } })),
      'invalid_value',
      'session.audio.input.transcription.keywords',
    ],
    ['an unknown event', JSON.stringify({ type: 'audio.append' }), 'invalid_value', 'type'],
    [
      'an append without audio',
      JSON.stringify({ type: 'input_audio_buffer.append' }),
      'missing_required_parameter',
      'audio',
    ],
    [
      'audio that is no base64',
      JSON.stringify({ type: 'input_audio_buffer.append', audio: 'Zm9v!' }),
      'invalid_value',
      'audio',
    ],
    [
      'a commit of nothing',
      JSON.stringify({ type: 'input_audio_buffer.commit', event_id: 'turn-1' }),
      'input_audio_buffer_commit_empty',
      null,
    ],
    ['a binary frame', Buffer.alloc(160), 'invalid_message', null],
    ['what is no JSON', '{', 'invalid_json', null],
  ])('refuses %s', async (_, message, code, param) => {
    const raw = await open()
    raw.socket.send(message)
    await expect.poll(() => errors(raw)).toMatchObject([{ code, param, type: 'invalid_request_error' }])
    // Most errors are recoverable, and the session stays open.
    raw.socket.send(JSON.stringify(configured))
    await expect.poll(() => raw.told.at(-1)).toMatchObject({ type: 'session.updated' })
  })

  it('names the event that an error is about', async () => {
    const raw = await open()
    raw.socket.send(JSON.stringify({ type: 'input_audio_buffer.commit', event_id: 'turn-7' }))
    await expect.poll(() => errors(raw)).toMatchObject([{ event_id: 'turn-7' }])
  })

  it('takes audio that comes before its format for something else: no words are found in it', async () => {
    const raw = await open()
    const audio = Buffer.concat([...writtenFrames('yes'), Buffer.alloc(8000)]).toString('base64')
    raw.socket.send(JSON.stringify({ type: 'input_audio_buffer.append', audio }))
    raw.socket.send(JSON.stringify({ type: 'input_audio_buffer.commit' }))
    raw.socket.send(JSON.stringify(configured))
    raw.socket.send(JSON.stringify({ type: 'input_audio_buffer.append', audio }))
    raw.socket.send(JSON.stringify({ type: 'input_audio_buffer.commit' }))
    const transcripts = (): unknown[] =>
      raw.told.flatMap((one) => (typeof one === 'object' && 'transcript' in one ? [one['transcript']] : []))
    await expect.poll(transcripts).toEqual(['', 'yes'])
  })

  it('names each item after the one before it', async () => {
    const raw = await open()
    raw.socket.send(JSON.stringify(configured))
    const audio = Buffer.concat(writtenFrames('yes')).toString('base64')
    for (let n = 0; n < 2; n++) {
      raw.socket.send(JSON.stringify({ type: 'input_audio_buffer.append', audio }))
      raw.socket.send(JSON.stringify({ type: 'input_audio_buffer.commit' }))
    }
    const committed = (): Record<string, unknown>[] =>
      raw.told.filter((one) => typeof one === 'object' && one['type'] === 'input_audio_buffer.committed') as never
    await expect.poll(() => committed().length).toBe(2)
    expect(committed()[0]?.['previous_item_id']).toBeNull()
    expect(committed()[1]?.['previous_item_id']).toBe(committed()[0]?.['item_id'])
  })
})

describe('OpenAI, speech', () => {
  it.each([
    ['an unknown field', { format: 'pcm' }, 400, 'unknown_parameter', 'format'],
    ['a speed beyond its limits', { speed: 9 }, 400, 'invalid_value', 'speed'],
    ['a text that is too long', { input: 'a'.repeat(5000) }, 400, 'invalid_value', 'input'],
    ['no text', { input: undefined }, 400, 'missing_required_parameter', 'input'],
    ['what a model does not heed', { model: 'tts-1', instructions: 'Softly.' }, 400, 'invalid_value', 'instructions'],
  ])('refuses %s', async (_, more, status, code, param) => {
    const openai = await startOpenAi()
    onTestFinished(() => openai.close())
    const response = await fetch(`${openai.baseUrl}/audio/speech`, {
      method: 'POST',
      headers: { authorization: `Bearer ${openai.apiKey}` },
      body: JSON.stringify({ model: 'm', voice: 'v', input: 'Yes.', response_format: 'pcm', ...more }),
    })
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ error: { code, param, type: 'invalid_request_error' } })
  })
})

describe('Deepgram', () => {
  const open = async () => {
    const deepgram = await startDeepgram()
    onTestFinished(() => deepgram.close())
    const { apiKey, baseUrl } = deepgram.account
    return { base: baseUrl ?? '', headers: { authorization: `Token ${apiKey}` } }
  }
  const flux = '/v2/listen?model=flux-general-en&encoding=mulaw&sample_rate=8000'
  const nova = '/v1/listen?model=nova-3&encoding=mulaw&sample_rate=8000'

  it.each([
    ['an unknown parameter', `${flux}&punctuate=true`, /^400 .*Invalid query string: punctuate/u],
    ['an unknown model', '/v2/listen?model=flux', /^400 /u],
    ['a language hint for English alone', `${flux}&language_hint=de`, /^400 /u],
    ['mu-law without its rate', '/v2/listen?model=flux-general-en&encoding=mulaw', /^400 .*sample_rate/u],
    ['an unknown parameter of /v1', `${nova}&eot_threshold=0.7`, /^400 .*eot_threshold/u],
    ['too many likely words', `${nova}${'&keyterm=something+longer'.repeat(150)}`, /^400 .*Keyterm limit exceeded/u],
    ['another path', '/v3/listen', /^404 /u],
  ])('refuses %s', async (_, path, answer) => {
    const { base, headers } = await open()
    expect(await refused(base + path, headers)).toMatch(answer)
    expect(await refused(base + flux, { authorization: 'Token wrong' })).toMatch(/^401 .*INVALID_AUTH/u)
  })

  it.each<[string, string, string | Record<string, unknown>, string | Record<string, unknown>]>([
    ['Flux: an unknown message', flux, { type: 'Finalize' }, { type: 'Error', code: 'UNPARSABLE_CLIENT_MESSAGE' }],
    [
      'Flux: an unknown field',
      flux,
      { type: 'ForceEndTurn', now: true },
      { type: 'Error', code: 'UNPARSABLE_CLIENT_MESSAGE' },
    ],
    ['Flux: what is no JSON', flux, '{', { type: 'Error', code: 'UNPARSABLE_CLIENT_MESSAGE' }],
    [
      'Flux: an unknown threshold',
      flux,
      { type: 'Configure', thresholds: { eot: 1 } },
      { type: 'Error', code: 'UNPARSABLE_CLIENT_MESSAGE' },
    ],
    [
      'Flux: a threshold beyond its limits',
      flux,
      { type: 'Configure', thresholds: { eot_threshold: 2 } },
      { type: 'ConfigureFailure' },
    ],
    [
      'Flux: more likely words than it takes',
      flux,
      { type: 'Configure', keyterms: Array(101).fill('a') },
      { type: 'ConfigureFailure' },
    ],
    ['/v1: an unknown message', nova, { type: 'ForceEndTurn' }, 'closed 1008 DATA-0000'],
    ['/v1: an unknown field', nova, { type: 'KeepAlive', ms: 1 }, 'closed 1008 DATA-0000'],
    ['/v1: what is no JSON', nova, 'hello', 'closed 1008 DATA-0000'],
  ])('refuses %s', async (_, path, message, answer) => {
    const { base, headers } = await open()
    const raw = await connect(base + path, headers)
    raw.socket.send(typeof message === 'string' ? message : JSON.stringify(message))
    const matches = (): boolean =>
      raw.told.some((one) =>
        typeof answer === 'string'
          ? typeof one === 'string' && one.startsWith(answer)
          : typeof one === 'object' && Object.entries(answer).every(([key, value]) => one[key] === value),
      )
    await expect.poll(matches).toBe(true)
  })

  it.each([
    ['an unknown parameter', '&bit_rate=1', { text: 'Yes.' }, /^400 .*Invalid query string: bit_rate/u],
    ['an unknown field', '', { text: 'Yes.', voice: 'x' }, /^400 .*INVALID_JSON.*unknown field/u],
    ['no text', '', {}, /^400 .*INVALID_JSON.*missing field/u],
    ['a text that is too long', '', { text: 'a'.repeat(2001) }, /^400 .*2000 characters/u],
  ])('does not say %s', async (_, query, body, answer) => {
    const { base, headers } = await open()
    const url = `${base}/v1/speak?model=aura-2-thalia-en&encoding=mulaw&sample_rate=8000&container=none${query}`
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
    expect(`${response.status} ${await response.text()}`).toMatch(answer)
  })
})

describe('ElevenLabs', () => {
  const good = { text: 'Yes.', model_id: 'eleven_flash_v2_5' }
  it.each<[string, string, object, Record<string, string>, RegExp]>([
    ['no key', 'abc/stream', good, { 'xi-api-key': '' }, /^401 .*invalid_api_key/u],
    ['a wrong key', 'abc/stream', good, { 'xi-api-key': 'wrong' }, /^401 .*invalid_api_key/u],
    ['an unknown path', 'abc/streams', good, {}, /^404 /u],
    ['an unknown voice', 'nobody/stream', good, {}, /^404 .*voice_not_found/u],
    ['an unknown parameter', 'abc/stream?latency=1', good, {}, /^422 .*"query","latency"/u],
    ['an unknown format', 'abc/stream?output_format=mulaw', good, {}, /^400 .*invalid_output_format/u],
    ['an unknown field', 'abc/stream', { ...good, speed: 1 }, {}, /^422 .*"body","speed".*extra_forbidden/u],
    [
      'an unknown setting',
      'abc/stream',
      { ...good, voice_settings: { pace: 1 } },
      {},
      /^422 .*"voice_settings","pace"/u,
    ],
    [
      'a pace beyond its limits',
      'abc/stream',
      { ...good, voice_settings: { speed: 2 } },
      {},
      /^400 .*invalid_voice_settings/u,
    ],
    ['no text', 'abc/stream', { model_id: 'eleven_flash_v2_5' }, {}, /^422 .*Field required/u],
    ['an empty text', 'abc/stream', { ...good, text: ' ' }, {}, /^400 .*input_text_empty/u],
    ['a text that is too long', 'abc/stream', { text: 'a'.repeat(10_001) }, {}, /^400 .*max_character_limit_exceeded/u],
    [
      'a language that its model finds out itself',
      'abc/stream',
      { text: 'Yes.', model_id: 'eleven_multilingual_v2', language_code: 'en' },
      {},
      /^400 .*unsupported_language/u,
    ],
  ])('refuses %s', async (_, path, body, headers, answer) => {
    const standIn = await startElevenLabs()
    onTestFinished(() => standIn.close())
    const response = await fetch(`${standIn.account.baseUrl ?? ''}/v1/text-to-speech/${path}`, {
      method: 'POST',
      headers: { 'xi-api-key': standIn.account.apiKey, ...headers },
      body: JSON.stringify(body),
    })
    expect(`${response.status} ${await response.text()}`).toMatch(answer)
  })
})
