import { BYTES_PER_MS, SAMPLE_RATE_HZ, encodeMulaw } from './mulaw.ts'

/** How a recording ended, besides being stopped by its owner. */
export type RecordingEnd = 'silence' | 'max' | 'noinput'

export interface RecorderLimits {
  /** The longest recording, without the tone. */
  readonly maxMs: number
  /** The silence after speech that ends it. */
  readonly silenceMs: number
  readonly beep: boolean
}

/** What was recorded, as it came from the line, without the silence at its end. */
export interface Recorded {
  readonly mulaw: Uint8Array
  readonly ms: number
  readonly spoke: boolean
}

const toneMs = 250
const toneHz = 880
/** −12 dBFS: as loud as speech is at its loudest. */
const toneAmplitude = 8000
/** Nobody speaks: given up after so long, or the state's own silence where that is longer. */
const noinputMs = 6000
/** Kept of the silence at the end: a word cut hard sounds broken. */
const keptSilenceMs = 200

/** The tone that says that it has begun: a whole number of 20 ms frames would click less, and 250 ms is what people know. */
export function tone(): Uint8Array {
  const samples = new Int16Array(toneMs * BYTES_PER_MS)
  for (let i = 0; i < samples.length; i++) {
    const edge = Math.min(1, i / 80, (samples.length - i) / 80)
    samples[i] = Math.round(toneAmplitude * edge * Math.sin((2 * Math.PI * toneHz * i) / SAMPLE_RATE_HZ))
  }
  const mulaw = new Uint8Array(samples.length)
  encodeMulaw(samples, mulaw)
  return mulaw
}

/**
 * Collects the caller's audio and says when it is over. Time is the audio's own, so that a line that stands still records
 * nothing and ends nothing.
 */
export class Recorder {
  readonly #limits: RecorderLimits
  readonly #frames: Uint8Array[] = []
  #skipMs: number
  #ms = 0
  #silentMs = 0
  #spoke = false

  constructor(limits: RecorderLimits) {
    this.#limits = limits
    this.#skipMs = limits.beep ? toneMs : 0
  }

  /** A frame of the line, and whether the caller's voice is on. How the recording has ended with it; null while it goes on. */
  audio(frame: Uint8Array, voice: boolean): RecordingEnd | null {
    const ms = frame.length / BYTES_PER_MS
    if (this.#skipMs > 0) {
      this.#skipMs -= ms
      return null
    }
    // Copied: the line writes the next frame into the same bytes.
    this.#frames.push(new Uint8Array(frame))
    this.#ms += ms
    this.#spoke ||= voice
    this.#silentMs = voice ? 0 : this.#silentMs + ms
    const { maxMs, silenceMs } = this.#limits
    if (this.#ms >= maxMs) return this.#spoke ? 'max' : 'noinput'
    if (this.#spoke) return this.#silentMs >= silenceMs ? 'silence' : null
    return this.#silentMs >= Math.max(noinputMs, silenceMs) ? 'noinput' : null
  }

  /** What there is by now. */
  recorded(): Recorded {
    const all = new Uint8Array(this.#ms * BYTES_PER_MS)
    let at = 0
    for (const frame of this.#frames) {
      all.set(frame.subarray(0, all.length - at), at)
      at += frame.length
    }
    const ms = Math.max(0, this.#ms - Math.max(0, this.#silentMs - keptSilenceMs))
    return { mulaw: all.subarray(0, ms * BYTES_PER_MS), ms: this.#spoke ? ms : 0, spoke: this.#spoke }
  }
}
