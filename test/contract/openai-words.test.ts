import { describe, expect, it, onTestFinished } from 'vitest'
import { createOpenAiWords } from '../../src/speech/openai/words.ts'
import type { Words, WordsStream } from '../../src/speech/words.ts'
import { startOpenAi } from '../stand-ins/openai.ts'
import type { OpenAiBehaviour, OpenAiStandIn } from '../stand-ins/openai.ts'
import { writtenFrames } from '../stand-ins/written-audio.ts'

interface Call {
  readonly openai: OpenAiStandIn
  readonly stream: WordsStream
  readonly heard: Words[]
  readonly failures: Error[]
}

async function call(
  changes: Partial<OpenAiBehaviour> = {},
  options: { apiKey?: string; finalWithinMs?: number } = {},
): Promise<Call> {
  const openai = await startOpenAi(changes)
  onTestFinished(() => openai.close())
  const account = { baseUrl: openai.baseUrl, wordsModel: null, voiceModel: null, voice: null }
  const port = createOpenAiWords({ ...account, apiKey: options.apiKey ?? openai.apiKey }, options)
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

  it('that could not be transcribed end without words, and the stream goes on', async () => {
    const ours = await call({
      transcribe: (text) => ({ deltas: [], ending: text === 'bad' ? 'failed' : 'completed' }),
    })
    turn(ours, 1, 'bad')
    turn(ours, 2, 'good')
    await expect.poll(() => finals(ours).length).toBe(2)
    expect(finals(ours)[0]).toEqual([1, null])
    expect(ours.failures).toEqual([])
  })

  it('twice in a row without a transcription ask for another stream', async () => {
    const ours = await call({ transcribe: () => ({ deltas: [], ending: 'failed' }) })
    turn(ours, 1, 'bad')
    turn(ours, 2, 'bad')
    await expect.poll(() => ours.failures.length).toBe(1)
    expect(finals(ours)).toEqual([
      [1, null],
      [2, null],
    ])
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

  it('again and again ends the stream, with words for every turn', async () => {
    const ours = await call({ transcribe: (text) => ({ deltas: [text], ending: 'dropped' }) })
    turn(ours, 1, 'yes')
    await expect.poll(() => ours.failures.length).toBe(1)
    expect(finals(ours)).toEqual([[1, null]])
    expect(ours.openai.realtime.sessions).toHaveLength(3)
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
