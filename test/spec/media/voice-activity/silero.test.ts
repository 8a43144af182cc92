import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { decodeMulaw } from '../../../../src/media/mulaw.ts'
import { buildWasm, buildWeights, extractLayers } from '../../../../src/media/voice-activity/build.ts'
import type { Silero } from '../../../../src/media/voice-activity/silero.ts'
import { WINDOW_SAMPLES, loadSilero } from '../../../../src/media/voice-activity/silero.ts'
import { readWeights } from '../../../../src/media/voice-activity/weights.ts'
import { SileroReference } from '../../../stand-ins/silero-reference.ts'
import { joined, mixed, mulawOf, noise, quiet, speech } from '../../../stand-ins/speech-samples.ts'

const artefact = (name: string): Uint8Array =>
  readFileSync(new URL(`../../../../src/media/voice-activity/${name}`, import.meta.url))

/** As the line would bring it. */
function windowsOf(pcm: Int16Array): Float32Array[] {
  const heard = new Int16Array(pcm.length)
  decodeMulaw(mulawOf(pcm), heard)
  const count = Math.floor(heard.length / WINDOW_SAMPLES)
  return Array.from({ length: count }, (_, i) =>
    Float32Array.from(heard.subarray(i * WINDOW_SAMPLES, (i + 1) * WINDOW_SAMPLES), (sample) => sample / 32_768),
  )
}

function run(silero: Silero, windows: readonly Float32Array[], stream = silero.open()): number[] {
  return windows.map((window) => {
    silero.window.set(window)
    return silero.probability(stream)
  })
}

let silero: Silero
let sentence: Float32Array[]
beforeAll(async () => {
  silero = await loadSilero()
  sentence = windowsOf(joined(quiet(200), await speech('A table for four at seven, please.'), quiet(300)))
})

describe('the committed artefacts', () => {
  it('are byte for byte what build.ts makes of the source and of the package', async () => {
    expect(Buffer.compare(await buildWasm(), artefact('silero.wasm'))).toBe(0)
    expect(Buffer.compare(buildWeights(), artefact('silero.weights'))).toBe(0)
  })

  it('hold the published weights to half precision', () => {
    const published = extractLayers()
    for (const [i, { layer, matrix, bias }] of readWeights(artefact('silero.weights')).entries()) {
      const worst = (ours: Float32Array, theirs: Float32Array): number =>
        ours.reduce((most, value, at) => {
          const expected = theirs[at]!
          // Half a step of a half float: 2^-11 of the number, or 2^-25 near zero.
          return Math.max(most, Math.abs(value - expected) / Math.max(2 ** -14, Math.abs(expected)))
        }, 0)
      expect(worst(matrix, published[i]!.matrix), layer.name).toBeLessThanOrEqual(2 ** -11)
      expect(worst(bias, published[i]!.bias), layer.name).toBeLessThanOrEqual(2 ** -11)
    }
  })

  it('refuses weights of another length, and says what to do', () => {
    expect(() => readWeights(artefact('silero.weights').subarray(2))).toThrow(
      /429312 bytes long instead of 429314: build/,
    )
  })
})

describe('the forward pass', () => {
  it.each([
    ['speech', () => sentence],
    ['silence', () => windowsOf(quiet(1000))],
    ['noise', () => windowsOf(noise(1000, -25))],
    ['speech in noise', async () => windowsOf(mixed(await speech('No, the second one.', 'kal'), noise(2000, -35)))],
  ])('agrees with plain arithmetic to 1e-4 on %s', async (_, windows) => {
    const reference = new SileroReference(readWeights(artefact('silero.weights')))
    const heard = await windows()
    const expected = heard.map((window) => reference.run(window))
    const worst = Math.max(...run(silero, heard).map((probability, i) => Math.abs(probability - expected[i]!)))
    expect(heard.length).toBeGreaterThan(30)
    expect(worst).toBeLessThan(1e-4)
  })

  it('decides as the published weights in full precision do', () => {
    const reference = new SileroReference(extractLayers())
    const decisions = (probabilities: readonly number[]): string[] =>
      probabilities.map((p) => (p >= 0.5 ? 'voice' : p < 0.35 ? 'none' : 'between'))
    expect(decisions(run(silero, sentence))).toEqual(decisions(sentence.map((window) => reference.run(window))))
  })

  it('is sure of speech, and sure that silence and noise are none', () => {
    expect(Math.max(...run(silero, sentence))).toBeGreaterThan(0.99)
    expect(Math.max(...run(silero, windowsOf(quiet(1000))))).toBeLessThan(0.1)
    expect(Math.max(...run(silero, windowsOf(noise(1000, -25))))).toBeLessThan(0.35)
  })
})

describe('streams', () => {
  it('do not hear one another, however they take turns', () => {
    const noisy = windowsOf(noise(sentence.length * 32, -25))
    const alone = [run(silero, sentence), run(silero, noisy)]
    const [one, other] = [silero.open(), silero.open()]
    const together = sentence.map((window, i) => [run(silero, [window], one)[0]!, run(silero, [noisy[i]!], other)[0]!])
    expect(together.map(([p]) => p)).toEqual(alone[0])
    expect(together.map(([, p]) => p)).toEqual(alone[1])
  })

  it('keep their state while memory grows for a thousand more, and hear nothing of those who were there before', () => {
    const expected = run(silero, sentence)
    const half = sentence.length >> 1
    const stream = silero.open()
    const before = run(silero, sentence.slice(0, half), stream)
    const others = Array.from({ length: 1000 }, () => silero.open())
    expect(new Set(others).size).toBe(1000)
    expect([...before, ...run(silero, sentence.slice(half), stream)]).toEqual(expected)

    for (const other of others) silero.close(other)
    const again = silero.open()
    expect(others).toContain(again)
    expect(run(silero, sentence, again)).toEqual(expected)
  })

  it('start afresh after a NaN, instead of never hearing again', () => {
    const stream = silero.open()
    run(silero, sentence.slice(0, 10), stream)
    const broken = new Float32Array(WINDOW_SAMPLES)
    broken[100] = Number.NaN
    expect(run(silero, [broken], stream)).toEqual([0])
    expect(run(silero, sentence, stream)).toEqual(run(silero, sentence))
  })
})
