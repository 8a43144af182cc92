import { SpeechError } from '../speech/speech-error.ts'
import type { VoicePort } from '../speech/voice.ts'
import type { Stretch } from '../../engine/prompts/spoken-form.ts'
import { SPOKEN_MS_PER_CHARACTER, heardText, slowerRate } from '../../engine/hearing/heard-text.ts'
import { BYTES_PER_MS, encodeMulaw, MULAW_SILENCE } from './mulaw.ts'
import { keptParts } from './kept-parts.ts'
import type { PromptCache } from './prompt-cache.ts'
import { sayAloud, stretchesToHear } from './say-aloud.ts'
import type { SoundFiles } from './sound-files.ts'

/** A bound on a voice that does not come to an end. No prompt worth hearing is longer. */
const LONGEST_MS = 180_000

/** Between two sentences of which one is kept: both come without the silence at their ends. */
const SEAM = new Uint8Array(250 * BYTES_PER_MS).fill(MULAW_SILENCE)

/** What is to be said. */
export interface SayRequest {
  /** Unique in the call. */
  readonly id: string
  readonly text: string
  /** BCP 47. */
  readonly language: string
  /** The text with markup; `text` is its words. */
  readonly ssml?: string
  /** More slowly than usual; a recording is played as it is. */
  readonly slower?: boolean
  /** A recording of the text, played instead; from this part of it on (0–1), where it was broken off. */
  readonly audio?: { readonly name: string; readonly from: number }
}

/** One thing to say on its way to the line: what is rendered of it, how much was sent, how much was heard. */
export class Utterance {
  readonly request: SayRequest
  readonly saidAt: number
  /** `dropped` once nobody wants it any more, whatever its voice still does. */
  state: 'waiting' | 'rendering' | 'rendered' | 'failed' | 'dropped' = 'waiting'
  error: Error | null = null
  /** When the voice last gave something (or was asked): a voice that stalls is given up. */
  renderedAt: number
  sentBytes = 0
  heardBytes = 0
  /** All of it, with its last mark, is with the line. */
  sent = false
  /** When its last audio will have been played, once it is sent. */
  endsAt = Infinity
  private renderedBytes = 0
  private readonly pieces: Uint8Array[] = []
  private usedOfFirst = 0
  /** Whoever is asked to say it now; the first of them that gives something says it, the others are stopped. */
  private readonly tries: { readonly stop: AbortController; error: Error | null; isOver: boolean }[] = []
  private said: number | null = null
  private stretches: readonly Stretch[] | null = null

  constructor(request: SayRequest, now: number) {
    this.request = request
    this.saidAt = now
    this.renderedAt = now
  }

  /** Starts to render, from the cache at once if it can. `changed` is called when there is more of it, and at its end. */
  render(
    voice: VoicePort,
    { prompts, sounds }: { readonly prompts: PromptCache | null; readonly sounds: SoundFiles | null },
    now: () => number,
    changed: () => void,
  ): void {
    this.state = 'rendering'
    this.renderedAt = now()
    const { audio } = this.request
    if (audio === undefined || sounds === null) return this.renderWords(voice, prompts, now, changed)
    const recording = sounds.find(audio.name)
    if (recording !== null) return this.play(recording, changed)
    void sounds.load(audio.name).then(
      (recording) => this.state === 'rendering' && this.play(recording, changed),
      // Whoever made the sound files has been told; the caller hears the words.
      () => this.state === 'rendering' && this.renderWords(voice, prompts, now, changed),
    )
  }

  private play(recording: Uint8Array, changed: () => void): void {
    const from = Math.floor(recording.length * (this.request.audio?.from ?? 0))
    this.add(recording.subarray(from))
    this.state = 'rendered'
    changed()
  }

  private renderWords(voice: VoicePort, prompts: PromptCache | null, now: () => number, changed: () => void): void {
    this.renderedAt = now()
    const kept = prompts?.find(this.request) ?? null
    if (this.request.text.trim() === '' || kept instanceof Uint8Array) {
      if (kept instanceof Uint8Array) this.add(kept)
      this.state = 'rendered'
      return changed()
    }
    this.try(
      (take, signal) =>
        kept === null ? this.speak(voice, take, signal, prompts) : kept.then((audio) => void take(audio)),
      now,
      changed,
      () => kept === null && this.keepSlower(prompts),
    )
  }

  /**
   * Asks this voice, too, where nothing has been given so far: whichever gives something first says it. For a voice that
   * is late or has failed; another late one is given up with this.
   */
  tryAgain(voice: VoicePort, now: () => number, changed: () => void): void {
    this.state = 'rendering'
    this.error = null
    this.renderedAt = now()
    this.try((take, signal) => this.speak(voice, take, signal), now, changed)
  }

  /** How many have been asked to say it. */
  get asked(): number {
    return this.tries.length
  }

  /** Something of it has been given. */
  get hasBegun(): boolean {
    return this.renderedBytes > 0
  }

