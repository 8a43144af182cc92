import { BYTES_PER_MS, MULAW_SILENCE, SAMPLE_RATE_HZ, decodeMulaw } from './mulaw.ts'
import { CONTINUOUS_WITHIN_MS } from './recent-audio.ts'

/** Both sides of a call as one recording: the caller left, the agent right, each at the time when it was heard. */
export interface CallRecording {
  /**
   * Line audio that is heard from `at` on (epoch milliseconds). What was there is overwritten; audio that follows the
   * channel's last within 40 ms is joined to it, because a click at each frame would be worse.
   */
  place(channel: Channel, mulaw: Uint8Array, at: number): void
  /** Nothing of the channel is heard after `at`: what was placed there was cleared from the line. */
  erase(channel: Channel, at: number): void
  /** As long as the longer channel: 16-bit, 8 kHz, stereo. */
  toWav(): Uint8Array
}

type Channel = 'caller' | 'agent'

/** `startedAt` (epoch milliseconds) is its first moment; what was heard before is left out. */
export function createCallRecording({ startedAt }: { readonly startedAt: number }): CallRecording {
  const channels: Record<Channel, Track> = { caller: new Track(), agent: new Track() }
  return {
    place: (channel, mulaw, at) => channels[channel].place(mulaw, at - startedAt),
    erase: (channel, at) => channels[channel].erase(at - startedAt),
    toWav() {
      const samples = Math.max(channels.caller.length, channels.agent.length)
      return writeWav([channels.caller.decoded(samples), channels.agent.decoded(samples)], SAMPLE_RATE_HZ)
    },
  }
}

/** Mu-law that grows as it is needed; silence where nothing was placed. */
class Track {
  length = 0
  private audio = new Uint8Array(60_000 * BYTES_PER_MS).fill(MULAW_SILENCE)

  place(mulaw: Uint8Array, atMs: number): void {
    const joins = Math.abs(atMs - this.length / BYTES_PER_MS) <= CONTINUOUS_WITHIN_MS
    const at = joins ? this.length : Math.round(atMs * BYTES_PER_MS)
    const heard = mulaw.subarray(Math.max(0, -at))
    const from = Math.max(0, at)
    this.reserve(from + heard.length)
    this.audio.set(heard, from)
    this.length = Math.max(this.length, from + heard.length)
  }

  erase(fromMs: number): void {
    const from = Math.min(this.length, Math.max(0, Math.round(fromMs * BYTES_PER_MS)))
    this.audio.fill(MULAW_SILENCE, from, this.length)
    this.length = from
  }

  decoded(samples: number): Int16Array {
    const pcm = new Int16Array(samples)
    decodeMulaw(this.audio.subarray(0, this.length), pcm)
    return pcm
  }

  private reserve(bytes: number): void {
    if (bytes <= this.audio.length) return
    const grown = new Uint8Array(Math.max(bytes, 2 * this.audio.length)).fill(MULAW_SILENCE)
    grown.set(this.audio)
    this.audio = grown
  }
}

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
