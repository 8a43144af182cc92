import { expect, it } from 'vitest'
import { level, trimSilence } from './level.ts'
import { createSpeechStream } from './speech-stream.ts'

const rateHz = 8000

/** Silence, then a tone, then a pause, then the tone again, then silence. */
function recording(amplitude: number): Int16Array {
  const tone = (i: number): number => Math.round(amplitude * Math.sin((2 * Math.PI * 440 * i) / rateHz))
  return Int16Array.from({ length: 16_000 }, (_, i) =>
    (i >= 2000 && i < 8000) || (i >= 10_000 && i < 13_000) ? tone(i) : 0,
  )
}

function streamed(pcm: Int16Array, size: number): { pieces: Int16Array[]; whole: Int16Array } {
  const stream = createSpeechStream(rateHz)
  const pieces: Int16Array[] = []
  for (let from = 0; from < pcm.length; from += size) pieces.push(stream.push(pcm.subarray(from, from + size)))
  pieces.push(stream.flush())
  return { pieces, whole: Int16Array.from(pieces.flatMap((piece) => [...piece])) }
}

it.each([1, 37, 160, 5000, 16_000])('gives what a whole recording would give, in chunks of %i', (size) => {
  const expected = level(Int16Array.from(trimSilence(recording(1000), rateHz, { beforeMs: 5, afterMs: 60 })), rateHz)
  const { whole } = streamed(recording(1000), size)
  expect(whole).toHaveLength(expected.length)
  expect(Math.max(...whole)).toBeCloseTo(Math.max(...expected), -2)
})

it('is heard long before the last chunk', () => {
  const { pieces } = streamed(recording(1000), 160)
  // 250 ms of silence, then 300 ms of speech to judge by.
  expect(pieces.findIndex((piece) => piece.length > 0)).toBeLessThanOrEqual((250 + 300) / 20 + 1)
})

it('keeps the pauses inside', () => {
  const { whole } = streamed(recording(1000), 160)
  expect(whole.subarray(6100, 7900).every((sample) => sample === 0)).toBe(true)
})

it('makes a loud voice softer', () => {
  expect(Math.max(...streamed(recording(30_000), 160).whole)).toBeLessThan(6000)
})

it('gives nothing for silence', () => {
  expect(streamed(new Int16Array(8000), 160).whole).toHaveLength(0)
})

it('gives a word that is too short to judge by once it is over', () => {
  const { whole } = streamed(recording(1000).subarray(0, 3000), 160)
  expect(whole.length).toBeGreaterThan(900)
})
