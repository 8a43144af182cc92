/** Samples a second on the line, one byte each. */
export const SAMPLE_RATE_HZ = 8000

/** Bytes (and samples) in a millisecond of line audio. */
export const BYTES_PER_MS = SAMPLE_RATE_HZ / 1000

/** Positive zero: what a silent line sends. 0x7F, negative zero, is as silent. */
export const MULAW_SILENCE = 0xff

/** G.711: 33 at 14 bits, here at 16. It makes every segment's start a power of two. */
const BIAS = 33 << 2

/** The largest magnitude that still fits the eighth segment, less the bias. */
const CLIP = (8191 - 33) * 4 + 3

const decodeTable = new Int16Array(256)
const encodeTable = new Uint8Array(65_536)
for (let code = 0; code < 256; code++) decodeTable[code] = decodeCode(code)
for (let sample = -32_768; sample < 32_768; sample++) encodeTable[sample & 0xffff] = encodeSample(sample)

/** Reads mu-law into 16-bit samples. `into` must be at least as long; only as much of it as there is audio is written. */
export function decodeMulaw(mulaw: Uint8Array, into: Int16Array): void {
  for (let i = 0; i < mulaw.length; i++) into[i] = decodeTable[mulaw[i]!]!
}

/** Writes 16-bit samples as mu-law from `at` on. `into` must have room; too loud samples are clipped, as G.711 does. */
export function encodeMulaw(pcm: Int16Array, into: Uint8Array, at = 0): void {
  for (let i = 0; i < pcm.length; i++) into[at + i] = encodeTable[pcm[i]! & 0xffff]!
}

/** The 16-bit sample that a mu-law byte stands for. */
export function decodeMulawByte(code: number): number {
  return decodeTable[code & 0xff]!
}

/** True if every byte is digital silence: what a line sends when nobody is there. An empty frame is silent. */
export function isSilence(mulaw: Uint8Array): boolean {
  // Bit 7 is the sign, so that both zeros are the same after it is set.
  for (let i = 0; i < mulaw.length; i++) if ((mulaw[i]! | 0x80) !== 0xff) return false
  return true
}

function decodeCode(code: number): number {
  const bits = ~code & 0xff
  const segment = (bits >> 4) & 7
  const step = bits & 15
  const magnitude = (((step << 3) + BIAS) << segment) - BIAS
  return (bits & 0x80) === 0 ? magnitude : -magnitude
}

function encodeSample(sample: number): number {
  const magnitude = Math.min(Math.abs(sample), CLIP) + BIAS
  const segment = 31 - Math.clz32(magnitude) - 7
  const step = (magnitude >> (segment + 3)) & 15
  return ~((sample < 0 ? 0x80 : 0) | (segment << 4) | step) & 0xff
}
