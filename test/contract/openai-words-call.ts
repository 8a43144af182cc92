import { afterEach, expect, onTestFinished } from 'vitest'
import { createOpenAiWords } from '../../src/speech/openai/words.ts'
import type { Words, WordsStream } from '../../src/speech/words.ts'
import { startOpenAi } from '../stand-ins/openai.ts'
import type { OpenAiBehaviour, OpenAiStandIn } from '../stand-ins/openai.ts'
import { writtenFrames } from '../stand-ins/written-audio.ts'

afterEach(() => {
  // Whatever a test is about: the vendor would have taken all that we sent.
  for (const openai of opened.splice(0)) expect(openai.realtime.sessions.flatMap(({ faults }) => faults)).toEqual([])
})

const opened: OpenAiStandIn[] = []

/** A stream of words that is open, and what came of it. */
export interface Call {
  readonly openai: OpenAiStandIn
  readonly stream: WordsStream
  readonly heard: Words[]
  readonly failures: Error[]
}

/** Opens one to a stand-in that behaves so. */
export async function call(
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

/** The caller says this in a turn. */
export function turn({ stream }: Call, number: number, text: string): void {
  stream.startTurn(number)
  for (const frame of writtenFrames(text)) stream.audio(frame)
  stream.endTurn()
}

/** The final words so far: of which turn, and which. */
export function finals({ heard }: Call): (readonly [number, string | null])[] {
  return heard.filter(({ final }) => final).map(({ turn, hypotheses }) => [turn, hypotheses[0]?.text ?? null] as const)
}
