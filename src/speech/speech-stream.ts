import { amplify, gainFor, isSound } from './level.ts'

/** Speech that comes in chunks, on its way to a telephone. */
export interface SpeechStream {
  /** What can be heard already: a new array, possibly empty. */
  push(chunk: Int16Array): Int16Array
  /** The rest. Nothing may be pushed after it. */
  flush(): Int16Array
  /** How many samples of silence were left out before the first sound; null until there was one. */
  readonly skipped: number | null
}

/** The gain is judged by so much speech, and then kept: a gain that changes is heard. */
const judgedByMs = 300
const keep = { beforeMs: 5, afterMs: 60 }

/** Does for a stream what `trimSilence` and `level` do for a recording: no silence at its ends, about −20 dBFS. */
export function createSpeechStream(rateHz: number): SpeechStream {
  let held = new Int16Array(0)
  let started = false
  let gain: number | null = null
  let skipped = 0

  const take = (samples: number): Int16Array => {
    const taken = held.slice(0, samples)
    held = held.slice(samples)
    return amplify(taken, gain ?? 1)
  }

  const skipSilence = (): void => {
    const first = held.findIndex(isSound)
    started = first !== -1
    const before = Math.round((keep.beforeMs * rateHz) / 1000)
    const silence = Math.max(0, (started ? first : held.length) - before)
    skipped += silence
    held = held.slice(silence)
  }

  return {
    get skipped() {
      return started ? skipped : null
    },
    push(chunk) {
      const longer = new Int16Array(held.length + chunk.length)
      longer.set(held)
      longer.set(chunk, held.length)
      held = longer
      if (!started) skipSilence()
      if (!started) return new Int16Array(0)
      if (gain === null) {
        const judged = gainFor(held, rateHz)
        if (judged.soundingMs < judgedByMs) return new Int16Array(0)
        gain = judged.gain
      }
      // A silence may be the last one: it waits for the next sound.
      return take(held.findLastIndex(isSound) + 1)
    },
    flush() {
      if (!started) return new Int16Array(0)
      gain ??= gainFor(held, rateHz).gain
      const after = Math.round((keep.afterMs * rateHz) / 1000)
      return take(Math.min(held.length, held.findLastIndex(isSound) + 1 + after))
    },
  }
}
