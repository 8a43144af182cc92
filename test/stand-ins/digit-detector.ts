import { decodeMulaw } from '../../src/media/mulaw.ts'

const lowHz = [697, 770, 852, 941]
const highHz = [1209, 1336, 1477, 1633]
const keys = ['123A', '456B', '789C', '*0#D']

/** 20 ms: two of them in a row are a key, as receivers want 40 ms of it. */
const windowSamples = 160
/** The power of a window's strongest frequencies against all of it: speech and noise have less in two places. */
const purity = 0.8
/** −36 dBm0: what is fainter is not looked at. */
const faintest = 300

/** The digits that a receiver (Goertzel, ITU-T Q.24) reads off a mu-law stream. */
export function detectDigits(mulaw: Uint8Array): string {
  const samples = new Int16Array(mulaw.length)
  decodeMulaw(mulaw, samples)
  let digits = ''
  let run = ''
  for (let at = 0; at + windowSamples <= samples.length; at += windowSamples) {
    const key = keyIn(samples.subarray(at, at + windowSamples))
    run = key === null ? '' : run.endsWith(key) || run === '' ? run + key : key
    if (run.length === 2) digits += run[0]
  }
  return digits
}

function keyIn(samples: Int16Array): string | null {
  const energy = samples.reduce((sum, sample) => sum + sample * sample, 0)
  if (Math.sqrt(energy / samples.length) < faintest) return null
  const [row, lowPower] = strongest(samples, lowHz)
  const [column, highPower] = strongest(samples, highHz)
  // A sine's whole energy is n/2 times its squared amplitude.
  if ((lowPower + highPower) / energy < purity || lowPower > highPower * 10 || highPower > lowPower * 10) return null
  return keys[row]?.[column] ?? null
}

function strongest(samples: Int16Array, all: readonly number[]): readonly [index: number, power: number] {
  const powers = all.map((hz) => powerAt(samples, hz))
  const most = Math.max(...powers)
  return [powers.indexOf(most), most]
}

/** The energy of the window at one frequency. */
function powerAt(samples: Int16Array, hz: number): number {
  const w = (2 * Math.PI * hz) / 8000
  const coefficient = 2 * Math.cos(w)
  let [before, last] = [0, 0]
  for (const sample of samples) [before, last] = [last, sample + coefficient * last - before]
  return ((before * before + last * last - coefficient * before * last) * 2) / samples.length
}
