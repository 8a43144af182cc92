import { BYTES_PER_MS, decodeMulawByte, isSilence } from '../mulaw.ts'
import { CONTINUOUS_WITHIN_MS } from '../recent-audio.ts'
import type { Silero, StreamAddress } from './silero.ts'
import { WINDOW_SAMPLES, loadSilero } from './silero.ts'
import type { DetectorPool, VoiceDetector, VoiceEvent } from './voice-detector.ts'

const WINDOW_MS = WINDOW_SAMPLES / BYTES_PER_MS

/** Above, one window is enough: no false start in a minute of any noise that is not voices (measured, facts on audio). */
const ON_AT = 0.5

/** Below, there is no voice. Lower than `ON_AT`, so that a voice in between stays what it was. */
const OFF_BELOW = 0.35

/**
 * So many windows in a row below `OFF_BELOW` end a voice. The model itself lingers for 60 to 130 ms after the last sound,
 * which bridges most stops; what remains within words, on flite's voices, are mostly dips of a single window.
 */
const OFF_WINDOWS = 2

/** A fainter window is not the caller: the echo of our own voice lies below, speech on a telephone at −30 to −15 dBFS. */
const FAINT_DBFS = -45
const FAINT_POWER = 10 ** (FAINT_DBFS / 10)

/** So many faint windows in a row end a voice too, however sure the model is: echo must not hold it. No pause within a word is so long. */
const FAINT_WINDOWS = 10

const NOTHING: readonly VoiceEvent[] = []

/** What a mu-law byte stands for, between −1 and 1. */
const amplitude = Float32Array.from({ length: 256 }, (_, code) => decodeMulawByte(code) / 32_768)

/** Detectors that share one model. Rejects if the model's files are missing. One is enough for a process. */
export async function createDetector(): Promise<DetectorPool> {
  const model = await loadSilero()
  return { open: () => new SileroDetector(model) }
}

class SileroDetector implements VoiceDetector {
  speaking = false
  private readonly model: Silero
  private readonly stream: StreamAddress
  private closed = false
  /** The beginning of the next window. */
  private readonly pending = new Uint8Array(WINDOW_SAMPLES)
  private filled = 0
  private probability = 0
  private windowsBelow = 0
  private faintWindows = 0
  /** The end of the last window that had an audible voice in it. */
  private voicedUntilMs = 0
  /** Where the audio so far ends; not known before the first. */
  private endMs = Number.NaN

  constructor(model: Silero) {
    this.model = model
    this.stream = model.open()
  }

  push(mulaw: Uint8Array, atMs: number): readonly VoiceEvent[] {
    if (this.closed) return NOTHING
    const events: VoiceEvent[] = []
    const missingMs = atMs - this.endMs
    if (Math.abs(missingMs) > CONTINUOUS_WITHIN_MS) this.skip(missingMs, events)
    for (let at = 0; at < mulaw.length;) {
      const part = mulaw.subarray(at, at + WINDOW_SAMPLES - this.filled)
      this.pending.set(part, this.filled)
      this.filled += part.length
      at += part.length
      if (this.filled === WINDOW_SAMPLES) {
        this.filled = 0
        this.judge(atMs + at / BYTES_PER_MS, events)
      }
    }
    this.endMs = atMs + mulaw.length / BYTES_PER_MS
    return events
  }

  lineWentQuiet(): readonly VoiceEvent[] {
    const events: VoiceEvent[] = []
    if (!this.closed) this.end(events)
    return events
  }

  close(): void {
    if (this.closed) return
    this.closed = true
    this.speaking = false
    this.model.close(this.stream)
  }

  /** Audio is missing, or the stream's time has gone back: what the window had so far does not belong to what comes. */
  private skip(missingMs: number, events: VoiceEvent[]): void {
    this.filled = 0
    this.model.forgetContext(this.stream)
    if (missingMs >= 0 && missingMs < OFF_WINDOWS * WINDOW_MS) return
    this.end(events)
    if (missingMs < 0) this.model.reset(this.stream)
  }

  private judge(endMs: number, events: VoiceEvent[]): void {
    const silent = isSilence(this.pending)
    const power = silent ? 0 : this.load()
    // Once the model has settled, digital silence teaches it nothing, and most of a call is that.
    if (silent && this.probability < OFF_BELOW) this.model.forgetContext(this.stream)
    else {
      if (silent) this.model.window.fill(0)
      this.probability = this.model.probability(this.stream)
    }
    const faint = power < FAINT_POWER
    if (!faint && this.probability >= (this.speaking ? OFF_BELOW : ON_AT)) {
      this.voicedUntilMs = endMs
      if (!this.speaking) events.push({ type: 'voice.started', atMs: endMs - WINDOW_MS })
      this.speaking = true
    }
    this.windowsBelow = silent || this.probability < OFF_BELOW ? this.windowsBelow + 1 : 0
    this.faintWindows = faint ? this.faintWindows + 1 : 0
    if (this.windowsBelow >= OFF_WINDOWS || this.faintWindows >= FAINT_WINDOWS) this.end(events)
  }

  /** Puts the window into the model; its power, 1 being that of full scale. */
  private load(): number {
    const { window } = this.model
    let energy = 0
    for (let i = 0; i < WINDOW_SAMPLES; i++) {
      const sample = amplitude[this.pending[i]!]!
      window[i] = sample
      energy += sample * sample
    }
    return energy / WINDOW_SAMPLES
  }

  private end(events: VoiceEvent[]): void {
    if (this.speaking) events.push({ type: 'voice.ended', atMs: this.voicedUntilMs })
    this.speaking = false
  }
}
