import { describe, expect, it, onTestFinished } from 'vitest'
import type { Phrases } from '../../engine/answers/phrases.ts'
import type { Words, WordsPort, WordsStream } from '../../src/speech/words.ts'

/** What a recogniser is tested with: 20 ms frames of mu-law. */
export interface SpokenWords {
  /** Someone says this, with 300 ms of the line before it, as the ear hands it over. */
  say(text: string): readonly Uint8Array[]
  silence(ms: number): readonly Uint8Array[]
}

const yesOrNo: Phrases = { any: ['yes', 'no', 'no thank you'] }
const day: Phrases = { sequence: [{ optional: 'on' }, { any: ['monday', 'tuesday', 'friday', 'sunday'] }] }

/** A stream that keeps what it was told. */
interface Listening {
  readonly stream: WordsStream
  readonly heard: Words[]
  readonly failures: Error[]
  /** The final words of a turn, once they have come. */
  final(turn: number): Promise<Words>
}

/** What every recogniser promises. `open` gives a new one for each test; the suite closes it. */
export function wordsContract(name: string, spoken: SpokenWords, open: () => Promise<WordsPort>): void {
  const ready = async (): Promise<WordsPort> => {
    const port = await open()
    onTestFinished(() => port.close())
    return port
  }

  describe(`words: ${name}`, () => {
    it('names itself and says how it wants its audio', async () => {
      const port = await ready()
      expect(port.name).not.toBe('')
      expect(port.batchMs).toBeGreaterThanOrEqual(0)
    })

    it('answers the end of a turn with its final words', async () => {
      const call = await listen(await ready(), yesOrNo)
      hear(call.stream, 1, spoken.say('yes'))
      call.stream.endTurn()
      const words = await call.final(1)
      expect(words.hypotheses[0]?.text).toBe('yes')
      expect(words.hypotheses[0]?.confidence).toBeGreaterThan(0)
      expect(words.hypotheses[0]?.confidence).toBeLessThanOrEqual(1)
    })

    it('has the words early, at the pause before the end', async () => {
      const call = await listen(await ready(), yesOrNo)
      hear(call.stream, 1, spoken.say('no thank you'))
      call.stream.pause()
      for (const frame of spoken.silence(400)) call.stream.audio(frame)
      call.stream.endTurn()
      await call.final(1)
      expect(call.heard.at(-1)).toMatchObject({ turn: 1, final: true, hypotheses: [{ text: 'no thank you' }] })
      expect(call.heard.filter(({ final }) => final)).toHaveLength(1)
    })

    it('takes a turn up again after a pause', async () => {
      const call = await listen(await ready(), day)
      hear(call.stream, 1, spoken.say('on'))
      call.stream.pause()
      for (const frame of spoken.say('friday')) call.stream.audio(frame)
      call.stream.endTurn()
      expect((await call.final(1)).hypotheses[0]?.text).toBe('on friday')
    })

    it('keeps turns apart, each by what was expected then', async () => {
      const call = await listen(await ready(), yesOrNo)
      hear(call.stream, 1, spoken.say('yes'))
      call.stream.endTurn()
      call.stream.expect({ phrases: day, keywords: ['friday'], language: 'en-GB' })
      hear(call.stream, 2, spoken.say('on friday'))
      call.stream.endTurn()
      const [first, second] = await Promise.all([call.final(1), call.final(2)])
      expect(first.hypotheses[0]?.text).toBe('yes')
      expect(second.hypotheses[0]?.text).toBe('on friday')
    })

    it('gives final words even where there are none', async () => {
      const call = await listen(await ready(), yesOrNo)
      hear(call.stream, 1, spoken.silence(500))
      call.stream.endTurn()
      expect(await call.final(1)).toEqual({ turn: 1, hypotheses: [], final: true })
    })

    it('says nothing of a turn that was cancelled, and hears the next', async () => {
      const call = await listen(await ready(), yesOrNo)
      hear(call.stream, 1, spoken.say('no'))
      call.stream.cancelTurn()
      hear(call.stream, 2, spoken.say('yes'))
      call.stream.endTurn()
      expect((await call.final(2)).hypotheses[0]?.text).toBe('yes')
      expect(call.heard.every(({ turn }) => turn === 2)).toBe(true)
    })

    it('keeps two calls apart', async () => {
      const port = await ready()
      const [one, other] = [await listen(port, yesOrNo), await listen(port, day)]
      hear(one.stream, 1, spoken.say('yes'))
      hear(other.stream, 1, spoken.say('on friday'))
      one.stream.endTurn()
      other.stream.endTurn()
      expect((await one.final(1)).hypotheses[0]?.text).toBe('yes')
      expect((await other.final(1)).hypotheses[0]?.text).toBe('on friday')
    })

    it('keeps no frame: the array may be written over after the call', async () => {
      const call = await listen(await ready(), yesOrNo)
      call.stream.startTurn(1)
      const frame = new Uint8Array(160)
      for (const original of spoken.say('yes')) {
        frame.set(original)
        call.stream.audio(frame.subarray(0, original.length))
        frame.fill(0)
      }
      call.stream.endTurn()
      expect((await call.final(1)).hypotheses[0]?.text).toBe('yes')
    })

    it('bears calls that come at the wrong time', async () => {
      const call = await listen(await ready(), yesOrNo)
      call.stream.endTurn()
      call.stream.pause()
      call.stream.cancelTurn()
      for (const frame of spoken.silence(40)) call.stream.audio(frame)
      hear(call.stream, 3, spoken.say('yes'))
      call.stream.endTurn()
      call.stream.endTurn()
      await call.final(3)
      expect(call.heard.filter(({ final }) => final)).toHaveLength(1)
      expect(call.failures).toEqual([])
    })

    it('tells nothing after it was closed', async () => {
      const port = await ready()
      const closing = await listen(port, yesOrNo)
      const other = await listen(port, yesOrNo)
      hear(closing.stream, 1, spoken.say('yes'))
      closing.stream.endTurn()
      closing.stream.close()
      hear(other.stream, 1, spoken.say('yes'))
      other.stream.endTurn()
      await other.final(1)
      expect(closing.heard).toEqual([])
      expect(closing.failures).toEqual([])
    })
  })
}

async function listen(port: WordsPort, phrases: Phrases): Promise<Listening> {
  const heard: Words[] = []
  const failures: Error[] = []
  const waiting: (() => void)[] = []
  const stream = await port.open({
    language: 'en-GB',
    onWords: (words) => {
      heard.push(words)
      for (const look of waiting) look()
    },
    onFailure: (error) => failures.push(error),
  })
  onTestFinished(() => stream.close())
  stream.expect({ phrases, keywords: ['yes', 'no'], language: 'en-GB' })
  return {
    stream,
    heard,
    failures,
    final: (turn) =>
      new Promise((resolve) => {
        const look = (): void => {
          const words = heard.find((words) => words.turn === turn && words.final)
          if (words) resolve(words)
        }
        waiting.push(look)
        look()
      }),
  }
}

function hear(stream: WordsStream, turn: number, frames: readonly Uint8Array[]): void {
  stream.startTurn(turn)
  for (const frame of frames) stream.audio(frame)
}
