import type { MulawPiece } from '../mulaw-voice.ts'
import { SpeechError } from '../speech-error.ts'

/** A line of the answer. https://elevenlabs.io/docs/api-reference/text-to-speech/stream-with-timestamps */
interface AlignedChunk {
  readonly audio_base64?: unknown
  readonly alignment?: {
    readonly characters?: readonly string[]
    readonly character_end_times_seconds?: readonly number[]
  } | null
}

/** A chunk is some seconds of audio; what is longer is no line of theirs. */
const longestLine = 4 << 20

/** Audio and the ends of words out of JSON objects, a line each. Throws SpeechError where a line is something else. */
export async function* readAlignedAudio(body: AsyncIterable<Uint8Array>): AsyncGenerator<MulawPiece> {
  let said = ''
  /** The end of what may be a word: the next character tells, which may come with the next chunk. */
  let last: { readonly characters: number; readonly seconds: number } | null = null
  for await (const line of linesIn(body)) {
    const { audio_base64: audio, alignment } = chunkIn(line)
    const ends: { readonly characters: number; readonly seconds: number }[] = []
    const endings = alignment?.character_end_times_seconds ?? []
    for (const [index, character] of (alignment?.characters ?? []).entries()) {
      said += character
      const seconds = endings[index]
      if (last !== null && !inWords.test(character)) ends.push(last)
      last = seconds !== undefined && inWords.test(character) ? { characters: said.length, seconds } : null
    }
    yield { audio: typeof audio === 'string' ? Buffer.from(audio, 'base64') : new Uint8Array(0), ends }
  }
}

/** "o'clock", "twenty-one". */
const inWords = /[\p{L}\p{N}'’-]/u

function chunkIn(line: string): AlignedChunk {
  try {
    const value: unknown = JSON.parse(line)
    if (typeof value === 'object' && value !== null) return value
  } catch {
    // Told below.
  }
  throw new SpeechError('unavailable', 'ElevenLabs: answered with something else than audio')
}

/** Also as an event stream has them, which some proxies make of it. */
async function* linesIn(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  const read = (line: string): string => line.trim().replace(/^data:\s*/u, '')
  for await (const bytes of body) {
    rest += decoder.decode(bytes, { stream: true })
    const lines = rest.split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > longestLine) throw new SpeechError('unavailable', 'ElevenLabs: sent a line without an end')
    for (const line of lines) if (read(line) !== '') yield read(line)
  }
  if (read(rest) !== '') yield read(rest)
}
