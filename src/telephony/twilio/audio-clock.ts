/**
 * A stream's own audio time, from its first frame, in milliseconds; never goes back. Twilio stamps frames in milliseconds
 * and a SIP bridge in samples; nothing says which, but in samples no step is ever as small as 20. So the first frames
 * are timed by their length, and the smallest step among them tells the unit.
 */
export function createAudioClock(): (timestamp: number | null, bytes: number) => number {
  let atMs = 0
  let counted = 0
  let first: number | null = null
  let last: number | null = null
  let smallestStep = Infinity
  let frames = 0

  return (timestamp, bytes) => {
    frames += 1
    const startOfFrame = counted
    counted += bytes / bytesPerMs
    if (timestamp === null) return (atMs = Math.max(atMs, startOfFrame))
    first ??= timestamp
    if (last !== null && timestamp > last) smallestStep = Math.min(smallestStep, timestamp - last)
    last = timestamp
    if (frames <= framesToLearn) return (atMs = Math.max(atMs, startOfFrame))
    const perMs = smallestStep >= samplesStep ? bytesPerMs : 1
    // The stamps lead: they know of frames that were never sent. The count goes on from them, should they stop.
    const stamped = (timestamp - first) / perMs
    atMs = Math.max(atMs, Math.min(stamped, atMs + longestGapMs))
    counted = Math.max(counted, atMs + bytes / bytesPerMs)
    return atMs
  }
}

/** mu-law at 8 kHz. */
const bytesPerMs = 8
const framesToLearn = 6
/** Between a frame's 20 (±2) milliseconds and its 160 samples. */
const samplesStep = 100
/** A stamp further ahead is a fault of the sender, not a pause. */
const longestGapMs = 4 * 60 * 60 * 1000
