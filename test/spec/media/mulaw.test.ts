import { describe, expect, it } from 'vitest'
import { decodeMulaw, decodeMulawByte, encodeMulaw, isSilence } from '../../../src/media/mulaw.ts'

/** G.711 table 2a: the decision values x1…x128 of the positive half, at 14 bits: 0, 1, 3 … 31, 35 … 95, 103 … 8159. */
function decisionValues(): number[] {
  const values = [0, 1]
  for (let segment = 0; segment < 8; segment++) {
    const step = 2 << segment
    while (values.length < 16 * (segment + 1) + 1) values.push(values[values.length - 1]! + step)
  }
  return values
}

function encodeAll(samples: Int16Array): Uint8Array {
  const codes = new Uint8Array(samples.length)
  encodeMulaw(samples, codes)
  return codes
}

const decisions = decisionValues()
const everySample = Int16Array.from({ length: 65_536 }, (_, i) => i - 32_768)
const everyCode = Uint8Array.from({ length: 256 }, (_, i) => i)

describe('mu-law against the definition of G.711', () => {
  it('derives the decision values of the recommendation', () => {
    expect(decisions).toHaveLength(129)
    expect([decisions[16], decisions[32], decisions[64], decisions[112], decisions[128]]).toEqual([
      31, 95, 479, 4063, 8159,
    ])
  })

  it('gives each of the 65,536 samples the code of the interval that it lies in', () => {
    const wrong: number[] = []
    const codes = encodeAll(everySample)
    everySample.forEach((sample, i) => {
      const magnitude = Math.min(Math.abs(sample), 8159 * 4 - 1) / 4
      let interval = 0
      while (magnitude >= decisions[interval + 1]!) interval++
      const code = (sample < 0 ? 0x7f : 0xff) - interval
      if (codes[i] !== code) wrong.push(sample)
    })
    expect(wrong).toEqual([])
  })

  it('decodes each code to the middle of its interval, and zero to zero', () => {
    const samples = new Int16Array(256)
    decodeMulaw(everyCode, samples)
    for (let interval = 0; interval < 128; interval++) {
      const middle = interval === 0 ? 0 : 2 * (decisions[interval]! + decisions[interval + 1]!)
      expect(samples[0xff - interval]).toBe(middle)
      expect(samples[0x7f - interval]! + 0).toBe(middle === 0 ? 0 : -middle)
    }
  })

  it('gives every code back after a round trip, except negative zero', () => {
    const samples = new Int16Array(256)
    decodeMulaw(everyCode, samples)
    const again = encodeAll(samples)
    expect([...again].filter((code, i) => code !== i)).toEqual([0xff])
    expect(again[0x7f]).toBe(0xff)
  })

  it('never errs by more than half a step, and keeps the order of samples', () => {
    const codes = encodeAll(everySample)
    const back = new Int16Array(65_536)
    decodeMulaw(codes, back)
    const outside = everySample.filter((sample, i) => {
      const magnitude = Math.min(Math.abs(sample), 32_635)
      const step = 8 << Math.max(0, Math.floor(Math.log2(magnitude + 132)) - 7)
      return Math.abs(Math.sign(sample) * magnitude - back[i]!) > step / 2
    })
    expect([...outside]).toEqual([])
    expect(back.every((sample, i) => i === 0 || sample >= back[i - 1]!)).toBe(true)
  })

  it('clips what is too loud to the loudest code', () => {
    expect([...encodeAll(Int16Array.of(32_767, -32_768, 32_635, -32_635))]).toEqual([0x80, 0x00, 0x80, 0x00])
    expect([decodeMulawByte(0x80), decodeMulawByte(0x00)]).toEqual([32_124, -32_124])
  })
})

describe('writing into what is already there', () => {
  it('writes from the given place on and touches nothing else', () => {
    const into = new Uint8Array(6).fill(1)
    encodeMulaw(Int16Array.of(0, 32_767), into, 3)
    expect([...into]).toEqual([1, 1, 1, 0xff, 0x80, 1])
  })
})

describe('isSilence', () => {
  it.each([
    ['positive zeros', [0xff, 0xff], true],
    ['negative zeros', [0x7f, 0x7f], true],
    ['both', [0xff, 0x7f], true],
    ['one quiet sample among them', [0xff, 0xfe, 0x7f], false],
    ['nothing', [], true],
  ])('%s', (_, bytes, silent) => {
    expect(isSilence(Uint8Array.from(bytes))).toBe(silent)
  })
})
