import type { WordsStream } from '../speech/words.ts'
import type { Cancel, Clock } from './clock.ts'
import { systemClock } from './clock.ts'
import { BYTES_PER_MS } from './mulaw.ts'
import { RecentAudio } from './recent-audio.ts'
import type { VoiceDetector, VoiceEvent } from './voice-activity/voice-detector.ts'

/** Hears one stream of one call: finds the voice in it and hands speech, with what came just before it, to the recogniser. */
export interface Ear {
  /** The turn that is open, or else the last one; 0 before the first. */
  readonly turn: number
  /** True while the caller's voice is on, deaf or not. */
  readonly speaking: boolean
  /** A frame of the line that begins at `atMs` of the stream's audio time. The array is not kept. */
  audio(frame: Uint8Array, atMs: number): void
  /**
   * The caller's turn is over: the recogniser is asked for its final words. A caller who is still speaking begins the
   * next turn with the next frame. Without an open turn it does nothing.
   */
  endTurn(): void
  /** What was heard in the open turn meant nothing. A voice that is still on is not heard again until it has paused. */
  cancelTurn(): void
  /** From now on nothing is recognised, kept or reported; an open turn is cancelled. No `voice.ended` follows. */
  deafen(): void
  /** Hears again. A caller who is in the middle of speaking begins a turn with the next frame, without pre-roll. */
  listen(): void
  /** The recogniser's stream was replaced after a failure. An open turn goes on in it, from what is still held. */
  useWords(words: WordsStream): void
  /** Gives the detector back. The recogniser's stream stays its owner's. */
  close(): void
}

export interface VoiceChange {
  readonly type: VoiceEvent['type']
  /** On the stream's audio clock. */
  readonly atMs: number
  /** The same moment in epoch milliseconds, for timers: silence is counted from `voice.ended`'s. */
  readonly at: number
  /** A turn may have several pauses, and so several pairs of these. */
  readonly turn: number
}

export interface EarOptions {
  /** The ear closes it. */
  readonly detector: VoiceDetector
  readonly words: WordsStream
  /** May call the ear's other methods. */
  readonly onVoice: (change: VoiceChange) => void
  readonly clock?: Clock
  /** How much from before the onset goes to the recogniser; 300 ms unless told. */
  readonly preRollMs?: number
  /** How the recogniser wants its audio (`WordsPort.batchMs`): 0, at once. */
  readonly batchMs?: number
}

/** An onset is noticed 50–66 ms late; a line that hands over larger pieces than 20 ms makes that more. */
const NOTICED_WITHIN_MS = 200

/** Without frames for so long, a caller who was speaking no longer is: ten frames are missing. */
const QUIET_AFTER_MS = 200

/** A timer that is so much late says that the process stood still, and nothing about the line. */
const HELD_UP_MS = 50

/** One ear a stream. It starts by listening. */
export function createEar(options: EarOptions): Ear {
  const { detector, onVoice } = options
  const clock = options.clock ?? systemClock
  const preRollMs = options.preRollMs ?? 300
  const batch = new Uint8Array((options.batchMs ?? 0) * BYTES_PER_MS)
  const recent = new RecentAudio(preRollMs + NOTICED_WITHIN_MS)
  let words = options.words
  let batched = 0
  let turn = 0
  let open = false
  let deaf = false
  let closed = false
  /** A voice that is on already begins a turn with the next frame. */
  let joinsSpeech = false
  /** Audio before this belongs to an earlier turn. */
  let freshFromMs = -Infinity
  let heardUntilMs = 0
  let arrivedAt = 0
  let cancelWatch: Cancel | null = null

  function audio(frame: Uint8Array, atMs: number): void {
    if (closed) return
    arrivedAt = clock.now()
    heardUntilMs = atMs + frame.length / BYTES_PER_MS
    if (!deaf) recent.write(frame, atMs)
    if (open) handOn(frame)
    for (const event of detector.push(frame, atMs)) voiceChanged(event)
    if (joinsSpeech) {
      joinsSpeech = false
      if (detector.speaking && !open && !deaf) voiceChanged({ type: 'voice.started', atMs })
    }
    if (detector.speaking) watch()
  }

  function voiceChanged(event: VoiceEvent): void {
    if (deaf || closed) return
    if (event.type === 'voice.ended') {
      freshFromMs = Math.max(freshFromMs, event.atMs)
      if (open) {
        handOnBatch()
        words.pause()
      }
    } else if (!open) openTurn(event.atMs)
    onVoice({ ...event, at: Math.min(arrivedAt, arrivedAt - (heardUntilMs - event.atMs)), turn })
  }

  function openTurn(onsetMs: number): void {
    turn += 1
    open = true
    words.startTurn(turn)
    handOn(recent.since(Math.max(onsetMs - preRollMs, freshFromMs)))
  }

  function handOn(frame: Uint8Array): void {
    if (batch.length === 0) {
      if (frame.length > 0) words.audio(frame)
      return
    }
    for (let from = 0; from < frame.length;) {
      const part = frame.subarray(from, from + batch.length - batched)
      batch.set(part, batched)
      batched += part.length
      from += part.length
      if (batched === batch.length) handOnBatch()
    }
  }

  function handOnBatch(): void {
    if (batched > 0) words.audio(batch.subarray(0, batched))
    batched = 0
  }

  function watch(): void {
    if (cancelWatch === null) wakeIn(QUIET_AFTER_MS - (clock.now() - arrivedAt))
  }

  function wakeIn(ms: number): void {
    const due = clock.now() + ms
    cancelWatch = clock.after(ms, () => {
      cancelWatch = null
      const now = clock.now()
      if (!detector.speaking) return
      if (now - arrivedAt < QUIET_AFTER_MS) watch()
      // Held up ourselves: frames may have come that are read only after this.
      else if (now - due > HELD_UP_MS) wakeIn(HELD_UP_MS)
      else for (const event of detector.lineWentQuiet()) voiceChanged(event)
    })
  }

  function dropTurn(): void {
    batched = 0
    if (!open) return
    open = false
    words.cancelTurn()
  }

  return {
    get turn() {
      return turn
    },
    get speaking() {
      return detector.speaking
    },
    audio,
    endTurn() {
      if (!open) return
      handOnBatch()
      open = false
      joinsSpeech = detector.speaking
      if (detector.speaking) freshFromMs = heardUntilMs
      words.endTurn()
    },
    cancelTurn() {
      if (detector.speaking) freshFromMs = heardUntilMs
      dropTurn()
    },
    deafen() {
      deaf = true
      joinsSpeech = false
      recent.forget()
      dropTurn()
    },
    listen() {
      if (!deaf) return
      deaf = false
      joinsSpeech = detector.speaking
    },
    useWords(next) {
      words = next
      batched = 0
      if (!open) return
      words.startTurn(turn)
      handOn(recent.since(-Infinity))
      if (!detector.speaking) words.pause()
    },
    close() {
      if (closed) return
      closed = true
      cancelWatch?.()
      detector.close()
    },
  }
}
