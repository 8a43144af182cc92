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

/** Reads a RIFF file of linear 16-bit samples, whatever other chunks are in it. Throws where it is something else. */
export function readWav(bytes: Uint8Array): Wav {
  const file = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const text = (at: number): string => new TextDecoder('latin1').decode(bytes.subarray(at, at + 4))
  if (bytes.length < 12 || text(0) !== 'RIFF' || text(8) !== 'WAVE') throw new Error('This is not a WAV file.')
  let format: { channels: number; rateHz: number } | null = null
  for (let at = 12; at + 8 <= bytes.length;) {
    const name = text(at)
    const body = at + 8
    const length = Math.min(file.getUint32(at + 4, true), bytes.length - body)
    if (name === 'fmt ') {
      const linear = file.getUint16(body, true) === 1 && file.getUint16(body + 14, true) === SAMPLE_BYTES * 8
      if (!linear) throw new Error('This WAV file is not linear 16-bit.')
      format = { channels: file.getUint16(body + 2, true), rateHz: file.getUint32(body + 4, true) }
    }
    if (name === 'data' && format !== null) {
      const { channels, rateHz } = format
      const samples = Math.floor(length / (channels * SAMPLE_BYTES))
      const sample = (channel: number, i: number): number =>
        file.getInt16(body + (i * channels + channel) * SAMPLE_BYTES, true)
      return {
        rateHz,
        channels: Array.from({ length: channels }, (_, channel) =>
          Int16Array.from({ length: samples }, (__, i) => sample(channel, i)),
        ),
      }
    }
    // Chunks begin at even places.
    at = body + length + (length % 2)
  }
  throw new Error('This WAV file has no audio in it.')
}
