import { MULAW_SILENCE } from '../media/mulaw.ts'

/** 20 ms at 8 kHz. */
export const frameBytes = 160
export const silentFrame: Uint8Array = new Uint8Array(frameBytes).fill(MULAW_SILENCE)

/** What a line has been sent and has not played yet: audio in real time; a mark comes back when what was before it has played. */
export class Playout {
  readonly #onMark: (name: string) => void
  #queue: ({ readonly audio: Uint8Array; at: number } | { readonly mark: string })[] = []

  constructor(onMark: (name: string) => void) {
    this.#onMark = onMark
  }

  audio(audio: Uint8Array): void {
    if (audio.length > 0) this.#queue.push({ audio, at: 0 })
  }

  mark(name: string): void {
    if (this.#queue.length === 0) this.#onMark(name)
    else this.#queue.push({ mark: name })
  }

  /** Forgets what has not been heard; its marks come back at once, as Twilio gives them. */
  clear(): void {
    const marks = this.#queue.flatMap((item) => ('mark' in item ? [item.mark] : []))
    this.#queue = []
    for (const name of marks) this.#onMark(name)
  }

  /** The next 20 ms, as they are heard. */
  next(): Uint8Array {
    const frame = silentFrame.slice()
    for (let filled = 0; filled < frame.length;) {
      const [item] = this.#queue
      if (item === undefined) break
      if ('mark' in item) {
        this.#queue.shift()
        this.#onMark(item.mark)
        continue
      }
      const part = item.audio.subarray(item.at, item.at + frame.length - filled)
      frame.set(part, filled)
      filled += part.length
      item.at += part.length
      if (item.at >= item.audio.length) this.#queue.shift()
    }
    return frame
  }
}
