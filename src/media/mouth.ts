import { SpeechError } from '../speech/speech-error.ts'
import type { VoicePort } from '../speech/voice.ts'
import type { Line } from '../telephony/line.ts'
import type { Cancel, Clock } from './clock.ts'
import { systemClock } from './clock.ts'
import { BYTES_PER_MS } from './mulaw.ts'
import type { PlaybackWheel } from './playback-wheel.ts'
import type { PromptCache } from './prompt-cache.ts'
import type { SoundFiles } from './sound-files.ts'
import type { SayRequest } from './say-request.ts'
import { Utterance } from './utterance.ts'

/** Speaks on one stream of one call: renders, sends ahead of time, and knows what was heard. */
export interface Mouth {
  /** Says it after everything that is still to be said. Never throws: what goes wrong comes back by `onFailed`. */
  say(request: SayRequest): void
  /**
   * Stops at once and forgets everything still to be said. What was cut off, with as much of its text as was surely
   * heard; null if there was nothing to stop.
   */
  clear(): Interrupted | null
  /** A mark has come back from the line. Names that are not of the current playback are dropped. */
  mark(name: string): void
  /** What is being said, and what of it was heard; null in silence. */
  position(): Position | null
  /** Stops without a word to the line, which is gone. As `clear`, it tells what was cut off. */
  close(): Interrupted | null
}

interface Interrupted {
  readonly id: string
  /** From the text's beginning to the end of a word. */
  readonly heard: string
}

interface Position extends Interrupted {
  readonly playedMs: number
  /** Estimated from the text until all of it is rendered. */
  readonly totalMs: number
}

export interface MouthOptions {
  readonly line: Pick<Line, 'play' | 'mark' | 'clear'>
  readonly voice: VoicePort
  /** Is asked beside the voice where that fails or is late with its first sound; where there is none the voice is asked again. */
  readonly fallback?: VoicePort
  readonly prompts?: PromptCache
  /** Recordings; without them a prompt's words are said. */
  readonly sounds?: SoundFiles
  readonly wheel: PlaybackWheel
  readonly clock?: Clock
  /** It was heard to its end. This and the next may call the mouth's other methods; they must not throw. */
  readonly onPlayed: (id: string) => void
  /** It could not be said, or not to its end; what follows is said nevertheless. */
  readonly onFailed: (id: string, error: Error) => void
  /** For measurements: the first audio of it went to the line at `at`, `waitMs` after `say`. */
  readonly onFirstAudio?: (first: { readonly id: string; readonly at: number; readonly waitMs: number }) => void
  /** For recordings: audio that will be heard from `at` on (epoch milliseconds). The array is not to be kept. */
  readonly onSent?: (mulaw: Uint8Array, at: number) => void
  /** For recordings: nothing sent before is heard after `at`. */
  readonly onCleared?: (at: number) => void
}

/** So much is with the line at most: it plays on through a pause of ours, and little is lost when it is cleared. */
const AHEAD_MS = 300

/** Smaller pieces only cost; a larger one goes first, when the line has nothing. */
const LEAST_CHUNK_MS = 100
const LARGEST_CHUNK_MS = 200

/** What was heard is known this finely: about a word. */
const MARK_EVERY_MS = 500

/** A mark that is so much late after its audio's end will not come: the call goes on without it. */
const MARK_LATE_MS = 1500

/** A voice that gives nothing for so long has failed, whatever else is still to be heard. */
const VOICE_STALLED_MS = 5000

/** P10: so long a caller hears nothing before it is tried another way, and then, once more, before it is left out. */
const SILENT_MS = 2000

interface PendingMark {
  readonly name: string
  readonly utterance: Utterance
  readonly bytes: number
  readonly last: boolean
}

