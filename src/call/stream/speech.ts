import { createMouth, type Mouth } from '../../media/mouth.ts'
import type { Line } from '../../telephony/line.ts'
import { isCover } from './cover-id.ts'
import type { Notice } from '../observer.ts'
import type { Services } from '../services.ts'
import { SPOKEN_MS_PER_CHARACTER } from '../../../engine/hearing/heard-text.ts'
import { unheardOf } from '../../../engine/hearing/unheard.ts'

/** What is to be said; what of it the caller has heard before, where it was broken off, is not said again. */
interface Spoken {
  readonly id: string
  readonly text: string
  readonly language: string
  /** The text with markup. */
  readonly ssml?: string
  /** The name of a recording of the text. */
  readonly audio?: string
  readonly slower?: boolean
  /** Keys that are sent first, as tones. */
  readonly press?: string
  readonly heardBefore: number
}

/** An utterance that was broken into, and what of it was heard. */
export interface Cut {
  readonly id: string
  readonly heard: string
}

export interface SpeechHost {
  /** Something is about to be said. */
  started(id: string): void
  /** The utterance was heard to its end, or could not be said. */
  played(id: string): void
  /** It could not be said, or not to its end: before `played`. */
  failed?(id: string, error: Error): void
  firstAudio(id: string, at: number): void
  notice(notice: Notice): void
}

/** Marks tell what was heard up to half a second late, and audio is sent 300 ms ahead: so much more may be sounding. */
const soundingMs = 1500

/**
 * What we say on one stream. What the caller breaks into can be held: it is silent at once, and either let go, when the
 * interruption was one, or taken up again at the word, when it was none.
 */
export class Speech {
  readonly #mouth: Mouth
  readonly #host: SpeechHost
  /** The newest; an older one may still be playing. */
  #spoken: Spoken | null = null
  /** What was heard of it when it was held; null while it is not. */
  #heldAt: string | null = null
  /** What was said before it, in order. */
  #said = ''

  constructor(
    line: Line,
    {
      clock,
      voice,
      fallbackVoice,
      prompts,
      wheel,
      sounds,
    }: Pick<Services, 'clock' | 'voice' | 'fallbackVoice' | 'prompts' | 'wheel' | 'sounds'>,
    host: SpeechHost,
  ) {
    this.#host = host
    this.#mouth = createMouth({
      line,
      voice,
      ...(fallbackVoice === undefined ? {} : { fallback: fallbackVoice }),
      prompts,
      ...(sounds === undefined ? {} : { sounds }),
      wheel,
      clock,
      onPlayed: (id) => this.#played(id),
      onFailed: (id, error) => {
        host.notice({ type: 'fault', where: 'voice', error })
        host.failed?.(id, error)
        this.#played(id)
      },
      onFirstAudio: ({ id, at }) => host.firstAudio(id, at),
      onSent: (mulaw, at) => host.notice({ type: 'sent', mulaw, at }),
    })
  }

  get isSpeaking(): boolean {
    return this.#mouth.position() !== null
  }

  /** What is being said only covers a wait, and nothing follows it. */
  get isCovering(): boolean {
    return this.#spoken !== null && isCover(this.#spoken.id) && this.isSpeaking
  }

  /** How many characters were heard so far on this stream. */
  get position(): number {
    return this.#said.length + this.#heard().length
  }

  /** What was said from a position on, with what may be sounding just now. */
  since(position: number): string {
    const sounding = this.#spoken?.text.slice(0, this.#heard().length + soundingMs / SPOKEN_MS_PER_CHARACTER) ?? ''
    return (this.#said + sounding).slice(position)
  }

  /** Says it, after what is still being said. What was held is over. */
  say({ id, text, language, ssml, audio, slower, press }: Omit<Spoken, 'heardBefore'>): void {
    // What is still being said is said to its end.
    if (this.isSpeaking && this.#spoken !== null) this.#said += `${this.#spoken.text} `
    else this.#isSaid()
    this.#heldAt = null
    const how = {
      ...(ssml === undefined ? {} : { ssml }),
      ...(audio === undefined ? {} : { audio }),
      ...(slower === undefined ? {} : { slower }),
      ...(press === undefined ? {} : { press }),
    }
    this.#speak({ id, text, language, ...how, heardBefore: 0 })
  }

  /** Stops at once, and what was left is forgotten. */
  clear(): void {
    this.#isSaid()
    this.#heldAt = null
    this.#spoken = null
    this.#mouth.clear()
  }

  /** Stops at once, and keeps what was left. */
  hold(): void {
    const cut = this.#mouth.clear()
    if (this.#spoken !== null) this.#heldAt = heardOf(this.#spoken, cut)
  }

  /** What is held now. */
  get held(): Cut | null {
    if (this.#heldAt === null || this.#spoken === null) return null
    return { id: this.#spoken.id, heard: this.#heldAt }
  }

  /** What was held is over: which utterance it was, and what of it was heard. Null where nothing was held. */
  letGo(): Cut | null {
    const cut = this.held
    if (cut === null) return null
    this.#isSaid()
    this.#heldAt = null
    this.#spoken = null
    return cut
  }

  /** Says the rest of what was held, if anything was. */
  takeUp(): void {
    const heard = this.#heldAt
    this.#heldAt = null
    if (heard === null || this.#spoken === null) return
    const rest = this.#spoken.text.slice(heard.length)
    // What closes the word that was heard is not the beginning of a sentence.
    const next = rest.replace(/^[\s.,;:!?…]+/u, '')
    if (next === '') return this.#played(this.#spoken.id)
    this.#speak({ ...this.#spoken, heardBefore: heard.length + rest.length - next.length })
  }

  mark(name: string): void {
    this.#mouth.mark(name)
  }

  /** The stream is over: what was left unheard, from a sentence's start. */
  end(): string {
    const cut = this.#mouth.close()
    if (this.#spoken === null || isCover(this.#spoken.id) || (cut === null && this.#heldAt === null)) return ''
    return unheardOf(this.#spoken.text, this.#heldAt ?? heardOf(this.#spoken, cut))
  }

  #speak(spoken: Spoken): void {
    this.#spoken = spoken
    const { id, text, language, ssml, audio, slower, press, heardBefore } = spoken
    // Before it is said: a line that has nothing to play may give its mark back at once.
    this.#host.started(id)
    this.#mouth.say({
      id,
      text: text.slice(heardBefore),
      language,
      ...(slower === undefined ? {} : { slower }),
      ...(press === undefined || heardBefore > 0 ? {} : { press }),
      // Markup cannot be cut: the rest of it is said without.
      ...(ssml === undefined || heardBefore > 0 ? {} : { ssml }),
      ...(audio === undefined ? {} : { audio: { name: audio, from: heardBefore / Math.max(1, text.length) } }),
    })
  }

  #played(id: string): void {
    if (!this.isSpeaking) {
      this.#said += `${this.#spoken?.text ?? ''} `
      this.#spoken = null
    }
    this.#host.played(id)
  }

  /** What of it was heard is history; the next thing to say takes its place. */
  #isSaid(): void {
    this.#said += `${this.#heard()} `
  }

  #heard(): string {
    if (this.#spoken === null) return ''
    return this.#heldAt ?? heardOf(this.#spoken, this.#mouth.position())
  }
}

/** Where something older was still playing, nothing of this was heard. */
function heardOf(
  { id, text, heardBefore }: Spoken,
  cut: { readonly id: string; readonly heard: string } | null,
): string {
  return text.slice(0, heardBefore) + (cut?.id === id ? cut.heard : '')
}
