import { BYTES_PER_MS, encodeMulaw, MULAW_SILENCE, SAMPLE_RATE_HZ } from './mulaw.ts'

/** The tones of a push-button telephone, a low and a high one each: ITU-T Q.23. */
const lowHz = [697, 770, 852, 941] as const
const highHz = [1209, 1336, 1477, 1633] as const
const rows = ['123A', '456B', '789C', '*0#D'] as const

/** A tone and the pause after it; receivers need 40 ms of each (ITU-T Q.24, annex A), and slow ones more. */
const toneMs = 100
const gapMs = 100
/** A `w`, as Twilio and modems have it. */
const pauseMs = 500

/**
 * −8 and −6 dBm0: within what receivers take (0 to −25 dBm0, ITU-T Q.24, table A-1), the high tone stronger by the 2 dB that
 * lines take from it. A sine at mu-law's full scale is 3.17 dBm0 (ITU-T G.711).
 */
const lowDbm0 = -8
const highDbm0 = -6
const fullScaleDbm0 = 3.17
const fullScale = 32_124
/** Tones that begin and end hard are heard as clicks, on all frequencies. */
const edgeSamples = 16

/** Each key's tone with its pause, made once. */
const tones: ReadonlyMap<string, Uint8Array> = new Map(
  rows.flatMap((keys, row) => [...keys].map((key, column) => [key, toneOf(lowHz[row] ?? 0, highHz[column] ?? 0)])),
)
const pause = new Uint8Array(pauseMs * BYTES_PER_MS).fill(MULAW_SILENCE)

/** What is no key is left out: a number's plus, spaces. `w` is half a second of silence. */
export function keysIn(text: string): string {
  return text.replace(/[^0-9*#A-Dw]/gu, '')
}

/** Keys as the tones that a telephone would send, mu-law at 8 kHz. */
export function pressed(keys: string): Uint8Array {
  const parts = [...keysIn(keys)].map((key) => tones.get(key) ?? pause)
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

function toneOf(low: number, high: number): Uint8Array {
  const samples = new Int16Array((toneMs + gapMs) * BYTES_PER_MS)
  const sounding = toneMs * BYTES_PER_MS
  const [lowPeak, highPeak] = [peakOf(lowDbm0), peakOf(highDbm0)]
  for (let i = 0; i < sounding; i++) {
    const t = (2 * Math.PI * i) / SAMPLE_RATE_HZ
    const edge = Math.min(1, (i + 1) / edgeSamples, (sounding - i) / edgeSamples)
    samples[i] = Math.round(edge * (lowPeak * Math.sin(low * t) + highPeak * Math.sin(high * t)))
  }
  const mulaw = new Uint8Array(samples.length)
  encodeMulaw(samples, mulaw)
  return mulaw
}

function peakOf(dbm0: number): number {
  return fullScale * 10 ** ((dbm0 - fullScaleDbm0) / 20)
}
