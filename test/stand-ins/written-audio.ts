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

/** The words that are written in audio, in order. */
export function wordsIn(audio: Buffer): string {
  const words: string[] = []
  for (let from = audio.indexOf(begin); from !== -1; from = audio.indexOf(begin, from + 1))
    words.push(audio.subarray(from + 1, audio.indexOf(end, from)).toString())
  return words.join(' ')
}
