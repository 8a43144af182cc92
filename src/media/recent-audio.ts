import { BYTES_PER_MS } from './mulaw.ts'

/** The last moments of a line's audio, so that speech can be handed on from before it was noticed. */
export class RecentAudio {
  private readonly ring: Uint8Array
  /** Bytes written since the audio was last continuous; the ring holds the last of them. */
  private written = 0
  private endMs = 0

  constructor(capacityMs: number) {
    this.ring = new Uint8Array(capacityMs * BYTES_PER_MS)
  }

  /** Audio that begins at `atMs`. Anything but the next moment (more than 40 ms off) makes what was there useless. */
  write(frame: Uint8Array, atMs: number): void {
    if (Math.abs(atMs - this.endMs) > CONTINUOUS_WITHIN_MS) this.written = 0
    const size = this.ring.length
    const kept = frame.length > size ? frame.subarray(frame.length - size) : frame
    this.written += frame.length - kept.length
    const start = this.written % size
    const fits = Math.min(kept.length, size - start)
    this.ring.set(kept.subarray(0, fits), start)
    this.ring.set(kept.subarray(fits), 0)
    this.written += kept.length
    this.endMs = atMs + frame.length / BYTES_PER_MS
  }

  /** A copy of what is held from `fromMs` on, as far back as it reaches. */
  since(fromMs: number): Uint8Array {
    const size = this.ring.length
    const wanted = Math.ceil((this.endMs - fromMs) * BYTES_PER_MS)
    const length = Math.max(0, Math.min(wanted, this.written, size))
    const audio = new Uint8Array(length)
    const start = (this.written - length) % size
    const fits = Math.min(length, size - start)
    audio.set(this.ring.subarray(start, start + fits))
    audio.set(this.ring.subarray(0, length - fits), fits)
    return audio
  }

  forget(): void {
    this.written = 0
  }
}

/** Timestamps wobble by 2 ms, and a single frame may be lost, without the words before becoming useless. */
export const CONTINUOUS_WITHIN_MS = 40
