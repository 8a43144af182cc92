import { decodeMulawByte } from '../../media/mulaw.ts'

/** A longer turn is recognised by its first half minute: nobody says more in answer to a closed question. */
const mostBytes = 30 * 8000
/** −45 dBFS, below which our voice activity does not hear a voice either. */
const quietRms = 32768 * 10 ** (-45 / 20)

/** The audio of a turn so far: mu-law, 8 kHz. */
export class Utterance {
  #audio = new Uint8Array(8000)
  #length = 0
  #soundUntil = 0

  /** Copies the frame. */
  add(frame: Uint8Array): void {
    const room = Math.min(frame.length, mostBytes - this.#length)
    if (room <= 0) return
    if (this.#length + room > this.#audio.length) {
      const larger = new Uint8Array(Math.max(this.#audio.length * 2, this.#length + room))
      larger.set(this.#audio.subarray(0, this.#length))
      this.#audio = larger
    }
    this.#audio.set(frame.subarray(0, room), this.#length)
    this.#length += room
    if (!isQuiet(frame)) this.#soundUntil = this.#length
  }

  /** Grows with every frame that is not quiet: the same number, the same words. */
  get soundUntil(): number {
    return this.#soundUntil
  }

  /** A copy of all there is. */
  audio(): Uint8Array {
    return this.#audio.slice(0, this.#length)
  }
}

function isQuiet(frame: Uint8Array): boolean {
  let energy = 0
  for (const byte of frame) energy += decodeMulawByte(byte) ** 2
  return energy <= quietRms * quietRms * frame.length
}