  private try(
    render: (take: (piece: Uint8Array) => boolean, signal: AbortSignal) => Promise<void>,
    now: () => number,
    changed: () => void,
    rendered: () => void = () => {},
  ): void {
    const number = this.tries.length
    const one = { stop: new AbortController(), error: null as Error | null, isOver: false }
    this.tries.push(one)
    const take = (piece: Uint8Array): boolean => {
      if (this.state !== 'rendering' || (this.said !== null && this.said !== number)) return false
      if (piece.length > 0 && this.said === null) {
        this.said = number
        for (const other of this.tries) if (other !== one) other.stop.abort()
      }
      this.add(piece)
      this.renderedAt = now()
      changed()
      return true
    }
    const over = (error: Error | null): void => {
      one.isOver = true
      one.error = error
      if (this.state !== 'rendering') return
      if (this.said === number && error === null) {
        this.state = 'rendered'
        changed()
        return rendered()
      }
      // Of several that have given nothing the last one to fail is the failure.
      if (this.said !== number && (this.said !== null || this.tries.some(({ isOver }) => !isOver))) return
      this.state = 'failed'
      this.error = error ?? new SpeechError('unavailable', 'The voice gave no audio for a text.')
      changed()
    }
    void render(take, one.stop.signal).then(
      () => over(null),
      (error: unknown) => over(asError(error)),
    )
  }

  /** What is kept at the usual pace may be kept at this one, too: the next caller who asks for it need not wait. */
  private keepSlower(prompts: PromptCache | null): void {
    const { slower, ...usual } = this.request
    if (slower !== true || prompts === null || prompts.find(usual) === null) return
    prompts.render(this.request).catch(() => {})
  }

  /** Nobody wants it any more. */
  drop(): void {
    this.state = 'dropped'
    this.pieces.length = 0
    for (const { stop } of this.tries) stop.abort()
  }

  /** Gives up on it. */
  fail(error: Error): void {
    this.drop()
    this.state = 'failed'
    this.error = error
  }

  get unsentBytes(): number {
    return this.renderedBytes - this.sentBytes
  }

  get playedMs(): number {
    return this.heardBytes / BYTES_PER_MS
  }

  /** Exact once it is rendered; before, from the length of the text. */
  get totalMs(): number {
    const renderedMs = this.renderedBytes / BYTES_PER_MS
    if (this.state === 'rendered') return renderedMs
    const characters = this.toHear.reduce((sum, { said }) => sum + said.length, 0)
    const rate = this.request.slower === true ? slowerRate : 1
    return Math.max(renderedMs, (characters * SPOKEN_MS_PER_CHARACTER) / rate)
  }

  get heard(): string {
    return heardText(this.request.text, this.request.language, this.playedMs, this.totalMs, this.toHear)
  }

  private get toHear(): readonly Stretch[] {
    return (this.stretches ??= stretchesToHear(this.request))
  }

  /** The next audio, `bytes` of it or what there is. A view where it can be: not to be changed. */
  take(bytes: number): Uint8Array {
    const wanted = Math.min(bytes, this.unsentBytes)
    this.sentBytes += wanted
    const first = this.pieces[0]
    if (first !== undefined && first.length - this.usedOfFirst >= wanted) return this.takeFirst(wanted)
    const joined = new Uint8Array(wanted)
    for (let at = 0; at < wanted;) {
      const part = this.takeFirst(Math.min(wanted - at, this.pieces[0]!.length - this.usedOfFirst))
      joined.set(part, at)
      at += part.length
    }
    return joined
  }

  private takeFirst(bytes: number): Uint8Array {
    const first = this.pieces[0]!
    const part = first.subarray(this.usedOfFirst, this.usedOfFirst + bytes)
    this.usedOfFirst += bytes
    if (this.usedOfFirst === first.length) {
      this.pieces.shift()
      this.usedOfFirst = 0
    }
    return part
  }

  private add(mulaw: Uint8Array): void {
    if (mulaw.length === 0) return
    this.pieces.push(mulaw)
    this.renderedBytes += mulaw.length
  }

  private async speak(
    voice: VoicePort,
    take: (piece: Uint8Array) => boolean,
    signal: AbortSignal,
    prompts: PromptCache | null = null,
  ): Promise<void> {
    // Played once the voice has begun with what follows: where it fails first, all of it is still tried another way.
    const held: Uint8Array[] = []
    const takeHeld = (): boolean => held.splice(0).every(take)
    for (const [at, part] of keptParts(this.request, prompts).entries()) {
      if (at > 0) held.push(SEAM)
      if ('kept' in part) held.push(part.kept)
      else await this.speakPart(voice, part.text, (piece) => takeHeld() && take(piece), signal)
    }
    takeHeld()
  }

  private async speakPart(
    voice: VoicePort,
    text: string,
    take: (piece: Uint8Array) => boolean,
    signal: AbortSignal,
  ): Promise<void> {
    for await (const pcm of sayAloud(voice, { ...this.request, text }, signal)) {
      const mulaw = new Uint8Array(pcm.length)
      encodeMulaw(pcm, mulaw)
      if (!take(mulaw)) return
      if (this.renderedBytes > LONGEST_MS * BYTES_PER_MS) {
        for (const { stop } of this.tries) stop.abort()
        throw new SpeechError('unavailable', `The voice went on for more than ${LONGEST_MS / 1000} s without an end.`)
      }
    }
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new SpeechError('unavailable', 'The voice failed.', { cause: error })
}
