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
  for await (const line of linesIn(body)) {
    const { audio_base64: audio, alignment } = chunkIn(line)
    const characters = alignment?.characters ?? []
    const endings = alignment?.character_end_times_seconds ?? []
    const ends = characters.flatMap((character, index) => {
      said += character
      const next = characters[index + 1]
      const seconds = endings[index]
      // A chunk may end within a word: then nothing is told of it here.
      const isEnd = /[\p{L}\p{N}]/u.test(character) && next !== undefined && !/[\p{L}\p{N}'’-]/u.test(next)
      return isEnd && seconds !== undefined ? [{ characters: said.length, seconds }] : []
    })
    yield { audio: typeof audio === 'string' ? Buffer.from(audio, 'base64') : new Uint8Array(0), ends }
  }
}

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
