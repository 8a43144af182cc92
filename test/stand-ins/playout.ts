import { silentFrame } from './recording.ts'

/** Twilio's buffer of what we send: audio plays in real time, a mark comes back when what was before it has played. */
export interface Playout {
  audio(bytes: Uint8Array): void
  mark(name: string): void
  clear(): void
  /** The next 20 ms as the caller hears them. */
  next(): Uint8Array
  /** Milliseconds not yet played. */
  readonly bufferedMs: number
}

/** `onMark` is called when a mark comes back: played, cleared, or at once where nothing is buffered. */
export function createPlayout(onMark: (name: string) => void): Playout {
  let queue: ({ readonly bytes: Uint8Array; at: number } | { readonly mark: string })[] = []
  let buffered = 0
  /** Marks behind audio that is playing just now. */
  let due: string[] = []
  let isPlaying = false

  const giveBack = () => {
    const marks = due
    due = []
    for (const name of marks) onMark(name)
  }

  return {
    audio(bytes) {
      if (bytes.length === 0) return
      queue.push({ bytes, at: 0 })
      buffered += bytes.length
    },
    mark(name) {
      if (queue.length > 0) queue.push({ mark: name })
      else if (isPlaying) due.push(name)
      else onMark(name)
    },
    clear() {
      for (const item of queue) if ('mark' in item) due.push(item.mark)
      queue = []
      buffered = 0
      giveBack()
    },
    next() {
      giveBack()
      if (queue.length === 0) {
        isPlaying = false
        return silentFrame
      }
      const frame = silentFrame.slice()
      let filled = 0
      while (queue.length > 0 && filled < frame.length) {
        const [item] = queue
        if (item === undefined) break
        if ('mark' in item) {
          due.push(item.mark)
          queue.shift()
          continue
        }
        const part = item.bytes.subarray(item.at, item.at + frame.length - filled)
        frame.set(part, filled)
        filled += part.length
        item.at += part.length
        if (item.at >= item.bytes.length) queue.shift()
      }
      // Marks right behind the last byte belong to this frame too.
      for (let head = queue[0]; head !== undefined && 'mark' in head; head = queue[0]) {
        due.push(head.mark)
        queue.shift()
      }
      buffered -= filled
      isPlaying = filled > 0
      if (!isPlaying) giveBack()
      return frame
    },
    get bufferedMs() {
      return buffered / 8
    },
  }
}
