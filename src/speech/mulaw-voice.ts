import { decodeMulaw } from '../media/mulaw.ts'
import { createPatience } from './patience.ts'
import { portionTimes } from './portion-times.ts'
import type { SaidTime } from './said-times.ts'
import { SpeechError } from './speech-error.ts'
import { createSpeechStream } from './speech-stream.ts'
import { portions, spokenText } from './spoken-text.ts'
import { statusFault } from './vendor-fault.ts'
import type { Vendor } from './vendor-fault.ts'
import type { VoicePort, VoiceRequest } from './voice.ts'

/** A voice that answers a request with mu-law at 8 kHz, in pieces as they come: nothing is resampled. */
export interface MulawVoice {
  readonly vendor: Vendor
  readonly name: string
  readonly fingerprint: string
  /** Its longest text. */
  readonly mostCharacters: number
  /** What it is asked; throws SpeechError where it does not speak the language. */
  readonly ask: (text: string, how: Pick<VoiceRequest, 'language' | 'rate'>) => Asked
  /** What lies in the answer's body; absent: mu-law and nothing else. May throw SpeechError. */
  readonly read?: (body: AsyncIterable<Uint8Array>) => AsyncIterable<MulawPiece>
  /** The code of an error in what the vendor answered, if that is safe to tell. */
  readonly codeIn?: (body: unknown) => string | undefined
}

/** A piece of what was asked for. */
export interface MulawPiece {
  readonly audio: Uint8Array
  /** Where in the text, and when, words end: seconds from the beginning of the answer's audio. */
  readonly ends?: readonly { readonly characters: number; readonly seconds: number }[]
}

interface Asked {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: object
}

const rateHz = 8000
/** To the first byte, and between one chunk and the next. A caller hears a filler long before. */
const patienceMs = 5000

/** No retries: whoever asks decides what is worth it. */
export function createMulawVoice({
  vendor,
  name,
  fingerprint,
  mostCharacters,
  ask,
  read = audioAlone,
  codeIn,
}: MulawVoice): VoicePort {
  const closing = new AbortController()

  async function* say(asked: Asked, signal: AbortSignal, onTime: (time: SaidTime) => void): AsyncGenerator<Int16Array> {
    const patience = createPatience(patienceMs)
    const stop = AbortSignal.any([signal, patience.signal])
    const speech = createSpeechStream(rateHz)
    /** Not told yet: until the first sound nobody knows how much silence is left out before it. */
    const times: SaidTime[] = []
    const tell = (): void => {
      const { skipped } = speech
      if (skipped === null) return
      for (const { characters, samples } of times.splice(0))
        onTime({ characters, samples: Math.max(0, samples - skipped) })
    }
    try {
      const response = await fetch(asked.url, {
        method: 'POST',
        headers: { ...asked.headers, 'Content-Type': 'application/json' },
        body: JSON.stringify(asked.body),
        redirect: 'error',
        signal: stop,
      })
      if (!response.ok) throw statusFault(vendor, response.status, 'speaking', codeIn?.(await jsonIn(response)))
      if (
        !isAudio(
          response,
          read === audioAlone ? /^(audio\/|application\/octet-stream)/u : /^(application\/(x-nd)?json|text\/)/u,
        )
      )
        throw new SpeechError('unavailable', `${vendor.name}: answered with something else than audio`)
      for await (const { audio, ends = [] } of read(response.body ?? noBody())) {
        patience.rest()
        const pcm = new Int16Array(audio.length)
        decodeMulaw(audio, pcm)
        const piece = speech.push(pcm)
        for (const { characters, seconds } of ends) times.push({ characters, samples: Math.round(seconds * rateHz) })
        tell()
        if (stop.aborted) break
        if (piece.length > 0) yield piece
        patience.renew()
      }
      stop.throwIfAborted()
      const rest = speech.flush()
      if (rest.length > 0) yield rest
    } catch (error) {
      if (signal.aborted) throw new SpeechError('aborted', `${vendor.name}: stopped while speaking`)
      if (patience.signal.aborted) throw new SpeechError('timeout', `${vendor.name}: no audio for ${patienceMs} ms`)
      if (error instanceof SpeechError) throw error
      throw new SpeechError('unavailable', `${vendor.name}: the connection failed while speaking`, { cause: error })
    } finally {
      // Whoever listens may have gone: then the rest of the answer is not fetched.
      patience.end()
    }
  }

  return {
    name,
    fingerprint,
    async *speak({ text, language, rate = 1, signal, onTime }) {
      const stop = AbortSignal.any([closing.signal, ...(signal ? [signal] : [])])
      if (stop.aborted) throw new SpeechError('aborted', `${vendor.name}: stopped before it spoke`)
      const times = portionTimes(text, portions(spokenText(text), mostCharacters), onTime)
      for (const { portion, tell, said } of times) yield* said(say(ask(portion, { language, rate }), stop, tell))
    },
    close: async () => closing.abort(),
  }
}

async function* audioAlone(body: AsyncIterable<Uint8Array>): AsyncGenerator<MulawPiece> {
  for await (const audio of body) yield { audio }
}

async function* noBody(): AsyncGenerator<Uint8Array> {}

function isAudio({ headers }: Response, types: RegExp): boolean {
  const type = headers.get('content-type') ?? ''
  return type === '' || types.test(type)
}

async function jsonIn(response: Response): Promise<unknown> {
  try {
    return await response.json()
  } catch {
    return null
  }
}
