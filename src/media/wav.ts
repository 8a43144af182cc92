import { decodeMulawByte } from './mulaw.ts'

const HEADER_BYTES = 44
const SAMPLE_BYTES = 2

/** A RIFF file of linear 16-bit samples. The channels must be equally long, and there must be one at least. */
export function writeWav(channels: readonly Int16Array[], rateHz: number): Uint8Array {
  const frameBytes = channels.length * SAMPLE_BYTES
  const dataBytes = channels[0]!.length * frameBytes
  const file = new DataView(new ArrayBuffer(HEADER_BYTES + dataBytes))
  const bytes = new Uint8Array(file.buffer)
  const text = (at: number, name: string): void => void new TextEncoder().encodeInto(name, bytes.subarray(at))
  text(0, 'RIFF')
  file.setUint32(4, HEADER_BYTES - 8 + dataBytes, true)
  text(8, 'WAVEfmt ')
  file.setUint32(16, 16, true)
  file.setUint16(20, 1, true)
  file.setUint16(22, channels.length, true)
  file.setUint32(24, rateHz, true)
  file.setUint32(28, rateHz * frameBytes, true)
  file.setUint16(32, frameBytes, true)
  file.setUint16(34, SAMPLE_BYTES * 8, true)
  text(36, 'data')
  file.setUint32(40, dataBytes, true)
  for (const [index, channel] of channels.entries()) {
    const first = HEADER_BYTES + index * SAMPLE_BYTES
    for (let i = 0; i < channel.length; i++) file.setInt16(first + i * frameBytes, channel[i]!, true)
  }
  return bytes
}

export interface Wav {
  readonly rateHz: number
  readonly channels: readonly Int16Array[]
}

/** Format tags of a `fmt ` chunk. The last one says that the tag is further down. */
const LINEAR = 1
const MULAW = 7
const EXTENSIBLE = 0xfffe

interface Format {
  readonly isMulaw: boolean
  readonly channels: number
  readonly rateHz: number
}

/** Reads a RIFF file of linear 16-bit or mu-law samples, whatever other chunks are in it. Throws where it is something else. */
export function readWav(bytes: Uint8Array): Wav {
  const file = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const text = (at: number): string => new TextDecoder('latin1').decode(bytes.subarray(at, at + 4))
  if (bytes.length < 12 || text(0) !== 'RIFF' || text(8) !== 'WAVE') throw new Error('This is not a WAV file.')
  let format: Format | null = null
  for (let at = 12; at + 8 <= bytes.length;) {
    const name = text(at)
    const body = at + 8
    const length = Math.min(file.getUint32(at + 4, true), bytes.length - body)
    if (name === 'fmt ' && length >= 16) format = formatOf(file, body, length)
    if (name === 'data' && format !== null)
      return { rateHz: format.rateHz, channels: channelsOf(file, body, length, format) }
    // Chunks begin at even places.
    at = body + length + (length % 2)
  }
  throw new Error('This WAV file has no audio in it.')
}

function formatOf(file: DataView, body: number, length: number): Format {
  const tag = file.getUint16(body, true)
  const coding = tag === EXTENSIBLE && length >= 26 ? file.getUint16(body + 24, true) : tag
  const bits = file.getUint16(body + 14, true)
  const channels = file.getUint16(body + 2, true)
  const isLinear = coding === LINEAR && bits === SAMPLE_BYTES * 8
  if ((!isLinear && !(coding === MULAW && bits === 8)) || channels === 0)
    throw new Error('This WAV file is neither linear 16-bit nor mu-law.')
  return { isMulaw: !isLinear, channels, rateHz: file.getUint32(body + 4, true) }
}

function channelsOf(file: DataView, body: number, length: number, { isMulaw, channels }: Format): Int16Array[] {
  const sampleBytes = isMulaw ? 1 : SAMPLE_BYTES
  const samples = Math.floor(length / (channels * sampleBytes))
  return Array.from({ length: channels }, (_, channel) => {
    const audio = new Int16Array(samples)
    for (let i = 0; i < samples; i++) {
      const at = body + (i * channels + channel) * sampleBytes
      audio[i] = isMulaw ? decodeMulawByte(file.getUint8(at)) : file.getInt16(at, true)
    }
    return audio
  })
}
