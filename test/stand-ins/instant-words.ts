import type { Hypothesis } from '../../engine/answers/answer.ts'
import type { Cancel, Clock } from '../../src/media/clock.ts'
import { BYTES_PER_MS, decodeMulaw } from '../../src/media/mulaw.ts'
import { SpeechError } from '../../src/speech/speech-error.ts'
import type { Words, WordsOptions, WordsPort, WordsStream } from '../../src/speech/words.ts'

/**
 * A recogniser without delay or mistakes: it knows the audio that it was taught, frame by frame, and nothing else. Interim
 * words at a pause, final ones at the end of the turn.
 */
export interface InstantWords extends WordsPort {
  /** From now on this audio, carried in frames of 20 ms from its beginning, means these words. */
  teach(meaning: string | readonly Hypothesis[], mulaw: Uint8Array): void
  /** Breaks every stream that is open, as a provider does. */
  breakDown(): void
  /** So many of the next `open` are refused. */
  refuse(times: number): void
  /** Streams that are open now. */
  readonly streams: number
  /** Streams opened so far. */
  readonly opened: number
  /** The language of each, in order. */
  readonly languages: readonly string[]
  /** What the newest stream was told to expect last. */
  readonly expected: Parameters<WordsStream['expect']>[0] | null
}

export interface InstantWordsOptions {
  /** How long final words take, on `clock`. 0 unless told. */
  readonly finalAfterMs?: number
  readonly clock?: Clock
  /**
   * It has turn events of its own: an eager end at each pause, taken back when the voice goes on, and an end with final words
   * so long after the pause. It is still told of the end that others see, and answers with final words.
   */
  readonly endsAfterMs?: number
}

const frameBytes = 20 * BYTES_PER_MS

export function createInstantWords(options: InstantWordsOptions = {}): InstantWords {
  const meanings: (readonly Hypothesis[])[] = []
  /** Of each, in frames. */
  const lengths: number[] = []
  /** Which meanings a frame occurs in. Numbers, for the sake of a server with a hundred callers. */
  const known = new Map<number, number[]>()
  const streams = new Set<InstantStream>()
  let refusals = 0
  let opened = 0
  const languages: string[] = []
  let expected: InstantWords['expected'] = null

  return {
    name: 'instant (taught)',
    languages,
    batchMs: 0,
    teach(meaning, mulaw) {
      const hypotheses = typeof meaning === 'string' ? [{ text: meaning, confidence: 1 }] : meaning
      const index = meanings.push(hypotheses) - 1
      let frames = 0
      for (let at = 0; at + frameBytes <= mulaw.length; at += frameBytes) {
        const frame = mulaw.subarray(at, at + frameBytes)
        if (isFaint(frame)) continue
        frames += 1
        const key = hashOf(frame)
        const of = known.get(key) ?? []
        known.set(key, of)
        if (!of.includes(index)) of.push(index)
      }
      lengths.push(frames)
    },
    async open(wordsOptions) {
      if (refusals > 0) {
        refusals -= 1
        throw new SpeechError('unavailable', 'The recogniser refuses to open.')
      }
      opened += 1
      languages.push(wordsOptions.language)
      const stream = new InstantStream(wordsOptions, options, {
        understand: (pieces) => understood(meanings, lengths, pieces),
        meaningsOf: (frame) => known.get(hashOf(frame)) ?? [],
        expect: (what) => {
          expected = what
        },
        over: () => streams.delete(stream),
      })
      streams.add(stream)
      return stream
    },
    breakDown() {
      // A copy: a session opens another at once, which is not broken.
      for (const stream of Array.from(streams)) stream.breakDown()
    },
    refuse(times) {
      refusals = times
    },
    get streams() {
      return streams.size
    },
    get opened() {
      return opened
    },
    get expected() {
      return expected
    },
    async close() {
      for (const stream of streams) stream.close()
    },
  }
}

/** How many frames of a piece of speech belong to each meaning. */
type Votes = Map<number, number>

interface Knowledge {
  understand(pieces: readonly Votes[]): readonly Hypothesis[]
  meaningsOf(frame: Uint8Array): readonly number[]
  expect(what: Parameters<WordsStream['expect']>[0]): void
  over(): void
}

class InstantStream implements WordsStream {
  readonly #to: WordsOptions
  readonly #options: InstantWordsOptions
  readonly #knowledge: Knowledge
  #turn = 0
  #pieces: Votes[] = []
  #isOpen = false
  #closed = false
  /** Its own end of the turn is near. */
  #ending: Cancel | null = null

