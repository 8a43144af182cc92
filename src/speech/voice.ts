import type { SaidTime } from './said-times.ts'

/**
 * Audio from words: a port. Adapters give linear 16-bit PCM at 8 kHz, one channel, without leading silence, at about
 * −20 dBFS, in pieces as they come; the mouth makes it mu-law.
 */
export interface VoicePort {
  /** For people: "flite slt (embedded)". */
  readonly name: string
  /** Part of the key under which a rendered prompt is kept: adapter, model, voice, settings. */
  readonly fingerprint: string
  /** It reads SSML: `ssml` of a request is then what it says. */
  readonly readsSsml?: boolean
  /** Whether it speaks a language; absent: it may, and `speak` refuses what it does not. */
  speaks?(language: string): boolean
  /**
   * Says it as it is to be kept, under the fingerprint: where several stand in for each other, the first of them alone.
   * Absent: as `speak` does.
   */
  readonly keeps?: Pick<VoicePort, 'speak'>
  /** Yields pieces until the text is said; throws SpeechError. Stops at once when aborted. */
  speak(request: VoiceRequest): AsyncIterable<Int16Array>
  close(): Promise<void>
}

export interface VoiceRequest {
  /** As a voice can read it: what `spokenForm` made of the prompt. */
  readonly text: string
  /** The same with markup, for a voice that reads it: the safe subset, checked, with one `<speak>` around it. */
  readonly ssml?: string
  readonly language: string
  /** The pace: 1 (when absent) is the voice's usual one, 0.75 takes a third longer. Markup brings its own instead. */
  readonly rate?: number
  readonly signal?: AbortSignal
  /**
   * Told what has been said where in the samples, in order and as it becomes known, before the samples or after them: word by
   * word by a voice that knows, else sentence by sentence. Of a request with `ssml` nothing need be told.
   */
  readonly onTime?: (time: SaidTime) => void
}
