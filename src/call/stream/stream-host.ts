import type { KnownLists } from '../../../engine/hearing/in-context.ts'
import type { Sentence } from '../../../engine/patterns/words.ts'
import type { Learnt } from '../../../engine/turns/floor.ts'
import type { CallStream } from './call-stream.ts'
import type { SaidWords } from './callers-words.ts'
import type { Notice } from '../observer.ts'
import type { RecordingOutcome } from './recording.ts'
import type { Cut } from './speech.ts'

/** What a stream tells its session: the durable part of what happens on the line. */
export interface StreamHost {
  readonly timezone: string
  readonly language: string
  /** What is said where the caller's words are late, in a language. */
  readonly coverWords: (language: string) => Sentence
  /** What is known by now of what is asked for. */
  readonly known?: KnownLists
  /**
   * What was said, and what it meant as an answer to what was expected then; null where no words were heard. The turn had
   * been over for `waitedMs` when its words were there.
   */
  turnEnded(said: SaidWords | null, waitedMs: number): void
  /** The turn may be over with these words, after which of our words was broken into: what it asks may be thought about. */
  turnMayEnd?(said: SaidWords, cut: Cut | null): void
  /** It is not over, or was nothing. */
  turnGoesOn?(): void
  /** What was learnt of the caller, for the streams that follow. */
  learnt?: Learnt
  keyPressed(key: string): void
  played(id: string): void
  interrupted(id: string, heard: string): void
  /** What was to be said could not be, and the caller hears nothing else (P8). */
  voiceless?(error: Error): void
  recorded(outcome: RecordingOutcome): void
  /** What was left of the utterance that was playing, from the start of the sentence that was cut off. */
  ended(stream: CallStream, how: 'stop' | 'lost', unheard: string): void
  notice(notice: Notice): void
}
