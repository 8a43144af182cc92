/** What Flux tells of a turn of its own. https://developers.deepgram.com/reference/speech-to-text/listen-flux */
export interface TurnInfo {
  readonly event: TurnEvent
  readonly turnIndex: number
  /** How much of the stream's audio has been transcribed. */
  readonly untilSeconds: number
  /** All that was said in this turn of Flux's. */
  readonly text: string
  /** 0–1, the mean of its words'. */
  readonly confidence: number
}

export type TurnEvent = 'StartOfTurn' | 'Update' | 'EagerEndOfTurn' | 'TurnResumed' | 'EndOfTurn'

const events: ReadonlySet<unknown> = new Set<TurnEvent>([
  'StartOfTurn',
  'Update',
  'EagerEndOfTurn',
  'TurnResumed',
  'EndOfTurn',
])

/** Null where it is none, or an event that is newer than this. */
export function turnInfo(message: Readonly<Record<string, unknown>>): TurnInfo | null {
  const { type, event, turn_index: turnIndex, audio_window_end: untilSeconds, transcript, words } = message
  if (type !== 'TurnInfo' || !events.has(event)) return null
  if (typeof turnIndex !== 'number' || typeof untilSeconds !== 'number' || typeof transcript !== 'string') return null
  const confidences = (Array.isArray(words) ? words : []).flatMap((word: { confidence?: unknown }) =>
    typeof word?.confidence === 'number' ? [word.confidence] : [],
  )
  const sum = confidences.reduce((sum, confidence) => sum + confidence, 0)
  return {
    event: event as TurnEvent,
    turnIndex,
    untilSeconds,
    text: transcript.trim(),
    confidence: confidences.length === 0 ? 1 : sum / confidences.length,
  }
}
