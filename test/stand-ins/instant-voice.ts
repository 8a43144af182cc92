import { BYTES_PER_MS, MULAW_SILENCE, decodeMulaw, encodeMulaw } from '../../src/media/mulaw.ts'
import { SPOKEN_MS_PER_CHARACTER } from '../../engine/hearing/heard-text.ts'
import { SpeechError } from '../../src/speech/speech-error.ts'
import type { VoicePort } from '../../src/speech/voice.ts'

/** A voice without delay that can be read back: what of a text came out of a line is text again. */
export interface InstantVoice extends VoicePort {
  /**
   * What 20 ms frames of a line say, to the last whole character. Silence in between is " | ", and audio that is not this
   * voice's is "?".
   */
  textOf(frames: Iterable<Uint8Array>): string
  /** Reads one line as it goes on: takes the frames that have come, and returns all of the text so far. */
  reader(): (frames: Iterable<Uint8Array>) => string
  /** Every text that was to be spoken, in order: a prompt from the cache is not among them. */
  readonly asked: readonly string[]
  /** The pace of each. */
  readonly rates: readonly number[]
  /** From now on every text fails with this, or none does (null). */
  fail(error: SpeechError | null): void
}

/** 20 ms, as lines carry them. */
const frameBytes = 20 * BYTES_PER_MS
const framesPerCharacter = SPOKEN_MS_PER_CHARACTER / 20
/** A sine's peak over its RMS of −20 dBFS. */
const peak = 32_768 * 0.1 * Math.SQRT2

/** Each character is a tone of its own, 60 ms long, so that a cut in the middle of a word can be seen. */
export function createInstantVoice(): InstantVoice {
  const tones = new Map<string, Int16Array>()
  const characters = new Map<string, { readonly character: string; readonly isLast: boolean }>()
  const asked: string[] = []
  const rates: number[] = []
  let failure: SpeechError | null = null

  function toneOf(character: string): Int16Array {
    const known = tones.get(character)
    if (known !== undefined) return known
    // No whole number of waves fits a frame: the frames of a character differ from each other.
    const hz = 311.7 + ((character.codePointAt(0) ?? 0) % 200) * 13
    const length = SPOKEN_MS_PER_CHARACTER * BYTES_PER_MS
    const tone = Int16Array.from({ length }, (_, i) => Math.round(peak * Math.sin((2 * Math.PI * hz * (i + 1)) / 8000)))
    tones.set(character, tone)
    const mulaw = new Uint8Array(length)
    encodeMulaw(tone, mulaw)
    for (let n = 0; n < framesPerCharacter; n++) {
      const key = keyOf(mulaw.subarray(n * frameBytes, (n + 1) * frameBytes))
      characters.set(key, { character, isLast: n === framesPerCharacter - 1 })
    }
    return tone
  }

  function reader(): (frames: Iterable<Uint8Array>) => string {
    // Also what another voice of this kind has said, in another process.
    for (let code = 32; code < 127; code++) toneOf(String.fromCodePoint(code))
    let text = ''
    let isGap = false
    return (frames) => {
      for (const frame of frames) {
        if (isSilent(frame)) {
          isGap = text !== ''
          continue
        }
        if (isGap) text += ' | '
        isGap = false
        const known = characters.get(keyOf(frame))
        if (known === undefined) text += text.endsWith('?') ? '' : '?'
        else if (known.isLast) text += known.character
      }
      return text
    }
  }

  return {
    name: 'instant (tones)',
    fingerprint: 'instant-tones-1',
    asked,
    rates,
    fail(error) {
      failure = error
    },
    async *speak({ text, rate = 1, signal, onTime }) {
      asked.push(text)
      rates.push(rate)
      const check = (): void => {
        if (signal?.aborted === true) throw new SpeechError('aborted', 'Nobody wants it said any more.')
        if (failure !== null) throw failure
      }
      check()
      const spoken = text.trim()
      // In pieces, as a voice gives them.
      let samples = 0
      for (let at = 0; at < spoken.length; at += piece) {
        const pcm = joined(Array.from(spoken.slice(at, at + piece), toneOf).flatMap((tone) => paced(tone, rate)))
        samples += pcm.length
        yield pcm
        check()
      }
      if (samples > 0) onTime?.({ characters: text.length, samples })
    },
    textOf: (frames) => reader()(frames),
    reader,
    async close() {},
  }
}

/** A slower character has a frame in its middle twice: it is read back as the same. */
function paced(tone: Int16Array, rate: number): readonly Int16Array[] {
  const frame = frameBytes
  return rate < 1 ? [tone.subarray(0, 2 * frame), tone.subarray(frame)] : [tone]
}

/** Characters in a piece. */
const piece = 16

function joined(parts: readonly Int16Array[]): Int16Array {
  const whole = new Int16Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

function keyOf(frame: Uint8Array): string {
  // Both are silence, and a recording does not tell them apart.
  return Buffer.from(frame.map((byte) => (byte === 0x7f ? MULAW_SILENCE : byte))).toString('latin1')
}

function isSilent(frame: Uint8Array): boolean {
  if (frame.every((byte) => byte === MULAW_SILENCE)) return true
  const pcm = new Int16Array(frame.length)
  decodeMulaw(frame, pcm)
  return pcm.every((sample) => Math.abs(sample) < 64)
}
