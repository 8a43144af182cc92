import type { Hypothesis } from '../../engine/answers/answer.ts'
import type { Phrases } from '../../engine/answers/phrases.ts'

/**
 * Words from audio: a port. Our voice activity decides where speech is; an adapter turns what lies between into words.
 * One `WordsStream` a call, opened only when the call's token has been checked.
 */
export interface WordsPort {
  /** For people: "pocketsphinx (embedded)", "OpenAI gpt-live-transcribe". */
  readonly name: string
  /** How audio is best handed over: 0 is frame by frame at once; 300 is in batches of 300 ms. */
  readonly batchMs: number
  /** Resolves when words can be recognised; rejects with SpeechError. */
  open(options: WordsOptions): Promise<WordsStream>
  close(): Promise<void>
}

export interface WordsOptions {
  readonly language: string
  readonly onWords: (words: Words) => void
  /** The stream is of no more use; the session opens another. */
  readonly onFailure: (error: Error) => void
}

export interface WordsStream {
  /** What is expected from now on: a grammar for those who take one, and the words likely to come. */
  expect(expected: {
    readonly phrases: Phrases
    readonly keywords: readonly string[]
    readonly language: string
    /** Of the slots that are asked for: "date", "postcode". */
    readonly types?: readonly string[]
  }): void
  /** Speech begins; the frames that follow start 300 ms before its onset. `turn` counts up. */
  startTurn(turn: number): void
  /** mu-law, 8 kHz, one channel; valid only during the call. */
  audio(frame: Uint8Array): void
  /** Voice has stopped for now: what is there may be recognised early; the turn may go on. */
  pause(): void
  /** The turn is over: answer with `final` words for it soon, even if there are none. */
  endTurn(): void
  /** Forget the current turn (a cough, an echo). */
  cancelTurn(): void
  close(): void
}

export interface Words {
  readonly turn: number
  /** All words of the turn so far, best first; empty where nothing was understood. */
  readonly hypotheses: readonly Hypothesis[]
  /**
   * Will not change any more. Otherwise interim: it replaces the words before it. Final words may come before `endTurn`, of
   * what was said so far; `endTurn` is answered with final words all the same.
   */
  readonly final: boolean
  /** The provider's own view, where it has one: the turn may have ended, has ended, or goes on after all. */
  readonly endOfTurn?: 'eager' | 'end' | 'resumed'
}
