import { loadFlite } from '../../src/speech/flite/synthesize.ts'
import type { FliteVoiceName } from '../../src/speech/flite/synthesize.ts'
import { level } from '../../src/speech/level.ts'
import { resample } from '../../src/speech/resampler.ts'
import { encodeMulaw } from '../../src/media/mulaw.ts'

/** Said by flite at −20 dBFS, 16-bit at 8 kHz, with the silence before and after it that flite leaves. */
export async function speech(text: string, voice: FliteVoiceName = 'slt'): Promise<Int16Array> {
  const { pcm, rateHz } = (await loadFlite())(text, voice)
  return level(await resample(pcm, rateHz, 8000), 8000)
}

/** White noise of the same samples for the same seed. `levelDb` is its RMS in dBFS. */
export function noise(ms: number, levelDb: number, seed = 1): Int16Array {
  const random = uniform(seed)
  // A uniform distribution's RMS is its peak over √3.
  const peak = 32_768 * 10 ** (levelDb / 20) * Math.sqrt(3)
  return Int16Array.from({ length: ms * 8 }, () => Math.round((random() * 2 - 1) * peak))
}

export function quiet(ms: number): Int16Array {
  return new Int16Array(ms * 8)
}

export function joined(...parts: readonly Int16Array[]): Int16Array {
  const whole = new Int16Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** Both at once; the shorter one ends early. */
export function mixed(one: Int16Array, other: Int16Array): Int16Array {
  return Int16Array.from({ length: Math.max(one.length, other.length) }, (_, i) => {
    const sum = (one[i] ?? 0) + (other[i] ?? 0)
    return Math.max(-32_768, Math.min(32_767, sum))
  })
}

/** Louder by so many decibels, or quieter. */
export function amplified(pcm: Int16Array, db: number): Int16Array {
  return pcm.map((sample) => Math.max(-32_768, Math.min(32_767, Math.round(sample * 10 ** (db / 20)))))
}

export function mulawOf(pcm: Int16Array): Uint8Array {
  const mulaw = new Uint8Array(pcm.length)
  encodeMulaw(pcm, mulaw)
  return mulaw
}

/** mulberry32: small, and the same everywhere. */
function uniform(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
