import { expect, it } from 'vitest'
import { level, trimSilence } from './level.ts'

const rateHz = 8000
const sound = (samples: number, amplitude: number): Int16Array =>
  Int16Array.from({ length: samples }, (_, i) => (i % 2 === 0 ? amplitude : -amplitude))

function between(before: number, pcm: Int16Array, after: number): Int16Array {
  const whole = new Int16Array(before + pcm.length + after)
  whole.set(pcm, before)
  return whole
}

it('takes the silence off both ends, all but what is to be kept', () => {
  const trimmed = trimSilence(between(2000, sound(800, 3000), 4000), rateHz, { beforeMs: 5, afterMs: 50 })
  expect(trimmed.length).toBe(40 + 800 + 400)
  expect(trimmed.findIndex((sample) => sample !== 0)).toBe(40)
})

it('leaves nothing of silence', () => {
  expect(trimSilence(sound(800, 100), rateHz, { beforeMs: 5, afterMs: 50 })).toHaveLength(0)
})

it.each([500, 3000, 30_000])('brings an amplitude of %i to −20 dBFS, whatever silence lies around it', (amplitude) => {
  const out = level(between(8000, sound(1600, amplitude), 8000), rateHz)
  expect(Math.abs(out[8800]!)).toBeCloseTo(3277, -1)
  expect(out[0]).toBe(0)
})

it('does not push a loud peak over the top to make the rest louder', () => {
  const pcm = sound(8000, 500)
  pcm[4000] = 12_000
  const out = level(pcm, rateHz)
  expect(Math.max(...out)).toBeLessThan(32767 * 0.9)
  expect(Math.abs(out[100]!)).toBeGreaterThan(1000)
})

it('does not blow up the noise of a recording without speech', () => {
  expect(level(sound(8000, 20), rateHz)).toEqual(sound(8000, 20))
})
