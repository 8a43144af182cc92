import { describe, expect, it, onTestFinished } from 'vitest'
import { startDeepgram } from '../stand-ins/deepgram.ts'
import { startElevenLabs } from '../stand-ins/elevenlabs.ts'
import { connect, refused } from './raw-socket.ts'

// What stands in for a vendor must refuse what the vendor refuses, or a test that passes proves nothing.

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
