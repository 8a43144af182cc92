/**
 * Tells frames that come late or twice from those in order, by the stream's own count. A sender that starts to count
 * again is followed after half a second: a caller who is never heard again would be worse than a repeated frame.
 */
export function createFrameOrder(): (sequence: number | null) => boolean {
  let last = -1
  let refused = 0
  return (sequence) => {
    if (sequence === null) return true
    if (sequence <= last && refused < framesToFollow) {
      refused += 1
      return false
    }
    last = sequence
    refused = 0
    return true
  }
}

const framesToFollow = 25
