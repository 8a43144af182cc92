import { MULAW_SILENCE, SAMPLE_RATE_HZ, decodeMulaw } from '../../src/media/mulaw.ts'
import { writeWav } from '../../src/media/wav.ts'

/** Both sides of a call as they were heard, frame by frame in call time: the caller left, the agent right. */
export interface Recording {
  add(caller: Uint8Array, agent: Uint8Array): void
  readonly ms: number
  /** One side's 16-bit samples between two moments of the call. */
  samples(side: 'caller' | 'agent', fromMs?: number, toMs?: number): Int16Array
  /** How much of a side is loud enough to be heard. */
  audibleMs(side: 'caller' | 'agent', fromMs?: number, toMs?: number): number
  /** A stereo WAV file, 16 bit, 8 kHz. */
  wav(): Uint8Array
}

export function createRecording(): Recording {
  const frames: { readonly caller: Uint8Array; readonly agent: Uint8Array }[] = []
  const between = (fromMs: number, toMs: number) =>
    frames.slice(Math.floor(fromMs / 20), Math.ceil(Math.min(toMs, frames.length * 20) / 20))
  const samples = (side: 'caller' | 'agent', fromMs = 0, toMs = Infinity) => {
    const part = between(fromMs, toMs)
    const pcm = new Int16Array(part.length * 160)
    part.forEach((frame, index) => decodeMulaw(frame[side], pcm.subarray(index * 160)))
    return pcm
  }
  return {
    add: (caller, agent) => void frames.push({ caller, agent }),
    get ms() {
      return frames.length * 20
    },
    samples,
    audibleMs: (side, fromMs = 0, toMs = Infinity) =>
      between(fromMs, toMs).filter((frame) => isAudible(frame[side])).length * 20,
    wav: () => writeWav([samples('caller'), samples('agent')], SAMPLE_RATE_HZ),
  }
}

/** 20 ms without a sound. */
export const silentFrame: Uint8Array = new Uint8Array(160).fill(MULAW_SILENCE)

/** Whether somebody can be heard in a frame: louder than −45 dBFS. */
export function isAudible(frame: Uint8Array): boolean {
  const pcm = new Int16Array(frame.length)
  decodeMulaw(frame, pcm)
  let energy = 0
  for (const sample of pcm) energy += sample * sample
  return Math.sqrt(energy / Math.max(1, pcm.length)) > 184
}
