import { createHash } from 'node:crypto'
import { SpeechError } from '../speech/speech-error.ts'
import { addTime } from '../speech/said-times.ts'
import type { SaidTime } from '../speech/said-times.ts'
import type { VoicePort } from '../speech/voice.ts'
import { BYTES_PER_MS, encodeMulaw } from './mulaw.ts'
import type { PromptShelf } from './prompt-shelf.ts'
import { shelved } from './shelved-prompt.ts'
import type { Spoken } from './shelved-prompt.ts'
import { sayAloud, soundsLike, type Words } from './say-aloud.ts'

/** A text to be spoken, whose audio is always the same. */
type Prompt = Words

/** Rendered prompts, as mu-law, under a hash of the voice's fingerprint, the language and what is said. */
export interface PromptCache {
  /** What is in memory, or on its way; null if nobody has asked for it to be rendered. Never starts to render. */
  find(prompt: Prompt): Uint8Array | Promise<Uint8Array> | null
  /** Renders it unless it is kept or on its way already. Rejects with the voice's error, and then keeps nothing. */
  render(prompt: Prompt): Promise<Uint8Array>
  /**
   * Renders what a flow says that does not depend on the call, one after another, so that calls go before it. Resolves
   * to what could not be rendered: those are tried again when they are said.
   */
  prepare(prompts: readonly Prompt[]): Promise<readonly PromptFailure[]>
  /** What has been said where in what is in memory; none where its voice did not tell. */
  timesOf(prompt: Prompt): readonly SaidTime[]
  /** How long it lasts when spoken; null if that is not known yet. */
  durationMs(prompt: Prompt): number | null
  readonly bytes: number
}

interface PromptFailure {
  readonly prompt: Prompt
  readonly error: unknown
}

export interface PromptCacheOptions {
  readonly voice: VoicePort
  /** In memory; 64 MiB unless told, which is two hours and a quarter of speech. What was not used longest goes first. */
  readonly maxBytes?: number
  /** Keeps what was rendered for the next start. */
  readonly shelf?: PromptShelf
}

/** For prompts without a caller's words or values in them: these are never to be kept. */
export function createPromptCache({ voice, maxBytes = 64 * 2 ** 20, shelf }: PromptCacheOptions): PromptCache {
  /** In the order of their last use. */
  const kept = new Map<string, Spoken>()
  const onTheirWay = new Map<string, Promise<Uint8Array>>()
  let bytes = 0

  function keyOf(prompt: Prompt): string {
    return createHash('sha256')
      .update(JSON.stringify([voice.fingerprint, ...soundsLike(prompt)]))
      .digest('hex')
  }

  function find(prompt: Prompt): Uint8Array | Promise<Uint8Array> | null {
    const key = keyOf(prompt)
    const spoken = kept.get(key)
    if (spoken === undefined) return onTheirWay.get(key) ?? null
    kept.delete(key)
    kept.set(key, spoken)
    return spoken.audio
  }

  function keep(key: string, spoken: Spoken): void {
    if (spoken.audio.length > maxBytes) return
    kept.set(key, spoken)
    bytes += spoken.audio.length
    for (const [oldest, { audio }] of kept) {
      if (bytes <= maxBytes) return
      kept.delete(oldest)
      bytes -= audio.length
    }
  }

  const speak = (prompt: Prompt): Promise<Spoken> => speakAll(voice.keeps ?? voice, prompt)

  function render(prompt: Prompt): Promise<Uint8Array> {
    const found = find(prompt)
    if (found !== null) return Promise.resolve(found)
    const key = keyOf(prompt)
    const coming = (shelf === undefined ? speak(prompt) : shelved(shelf, key, () => speak(prompt)))
      .then((spoken) => {
        keep(key, spoken)
        return spoken.audio
      })
      .finally(() => onTheirWay.delete(key))
    onTheirWay.set(key, coming)
    return coming
  }

  return {
    find,
    render,
    async prepare(prompts) {
      const failures: PromptFailure[] = []
      for (const prompt of prompts) {
        try {
          await render(prompt)
        } catch (error) {
          failures.push({ prompt, error })
        }
      }
      return failures
    },
    timesOf: (prompt) => kept.get(keyOf(prompt))?.times ?? [],
    durationMs(prompt) {
      const spoken = kept.get(keyOf(prompt))
      return spoken === undefined ? null : spoken.audio.length / BYTES_PER_MS
    },
    get bytes() {
      return bytes
    },
  }
}

async function speakAll(voice: Pick<VoicePort, 'speak' | 'readsSsml'>, prompt: Prompt): Promise<Spoken> {
  const pieces: Int16Array[] = []
  const times: SaidTime[] = []
  let samples = 0
  for await (const piece of sayAloud(voice, prompt, undefined, (time) => addTime(times, time))) {
    pieces.push(piece)
    samples += piece.length
  }
  if (samples === 0 && prompt.text.trim() !== '')
    throw new SpeechError('unavailable', 'The voice gave no audio for a text.')
  const mulaw = new Uint8Array(samples)
  let at = 0
  for (const piece of pieces) {
    encodeMulaw(piece, mulaw, at)
    at += piece.length
  }
  return { audio: mulaw, times }
}
