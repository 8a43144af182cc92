const begin = 0x02
const end = 0x03

/** 20 ms frames of "mu-law" in which the words are written, with silence around them. */
export function writtenFrames(text: string): Uint8Array[] {
  const silence = writtenSilence(300)
  const frame = new Uint8Array(160).fill(0xff)
  frame.set([begin, ...new TextEncoder().encode(text), end])
  return [...silence, frame, ...writtenSilence(100)]
}

/** Frames of a silent line. */
export function writtenSilence(ms: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(ms / 20) }, () => new Uint8Array(160).fill(0xff))
}

/** Speech that a detector of voice hears as such, with words written into the middle of it. */
export function writtenInto(speech: Uint8Array, text: string): Uint8Array {
  const written = speech.slice()
  written.set([begin, ...new TextEncoder().encode(text), end], Math.floor(speech.length / 2))
  return written
}

/** The words that are written in audio, in order. */
export function wordsIn(audio: Buffer): string {
  const words: string[] = []
  for (let from = audio.indexOf(begin); from !== -1; from = audio.indexOf(begin, from + 1)) {
    const text = audio.subarray(from + 1, Math.max(from + 1, audio.indexOf(end, from))).toString()
    // Speech has such bytes as well.
    if (/^[\w' ]+$/u.test(text)) words.push(text)
  }
  return words.join(' ')
}

/** The next 20 ms, or more where words go on behind them; null where there is not enough yet. */
export function nextPiece(audio: Buffer): Buffer | null {
  const begun = audio.subarray(0, 160).lastIndexOf(begin)
  const isCut = begun !== -1 && audio.subarray(begun, 160).indexOf(end) === -1
  const bytes = isCut ? 320 : 160
  return audio.length < bytes ? null : audio.subarray(0, bytes)
}