/** One mouth a stream; a stream that comes back after a loss gets a new one. */
export function createMouth(options: MouthOptions): Mouth {
  const { line, voice, wheel, onPlayed, onFailed } = options
  const clock = options.clock ?? systemClock
  const fallback = (language: string): VoicePort | null =>
    options.fallback?.speaks?.(language) === false ? null : (options.fallback ?? null)
  /** Being heard, being sent, waiting, in this order. */
  const queue: Utterance[] = []
  const marks: PendingMark[] = []
  /** `clear` begins a new one: the marks of an older one come back because they were cleared, not played. */
  let generation = 0
  let marksMade = 0
  let lineEndsAt = 0
  let unmarkedBytes = 0
  let leaveWheel: Cancel | null = null
  let closed = false

  function say(request: SayRequest): void {
    if (closed) return
    queue.push(new Utterance(request, () => clock.now()))
    leaveWheel ??= wheel.board(visit)
    renderNext()
  }

  /** The next one is rendered when the one before it is, so that there is no gap between them. */
  function renderNext(): void {
    const next = queue.find((utterance) => utterance.state !== 'rendered')
    if (next?.state !== 'waiting') return
    next.render(voice, { prompts: options.prompts ?? null, sounds: options.sounds ?? null }, () =>
      renderingChanged(next),
    )
  }

  function renderingChanged(utterance: Utterance): void {
    if (utterance.state === 'failed' && isWorthAnother(utterance)) return tryAgain(utterance)
    if (utterance.state === 'failed') return giveUp(utterance)
    send(clock.now())
    if (utterance.state === 'rendered') renderNext()
  }

  function visit(now: number): void {
    const head = queue[0]
    if (head?.sent === true && now >= head.endsAt + MARK_LATE_MS)
      heard(marks.findLastIndex((mark) => mark.utterance === head))
    const rendering = queue.find((utterance) => utterance.state === 'rendering')
    if (rendering !== undefined) watch(rendering, now)
    send(clock.now())
    if (queue.length === 0) rest()
  }

  /** Nothing has come of it for too long: it is tried another way, or given up. */
  function watch(rendering: Utterance, now: number): void {
    const isNext = queue.find(({ sent }) => !sent) === rendering
    const silentMs = isNext ? now - Math.max(rendering.renderedAt, lineEndsAt) : 0
    if (silentMs < SILENT_MS && now - rendering.renderedAt < VOICE_STALLED_MS) return
    if (isWorthAnother(rendering)) return tryAgain(rendering)
    rendering.fail(new SpeechError('timeout', 'The voice gave nothing for too long.'))
    giveUp(rendering)
  }

  function isWorthAnother({ mayAskAgain, error, request }: Utterance): boolean {
    if (!mayAskAgain) return false
    return fallback(request.language) !== null || error === null || (error instanceof SpeechError && error.retryable)
  }

  function tryAgain(utterance: Utterance): void {
    utterance.tryAgain(fallback(utterance.request.language) ?? voice)
  }

  function send(now: number): void {
    for (;;) {
      const utterance = queue.find((candidate) => !candidate.sent)
      if (utterance === undefined) return
      const aheadMs = Math.max(0, lineEndsAt - now)
      const unsentMs = utterance.unsentBytes / BYTES_PER_MS
      if (unsentMs === 0 && utterance.state === 'rendered') {
        utterance.sent = true
        utterance.endsAt = Math.max(now, lineEndsAt)
        placeMark(utterance)
        continue
      }
      if (aheadMs >= AHEAD_MS || unsentMs === 0) return
      if (unsentMs < LEAST_CHUNK_MS && utterance.state !== 'rendered') return
      const chunkMs = Math.min(LARGEST_CHUNK_MS, Math.max(LEAST_CHUNK_MS, AHEAD_MS - aheadMs))
      play(utterance, utterance.take(Math.ceil(chunkMs) * BYTES_PER_MS), now)
    }
  }

  function play(utterance: Utterance, audio: Uint8Array, now: number): void {
    const startsAt = Math.max(now, lineEndsAt)
    lineEndsAt = startsAt + audio.length / BYTES_PER_MS
    unmarkedBytes += audio.length
    line.play(audio)
    if (unmarkedBytes >= MARK_EVERY_MS * BYTES_PER_MS && utterance.unsentBytes > 0) placeMark(utterance)
    // Last, because whoever is told may stop us.
    options.onSent?.(audio, startsAt)
    if (utterance.sentBytes > audio.length) return
    options.onFirstAudio?.({ id: utterance.request.id, at: now, waitMs: now - utterance.saidAt })
  }

  function placeMark(utterance: Utterance): void {
    unmarkedBytes = 0
    const name = `${generation}.${marksMade++}`
    marks.push({ name, utterance, bytes: utterance.sentBytes, last: utterance.sent })
    line.mark(name)
  }

  /** Everything up to this mark was heard. */
  function heard(index: number): void {
    const reached = marks.splice(0, index + 1)
    const played: Utterance[] = []
    for (const { utterance, bytes, last } of reached) {
      utterance.heardBytes = bytes
      if (last) played.push(utterance)
    }
    for (const utterance of played) remove(utterance)
    for (const utterance of played) onPlayed(utterance.request.id)
  }

  function giveUp(utterance: Utterance): void {
    if (!remove(utterance)) return
    onFailed(utterance.request.id, utterance.error ?? new SpeechError('unavailable', 'The voice failed.'))
    renderNext()
    send(clock.now())
  }

  function remove(utterance: Utterance): boolean {
    const at = queue.indexOf(utterance)
    if (at === -1) return false
    queue.splice(at, 1)
    return true
  }

  function rest(): void {
    leaveWheel?.()
    leaveWheel = null
  }

  function stop(): Interrupted | null {
    const current = position()
    for (const utterance of queue.splice(0)) utterance.drop()
    marks.length = 0
    unmarkedBytes = 0
    generation += 1
    marksMade = 0
    const now = clock.now()
    if (lineEndsAt > now) options.onCleared?.(now)
    rest()
    return current && { id: current.id, heard: current.heard }
  }

  function position(): Position | null {
    const utterance = queue[0]
    if (utterance === undefined) return null
    const { request, heard, playedMs, totalMs } = utterance
    return { id: request.id, heard, playedMs, totalMs }
  }

  return {
    say,
    position,
    clear() {
      const unheard = lineEndsAt > clock.now() || marks.length > 0
      const cut = stop()
      if (unheard && !closed) line.clear()
      lineEndsAt = 0
      return cut
    },
    mark(name) {
      const index = marks.findIndex((pending) => pending.name === name)
      if (index !== -1) heard(index)
    },
    close() {
      closed = true
      return stop()
    },
  }
}
