import { MULAW_SILENCE } from '../../../src/media/mulaw.ts'

/** 1 ms of mu-law at 8 kHz: what sound is told apart by here. */
export const bytesPerMs = 8
/** Shorter than speech, so that calls are: 40 ms a character. */
const msPerCharacter = 40
const agentMark = 0xa1
const callerMark = 0xc1

/**
 * Speech whose every millisecond names its text and its place in it, so that whatever is cut out of it can be read again.
 * Texts are numbered as they come; the numbers mean nothing else.
 */
class Speech {
  readonly #mark: number
  readonly #numbers = new Map<string, number>()
  readonly #texts: string[] = []
  readonly #audio = new Map<string, Uint8Array>()

  constructor(mark: number) {
    this.#mark = mark
  }

  audioOf(text: string): Uint8Array {
    const known = this.#audio.get(text)
    if (known !== undefined) return known
    const number = this.numberOf(text)
    const lengthMs = Math.max(200, text.length * msPerCharacter)
    const audio = new Uint8Array(lengthMs * bytesPerMs)
    for (let ms = 0; ms < lengthMs; ms++) {
      audio.set([this.#mark, ...digitsOf(number), ...digitsOf(ms), this.#mark], ms * bytesPerMs)
    }
    if (this.#audio.size > 2000) this.#audio.clear()
    this.#audio.set(text, audio)
    return audio
  }

  numberOf(text: string): number {
    const known = this.#numbers.get(text)
    if (known !== undefined) return known
    this.#numbers.set(text, this.#texts.length)
    return this.#texts.push(text) - 1
  }

  textOf(number: number): string {
    return this.#texts[number] ?? ''
  }

  /** What this millisecond is of; null where it is not of this voice. */
  read(audio: Uint8Array, at: number): { readonly text: string; readonly number: number; readonly ms: number } | null {
    if (audio[at] !== this.#mark || audio[at + 7] !== this.#mark) return null
    const number = readDigits(audio, at + 1)
    return { text: this.textOf(number), number, ms: readDigits(audio, at + 4) }
  }
}

/** Digits that come out of linear samples as they went in: mu-law has two zeros, and 0x7F is the one that does not. */
const base = 0x7f

function digitsOf(number: number): [number, number, number] {
  return [Math.floor(number / base / base), Math.floor(number / base) % base, number % base]
}

function readDigits(audio: Uint8Array, at: number): number {
  return (audio[at]! * base + audio[at + 1]!) * base + audio[at + 2]!
}

/** Ours, and the caller's. */
export const agentSpeech = new Speech(agentMark)
export const callerSpeech = new Speech(callerMark)

/** A line's frames here are longer than Twilio's 20 ms, for speed. */
export const frameMs = 60
const frameBytes = frameMs * bytesPerMs

const frames = new Map<string, readonly string[]>()

/** What the caller says as the line sends it: frames in base64, the last one filled up with silence. */
export function framesOf(text: string): readonly string[] {
  const known = frames.get(text)
  if (known !== undefined) return known
  const audio = callerSpeech.audioOf(text)
  const made: string[] = []
  for (let at = 0; at < audio.length; at += frameBytes) {
    const frame = Buffer.alloc(frameBytes, MULAW_SILENCE)
    frame.set(audio.subarray(at, at + frameBytes))
    made.push(frame.toString('base64'))
  }
  frames.set(text, made)
  return made
}

export const silentFrame = Buffer.alloc(frameBytes, MULAW_SILENCE).toString('base64')

/** Of a voice's audio in base64: its text, where in it, and how long. Null where it is nobody's. */
export function readPayload(
  payload: string,
): { readonly text: string; readonly fromMs: number; readonly ms: number } | null {
  const padding = payload.endsWith('==') ? 2 : payload.endsWith('=') ? 1 : 0
  const bytes = (payload.length / 4) * 3 - padding
  const first = agentSpeech.read(Buffer.from(payload.slice(0, 12), 'base64'), 0)
  return first === null ? null : { text: first.text, fromMs: first.ms, ms: bytes / bytesPerMs }
}
