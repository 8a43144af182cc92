import { expect, it } from 'vitest'
import { createResampler, resample } from './resampler.ts'

function tone(hz: number, rateHz: number, samples: number): Int16Array {
  return Int16Array.from({ length: samples }, (_, i) => Math.round(10_000 * Math.sin((2 * Math.PI * hz * i) / rateHz)))
}

function rms(pcm: Int16Array): number {
  return Math.sqrt(pcm.reduce((sum, sample) => sum + sample * sample, 0) / pcm.length)
}

it('keeps a tone that the telephone carries, in place and at its level', async () => {
  const out = await resample(tone(1000, 24_000, 24_000), 24_000, 8000)
  expect(Math.abs(out.length - 8000)).toBeLessThanOrEqual(2)
  const expected = tone(1000, 8000, 8000)
  const difference = Int16Array.from(out.subarray(200, 7800), (sample, i) => sample - expected[i + 200]!)
  expect(rms(difference)).toBeLessThan(150)
})

it('leaves nothing of a tone above the band, which would come back as another', async () => {
  const out = await resample(tone(6500, 24_000, 24_000), 24_000, 8000)
  expect(rms(out.subarray(200, 7800))).toBeLessThan(2)
})

it('gives the same samples whether the audio comes whole or in odd pieces', async () => {
  const whole = tone(440, 24_000, 20_001)
  const resampler = await createResampler(24_000, 8000)
  const out: number[] = []
  for (let from = 0, size = 1; from < whole.length; from += size, size = (size * 7) % 997)
    out.push(...resampler.process(whole.subarray(from, from + size)))
  out.push(...resampler.flush())
  resampler.free()
  expect(Int16Array.from(out)).toEqual(await resample(whole, 24_000, 8000))
})

it('does not work on after it was freed', async () => {
  const resampler = await createResampler(8000, 16_000)
  resampler.free()
  resampler.free()
  expect(() => resampler.process(new Int16Array(10))).toThrow('freed')
})
