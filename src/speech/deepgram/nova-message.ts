import type { Hypothesis } from '../../../engine/answers/answer.ts'

/** A segment of what was said. https://developers.deepgram.com/reference/speech-to-text/listen-streaming */
export interface NovaResults {
  /** Its end in the stream's audio. */
  readonly untilSeconds: number
  readonly isFinal: boolean
  /** It answers a `Finalize`. */
  readonly fromFinalize: boolean
  /** Null where it is silence. */
  readonly said: Hypothesis | null
}

/** Null where it is something else: metadata, or newer than this. */
export function novaResults(message: Readonly<Record<string, unknown>>): NovaResults | null {
  const { type, start, duration, is_final: isFinal, from_finalize: fromFinalize, channel } = message
  if (type !== 'Results' || typeof start !== 'number' || typeof duration !== 'number') return null
  const best = (channel as { alternatives?: { transcript?: unknown; confidence?: unknown }[] } | undefined)
    ?.alternatives?.[0]
  const text = typeof best?.transcript === 'string' ? best.transcript.trim() : ''
  const confidence = typeof best?.confidence === 'number' ? best.confidence : 1
  return {
    untilSeconds: start + duration,
    isFinal: isFinal === true,
    fromFinalize: fromFinalize === true,
    said: text === '' ? null : { text, confidence },
  }
}
