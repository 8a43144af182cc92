import { describe, expect, it } from 'vitest'
import { call, finals, turn } from './openai-words-call.ts'

describe('the session', () => {
  it('takes mu-law, detects no turns, and is told the language and the words that are likely', async () => {
    const { openai, stream } = await call()
    stream.expect({ phrases: 'yes', keywords: ['implant', 'crown'], language: 'en-GB', types: ['choice'] })
    await expect.poll(() => openai.realtime.sessions[0]!.events.length).toBe(2)
    const [first, second] = openai.realtime.sessions[0]!.events
    expect(first).toMatchObject({
      type: 'session.update',
      session: {
        type: 'transcription',
        audio: {
          input: {
            format: { type: 'audio/pcmu' },
            transcription: { model: 'gpt-live-transcribe', language: 'en' },
            turn_detection: null,
          },
        },
      },
    })
    expect(second).toMatchObject({
      session: {
        audio: {
          input: {
            transcription: { keywords: ['implant', 'crown'], prompt: expect.stringContaining('asked for: choice') },
          },
        },
      },
    })
  })

  it('forgets the words of a question when the next one has none', async () => {
    const { openai, stream } = await call()
    const language = 'en-GB'
    stream.expect({ phrases: 'yes', keywords: ['implant'], language, types: ['choice'] })
    stream.expect({ phrases: 'yes', keywords: [], language })
    const session = openai.realtime.sessions[0]!
    await expect.poll(() => session.events.length).toBe(3)
    await expect
      .poll(() => session.input['transcription'])
      .toEqual({ model: 'gpt-live-transcribe', language: 'en', keywords: [], prompt: '' })
  })

  it('hears the language that the call has changed to', async () => {
    const { openai, stream } = await call()
    stream.expect({ phrases: 'si', keywords: [], language: 'es-ES' })
    await expect.poll(() => openai.realtime.sessions[0]!.input['transcription']).toMatchObject({ language: 'es' })
  })

  it.each([
    ['gpt-4o-transcribe', { prompt: 'A caller on the telephone is asked for: choice. Likely words: implant, crown.' }],
    ['gpt-realtime-whisper', {}],
    ['gpt-transcribe', { keywords: ['implant', 'crown'], prompt: 'A caller on the telephone is asked for: choice.' }],
  ])('tells %s no more than it takes', async (wordsModel, hints) => {
    const { openai, stream } = await call({}, { wordsModel })
    stream.expect({ phrases: 'yes', keywords: ['implant', 'crown'], language: 'en-GB', types: ['choice'] })
    await expect.poll(() => openai.realtime.sessions[0]!.events.length).toBe(2)
    await expect
      .poll(() => openai.realtime.sessions[0]!.input['transcription'])
      .toEqual({ model: wordsModel, language: 'en', ...hints })
  })

  it('asks how sure the words are, and does without where a model does not tell', async () => {
    const sure = await call()
    turn(sure, 1, 'yes')
    await expect.poll(() => finals(sure)).toEqual([[1, 'yes']])
    expect(sure.heard.at(-1)?.hypotheses[0]?.confidence).toBeCloseTo(Math.exp(-0.1))
    const plain = await call({ tellsLogprobs: false })
    turn(plain, 1, 'yes')
    await expect.poll(() => finals(plain)).toEqual([[1, 'yes']])
    expect(plain.heard.at(-1)?.hypotheses[0]?.confidence).toBe(1)
    // That one refusal is meant.
    expect(plain.openai.realtime.sessions[0]!.faults.splice(0)).toEqual(['invalid_value session.include[0]'])
  })

  it('is told nothing when nothing has changed', async () => {
    const ours = await call()
    const expected = { phrases: 'yes', keywords: ['crown'], language: 'en-GB' }
    ours.stream.expect(expected)
    ours.stream.expect(expected)
    turn(ours, 1, 'yes')
    await expect.poll(() => finals(ours)).toEqual([[1, 'yes']])
    const updates = ours.openai.realtime.sessions[0]!.events.filter(({ type }) => type === 'session.update')
    expect(updates).toHaveLength(2)
  })

  it('is refused with a wrong key, and says so', async () => {
    await expect(call({}, { apiKey: 'sk-wrong' })).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('OPENAI_API_KEY'),
    })
  })

  it('is given up after five seconds of silence', { timeout: 10_000 }, async () => {
    await expect(call({ mute: true })).rejects.toMatchObject({ code: 'timeout' })
  })
})

describe('turns', () => {
  it('are heard in interim words that grow, then in final ones', async () => {
    const ours = await call({ transcribe: () => ({ deltas: ['on ', 'friday'], ending: 'completed' }) })
    turn(ours, 1, 'on friday')
    await expect
      .poll(() => ours.heard.map(({ final, hypotheses }) => [hypotheses[0]?.text, final]))
      .toEqual([
        ['on', false],
        ['on friday', false],
        ['on friday', true],
      ])
  })

  it('may complete out of order', async () => {
    const ours = await call({
      transcribe: (text) => ({ deltas: [text], ending: text === 'first' ? 'held' : 'completed' }),
    })
    turn(ours, 1, 'first')
    turn(ours, 2, 'second')
    await expect.poll(() => finals(ours)).toEqual([[2, 'second']])
    ours.openai.realtime.sessions[0]!.held[0]!()
    await expect
      .poll(() => finals(ours))
      .toEqual([
        [2, 'second'],
        [1, 'first'],
      ])
  })

  it('that could not be transcribed are sent again, once more', async () => {
    let tries = 0
    const ours = await call({
      transcribe: (text) => ({ deltas: [text], ending: text === 'bad' && ++tries < 3 ? 'failed' : 'completed' }),
    })
    turn(ours, 1, 'bad')
    await expect.poll(() => finals(ours)).toEqual([[1, 'bad']])
    turn(ours, 2, 'good')
    await expect.poll(() => finals(ours).at(-1)).toEqual([2, 'good'])
    expect(ours.failures).toEqual([])
  })

  it.each([
    ['that can never be transcribed', 'failed', 'unavailable'],
    ['for which there is no credit left', 'quota', 'refused'],
    ['whose words never come', 'none', 'timeout'],
    ['that are not even taken', 'stalled', 'timeout'],
  ] as const)('%s end the stream, and are left for the next one to hear', async (_, ending, code) => {
    const limits = { committedWithinMs: 100, finalWithinMs: 200 }
    const ours = await call({ transcribe: () => ({ deltas: [], ending }) }, limits)
    turn(ours, 1, 'bad')
    await expect.poll(() => ours.failures).toMatchObject([{ code }])
    expect(finals(ours)).toEqual([])
  })

  it('whose final words never come end with what had been understood', async () => {
    const ours = await call({ transcribe: () => ({ deltas: ['table for'], ending: 'none' }) }, { finalWithinMs: 100 })
    turn(ours, 1, 'table for four')
    await expect.poll(() => finals(ours)).toEqual([[1, 'table for']])
  })

  it('too short to be committed end without words at once', async () => {
    const ours = await call()
    ours.stream.startTurn(1)
    ours.stream.audio(new Uint8Array(160))
    ours.stream.endTurn()
    expect(finals(ours)).toEqual([[1, null]])
    turn(ours, 2, 'yes')
    await expect.poll(() => finals(ours).at(-1)).toEqual([2, 'yes'])
  })
})