  constructor(to: WordsOptions, options: InstantWordsOptions, knowledge: Knowledge) {
    this.#to = to
    this.#options = options
    this.#knowledge = knowledge
  }

  expect(what: Parameters<WordsStream['expect']>[0]): void {
    this.#knowledge.expect(what)
  }

  startTurn(turn: number): void {
    this.#turn = turn
    this.#pieces = []
    this.#isOpen = true
  }

  audio(frame: Uint8Array): void {
    if (!this.#isOpen) return
    for (let at = 0; at + frameBytes <= frame.length; at += frameBytes) {
      this.#count(this.#knowledge.meaningsOf(frame.subarray(at, at + frameBytes)))
    }
  }

  pause(): void {
    if (!this.#isOpen) return
    const { endsAfterMs, clock } = this.#options
    if (endsAfterMs === undefined || clock === undefined) return this.#answer(false, 0)
    this.#answer(false, 0, 'eager')
    this.#calmDown()
    this.#ending = clock.after(endsAfterMs, () => {
      this.#ending = null
      this.#answer(true, 0, 'end')
    })
  }

  endTurn(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#calmDown()
    this.#answer(true, this.#options.finalAfterMs ?? 0)
  }

  cancelTurn(): void {
    this.#isOpen = false
    this.#calmDown()
  }

  close(): void {
    this.#closed = true
    this.#calmDown()
    this.#knowledge.over()
  }

  breakDown(): void {
    this.close()
    this.#to.onFailure(new SpeechError('unavailable', 'The recogniser has gone.'))
  }

  /** A frame that nothing said so far can hold begins another piece: "on", then "friday". */
  #count(indices: readonly number[]): void {
    if (indices.length === 0) return
    if (this.#ending !== null) {
      this.#calmDown()
      this.#answer(false, 0, 'resumed')
    }
    let votes = this.#pieces.at(-1)
    if (votes === undefined || !indices.some((index) => votes?.has(index))) this.#pieces.push((votes = new Map()))
    for (const index of indices) votes.set(index, (votes.get(index) ?? 0) + 1)
  }

  #calmDown(): void {
    this.#ending?.()
    this.#ending = null
  }

  #answer(final: boolean, afterMs: number, endOfTurn?: Words['endOfTurn']): void {
    const hypotheses = this.#knowledge.understand(this.#pieces)
    const words: Words = { turn: this.#turn, hypotheses, final, ...(endOfTurn === undefined ? {} : { endOfTurn }) }
    const tell = (): void => {
      if (!this.#closed) this.#to.onWords(words)
    }
    if (afterMs > 0 && this.#options.clock !== undefined) this.#options.clock.after(afterMs, tell)
    else queueMicrotask(tell)
  }
}

/** So much of it must have been heard: half a sentence is not known for the whole. */
const leastShare = 0.7

/**
 * What most frames of each piece belong to: "yes please" begins as "yes" does, but then has more of its own. Several
 * pieces are one sentence, and only the first hypothesis of each counts then.
 */
function understood(
  meanings: readonly (readonly Hypothesis[])[],
  lengths: readonly number[],
  pieces: readonly Votes[],
): readonly Hypothesis[] {
  const winners = pieces.flatMap((votes) => {
    const whole = [...votes].filter(([index, count]) => count >= leastShare * (lengths[index] ?? 0))
    const [best] = whole.sort(([, a], [, b]) => b - a)
    return best === undefined ? [] : [meanings[best[0]] ?? []]
  })
  if (winners.length < 2) return winners[0] ?? []
  const first = winners.flatMap(([hypothesis]) => (hypothesis === undefined ? [] : [hypothesis]))
  return [
    {
      text: first.map(({ text }) => text).join(' '),
      confidence: Math.min(...first.map(({ confidence }) => confidence)),
    },
  ]
}

/** FNV-1a, 32 bit: a few hundred frames of a test's audio do not collide. */
function hashOf(frame: Uint8Array): number {
  let hash = 0x81_1c_9d_c5
  for (const byte of frame) hash = Math.imul(hash ^ byte, 0x01_00_01_93)
  return hash >>> 0
}

/** Below −50 dBFS: every silence is like every other. */
function isFaint(frame: Uint8Array): boolean {
  const pcm = new Int16Array(frame.length)
  decodeMulaw(frame, pcm)
  return pcm.every((sample) => Math.abs(sample) < 100)
}
