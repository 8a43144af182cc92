import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import { createOpenAiWords } from '../../src/speech/openai/words.ts'
import type { Words, WordsStream } from '../../src/speech/words.ts'
import { startOpenAi } from '../stand-ins/openai.ts'
import type { OpenAiBehaviour, OpenAiStandIn } from '../stand-ins/openai.ts'
import { writtenFrames, writtenSilence } from '../stand-ins/written-audio.ts'

afterEach(() => {
  // Whatever a test is about: the vendor would have taken all that we sent.
  for (const openai of opened.splice(0)) expect(openai.realtime.sessions.flatMap(({ faults }) => faults)).toEqual([])
})

const opened: OpenAiStandIn[] = []

interface Call {
  readonly openai: OpenAiStandIn
  readonly stream: WordsStream
  readonly heard: Words[]
  readonly failures: Error[]
}

async function call(
  changes: Partial<OpenAiBehaviour> = {},
  {
    apiKey,
    wordsModel = null,
    ...options
  }: {
    apiKey?: string
    wordsModel?: string | null
    finalWithinMs?: number
    committedWithinMs?: number
    pingMs?: number
  } = {},
): Promise<Call> {
  const openai = await startOpenAi(changes)
  opened.push(openai)
  onTestFinished(() => openai.close())
  const account = { baseUrl: openai.baseUrl, wordsModel, voiceModel: null, voice: null }
  const port = createOpenAiWords({ ...account, apiKey: apiKey ?? openai.apiKey }, options)
  onTestFinished(() => port.close())
  const heard: Words[] = []
  const failures: Error[] = []
  const stream = await port.open({
    language: 'en-GB',
    onWords: (words) => heard.push(words),
    onFailure: (error) => failures.push(error),
  })
  return { openai, stream, heard, failures }
}

function turn({ stream }: Call, number: number, text: string): void {
  stream.startTurn(number)
  for (const frame of writtenFrames(text)) stream.audio(frame)
  stream.endTurn()
}

function finals({ heard }: Call): (readonly [number, string | null])[] {
  return heard.filter(({ final }) => final).map(({ turn, hypotheses }) => [turn, hypotheses[0]?.text ?? null] as const)
}

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

describe('a lost socket', () => {
  it('in the middle of a turn costs nothing: its audio is sent again', async () => {
    const ours = await call()
    ours.stream.startTurn(1)
    for (const frame of writtenFrames('table for')) ours.stream.audio(frame)
    await expect.poll(() => ours.openai.realtime.sessions[0]!.audioBytes).toBeGreaterThan(3000)
    ours.openai.realtime.sessions[0]!.socket.terminate()
    for (const frame of writtenFrames('four')) ours.stream.audio(frame)
    ours.stream.endTurn()
    await expect.poll(() => finals(ours)).toEqual([[1, 'table for four']])
    expect(ours.openai.realtime.sessions).toHaveLength(2)
    expect(ours.failures).toEqual([])
  })

  it('after a turn was committed costs nothing either', async () => {
    let first = true
    const ours = await call({
      transcribe(text) {
        const ending = first ? 'dropped' : 'completed'
        first = false
        return { deltas: [text], ending }
      },
    })
    ours.stream.expect({ phrases: 'yes', keywords: ['crown'], language: 'en-GB' })
    turn(ours, 1, 'a crown')
    await expect.poll(() => finals(ours)).toEqual([[1, 'a crown']])
    const again = ours.openai.realtime.sessions[1]!.events[0]
    expect(again).toMatchObject({ session: { audio: { input: { transcription: { keywords: ['crown'] } } } } })
  })

  it('again and again ends the stream, and leaves the turn for the next one to hear', async () => {
    const ours = await call({ transcribe: (text) => ({ deltas: [text], ending: 'dropped' }) })
    turn(ours, 1, 'yes')
    await expect.poll(() => ours.failures.length).toBe(1)
    expect(finals(ours)).toEqual([])
    expect(ours.openai.realtime.sessions).toHaveLength(3)
  })

  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'wherever it is lost (after %i tenths of what is said) no word is lost nor doubled',
    { timeout: 20_000 },
    async (tenths) => {
      const ours = await call()
      const said = ['one two', 'three', 'four five six']
      const frames = said.flatMap((text, index) => [
        () => ours.stream.startTurn(index + 1),
        ...writtenFrames(text).map((frame) => () => ours.stream.audio(frame)),
        () => ours.stream.endTurn(),
      ])
      for (const [at, step] of frames.entries()) {
        // Let go of now and then, so that the other end hears while we speak.
        if (at % 5 === 0) await new Promise((go) => setImmediate(go))
        if (at === Math.floor((frames.length * tenths) / 10)) ours.openai.realtime.sessions[0]!.socket.terminate()
        step()
      }
      await expect
        .poll(() => finals(ours).toSorted(([one], [other]) => one - other), { timeout: 10_000 })
        .toEqual([
          [1, 'one two'],
          [2, 'three'],
          [3, 'four five six'],
        ])
      expect(ours.failures).toEqual([])
    },
  )

  it('of a turn of more than a minute costs its beginning, and no more than the last minute is kept', async () => {
    const ours = await call()
    ours.stream.startTurn(1)
    for (const frame of writtenFrames('long ago')) ours.stream.audio(frame)
    for (const frame of writtenSilence(59_000)) ours.stream.audio(frame)
    for (const frame of writtenFrames('lately')) ours.stream.audio(frame)
    for (const frame of writtenSilence(1000)) ours.stream.audio(frame)
    ours.openai.realtime.sessions[0]!.socket.terminate()
    await expect.poll(() => ours.openai.realtime.sessions.length).toBe(2)
    ours.stream.endTurn()
    await expect.poll(() => finals(ours), { timeout: 5000 }).toEqual([[1, 'lately']])
    expect(ours.openai.realtime.sessions[1]!.audioBytes).toBeLessThanOrEqual(480_000)
  })

  it('that is half-open is found by its pings, and replaced', async () => {
    const ours = await call({ halfOpen: true }, { pingMs: 50 })
    await expect.poll(() => ours.openai.realtime.sessions.length).toBeGreaterThan(1)
  })

  it('that cannot be replaced ends the stream', async () => {
    const ours = await call()
    await ours.openai.close()
    await expect.poll(() => ours.failures.length).toBe(1)
    expect(ours.failures[0]).toMatchObject({ code: 'unavailable' })
  })

  it('is not missed after the stream was closed', async () => {
    const ours = await call()
    ours.stream.close()
    await expect.poll(() => ours.openai.realtime.sessions[0]!.socket.readyState).toBe(3)
    expect(ours.openai.realtime.sessions).toHaveLength(1)
    expect(ours.failures).toEqual([])
  })
})
