import type { Cancel, Clock } from '../../media/clock.ts'
import type { Words, WordsPort, WordsStream } from '../../speech/words.ts'

/** A turn whose final words have not come: kept, so that it can be said again to another stream. */
interface Unconfirmed {
  readonly turn: number
  readonly audio: Uint8Array[]
  bytes: number
  state: 'open' | 'paused' | 'ended'
  /** How many streams it was said to again. */
  again: number
}

/** Waits before another stream is opened, by the failures in a row: a provider that is down is not hammered. */
const retryAfterMs = [0, 250, 1000, 2000]
/** Of one turn: 15 s of mu-law. A longer one loses its beginning where a stream breaks in the middle of it. */
const keptBytes = 120_000
/** One that is open, and those whose words are late. */
const keptTurns = 3
/** A turn on which so many streams broke is over without words: it may be what breaks them. */
const mostAgain = 4

export interface RecogniserOptions {
  readonly words: WordsPort
  readonly clock: Clock
  readonly language: string
  readonly onWords: (words: Words) => void
  readonly onFault: (error: unknown) => void
}

/**
 * The words of one media stream, whatever becomes of the recogniser's own streams: one that breaks, or cannot be opened, is
 * replaced, and what had not been confirmed by final words is said again to the next. Nobody waits for it: what is said
 * before the first is open is kept as well.
 */
export class Recogniser implements WordsStream {
  readonly #options: RecogniserOptions
  #language: string
  #stream: WordsStream | null = null
  /** Counts the streams: what an older one still says is not listened to. */
  #generation = 0
  #failures = 0
  #expected: Parameters<WordsStream['expect']>[0] | null = null
  #turns: Unconfirmed[] = []
  #retry: Cancel | null = null
  #closed = false

  constructor(options: RecogniserOptions) {
    this.#options = options
    this.#language = options.language
    this.#open()
  }

  /** From now on words are of this language: another stream is opened for it, and what was not understood is said again to it. */
  listenIn(language: string): void {
    if (language === this.#language || this.#closed) return
    this.#language = language
    this.#retry?.()
    this.#expected = null
    this.#stream?.close()
    this.#stream = null
    this.#open()
  }

  expect(expected: Parameters<WordsStream['expect']>[0]): void {
    this.#expected = expected
    this.#stream?.expect(expected)
  }

  startTurn(turn: number): void {
    this.#turns.push({ turn, audio: [], bytes: 0, state: 'open', again: 0 })
    if (this.#turns.length > keptTurns) this.#turns.shift()
    this.#stream?.startTurn(turn)
  }

  audio(frame: Uint8Array): void {
    const turn = this.#current()
    if (turn === null) return
    turn.state = 'open'
    // Copied: the line writes the next frame into the same bytes.
    turn.audio.push(new Uint8Array(frame))
    turn.bytes += frame.length
    while (turn.bytes > keptBytes) turn.bytes -= turn.audio.shift()?.length ?? turn.bytes
    this.#stream?.audio(frame)
  }

  pause(): void {
    const turn = this.#current()
    if (turn === null) return
    turn.state = 'paused'
    this.#stream?.pause()
  }

  endTurn(): void {
    const turn = this.#current()
    if (turn === null) return
    turn.state = 'ended'
    this.#stream?.endTurn()
  }

  cancelTurn(): void {
    if (this.#current() === null) return
    this.#turns.pop()
    this.#stream?.cancelTurn()
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#retry?.()
    this.#turns = []
    this.#stream?.close()
    this.#stream = null
  }

  #current(): Unconfirmed | null {
    const last = this.#turns.at(-1)
    return last === undefined || last.state === 'ended' ? null : last
  }

  #open(): void {
    const { words, onWords } = this.#options
    const language = this.#language
    this.#generation += 1
    const generation = this.#generation
    const isCurrent = (): boolean => generation === this.#generation && !this.#closed
    const onFailure = (error: unknown): void => {
      if (isCurrent()) this.#failed(error)
    }
    words
      .open({
        language,
        onFailure,
        onWords: (heard) => {
          if (!isCurrent()) return
          this.#failures = 0
          // Final words before the turn is over are of its first part: the rest is to come in the same turn.
          if (heard.final)
            this.#turns = this.#turns.filter(
              ({ turn, state }) => turn > heard.turn || (turn === heard.turn && state !== 'ended'),
            )
          onWords(heard)
        },
      })
      .then((stream) => (isCurrent() ? this.#use(stream) : stream.close()))
      .catch(onFailure)
  }

  #use(stream: WordsStream): void {
    this.#stream = stream
    if (this.#expected !== null) stream.expect(this.#expected)
    this.#giveUpPoisonous()
    for (const { turn, audio, state } of this.#turns) {
      stream.startTurn(turn)
      for (const frame of audio) stream.audio(frame)
      if (state === 'paused') stream.pause()
      if (state === 'ended') stream.endTurn()
    }
  }

  #giveUpPoisonous(): void {
    for (const said of this.#turns) said.again += 1
    const isOver = ({ state, again }: Unconfirmed): boolean => state === 'ended' && again > mostAgain
    const over = this.#turns.filter(isOver)
    this.#turns = this.#turns.filter((said) => !isOver(said))
    for (const { turn } of over) this.#options.onWords({ turn, hypotheses: [], final: true })
  }

  #failed(error: unknown): void {
    this.#options.onFault(error)
    this.#generation += 1
    this.#stream?.close()
    this.#stream = null
    const wait = retryAfterMs[Math.min(this.#failures, retryAfterMs.length - 1)] ?? 0
    this.#failures += 1
    this.#retry = this.#options.clock.after(wait, () => this.#open())
  }
}
