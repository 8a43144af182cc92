import { describe, expect, it, onTestFinished } from 'vitest'
import { startOpenAi } from '../stand-ins/openai.ts'
import { writtenFrames } from '../stand-ins/written-audio.ts'
import { connect } from './raw-socket.ts'
import type { Raw } from './raw-socket.ts'

// What stands in for a vendor must refuse what the vendor refuses, or a test that passes proves nothing.

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
