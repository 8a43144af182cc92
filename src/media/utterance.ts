import { unheardOf } from '../../engine/hearing/unheard.ts'
import { SpeechError } from '../speech/speech-error.ts'
import { addTime } from '../speech/said-times.ts'
import type { SaidTime } from '../speech/said-times.ts'
import type { VoicePort } from '../speech/voice.ts'
import { AskedVoices } from './asked-voices.ts'
import type { Take } from './asked-voices.ts'
import { BYTES_PER_MS, encodeMulaw, MULAW_SILENCE } from './mulaw.ts'
import { pressed } from './dtmf.ts'
import { keptParts } from './kept-parts.ts'
import type { Part } from './kept-parts.ts'
import { Pieces } from './pieces.ts'
import type { PromptCache } from './prompt-cache.ts'
import { HeardWords } from './heard-words.ts'
import { sayAloud } from './say-aloud.ts'
import type { SayRequest } from './say-request.ts'
import type { SoundFiles } from './sound-files.ts'

/** A bound on a voice that does not come to an end. No prompt worth hearing is longer. */
const LONGEST_MS = 180_000

/** Between two sentences of which one is kept: both come without the silence at their ends. */
const SEAM = new Uint8Array(250 * BYTES_PER_MS).fill(MULAW_SILENCE)

/** As long as a short word. */
const LAST_WORD_MS = 200

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
  private readonly audio = new Pieces()
  private readonly voices: AskedVoices
  /** One that stopped in the middle has been followed by another. */
  private wentOn = false
  private readonly now: () => number
  private changed: () => void = () => {}
  /** Of what came before the voice that says it now: what was kept, what another one gave. */
  private readonly times: SaidTime[] = []
  /** How much of the text that was. */
  private playedCharacters = 0

  private readonly words: HeardWords

  constructor(request: SayRequest, now: () => number) {
    this.request = request
    this.words = new HeardWords(request)
    this.now = now
    this.saidAt = now()
    this.renderedAt = this.saidAt
    this.voices = new AskedVoices({
      isWanted: () => this.state === 'rendering',
      given: (piece) => this.given(piece),
      done: () => this.over('rendered', null),
      failed: (error) => this.over('failed', error),
    })
  }

  /** Starts to render, from the cache at once if it can. `changed` is called when there is more of it, and at its end. */
  render(
    voice: VoicePort,
    { prompts, sounds }: { readonly prompts: PromptCache | null; readonly sounds: SoundFiles | null },
    changed: () => void,
  ): void {
    this.state = 'rendering'
    this.changed = changed
    this.renderedAt = this.now()
    const { audio, press } = this.request
    if (press !== undefined) this.audio.add(pressed(press))
    if (audio === undefined || sounds === null) return this.renderWords(voice, prompts)
    const recording = sounds.find(audio.name)
    if (recording !== null) return this.play(recording)
    void sounds.load(audio.name).then(
      (recording) => this.state === 'rendering' && this.play(recording),
      // Whoever made the sound files has been told; the caller hears the words.
      () => this.state === 'rendering' && this.renderWords(voice, prompts),
    )
  }

  private play(recording: Uint8Array): void {
    const from = Math.floor(recording.length * (this.request.audio?.from ?? 0))
    this.audio.add(recording.subarray(from))
    this.over('rendered', null)
  }

  private renderWords(voice: VoicePort, prompts: PromptCache | null): void {
    this.renderedAt = this.now()
    const kept = prompts?.find(this.request) ?? null
    if (this.request.text.trim() === '' || kept instanceof Uint8Array) {
      if (kept instanceof Uint8Array) this.playWhole(kept, prompts)
      return this.over('rendered', null)
    }
    if (kept !== null) return this.voices.ask((take) => kept.then((audio) => void take(audio)), this.times)
    const parts = keptParts(this.request, prompts)
    const rest = parts.slice(this.playKept(parts))
    if (rest.length === 0) this.state = 'rendered'
    else
      this.voices.ask(
        (...to) => this.speak(voice, rest, ...to),
        this.times,
        () => this.keepSlower(prompts),
      )
    if (rest.length < parts.length) this.changed()
  }

  private playWhole(kept: Uint8Array, prompts: PromptCache | null): void {
    this.audio.add(kept)
    this.times.push(...(prompts?.timesOf(this.request) ?? []))
  }

  /** The caller hears what is kept of a text's beginning while a voice makes the rest of it; how many parts that is. */
  private playKept(parts: readonly Part[]): number {
    for (const [at, { text, kept, times }] of parts.entries()) {
      if (kept === null) return at
      this.timesFrom(this.times, this.words.saidBefore(this.playedCharacters), times)
      this.audio.add(kept)
      this.playedCharacters = Math.min(this.request.text.length, this.playedCharacters + text.length + 1)
      const characters = this.words.saidBefore(this.playedCharacters)
      this.times.push({ characters, samples: this.audio.addedBytes })
      if (at === parts.length - 1) return parts.length
      this.audio.add(SEAM)
      this.times.push({ characters, samples: this.audio.addedBytes })
    }
    return parts.length
  }

  /**
   * Asks this voice, too. Where nothing has been given so far whichever gives something first says it, and another late one
   * is given up with this; where something has, this one goes on with the sentence in which that ends.
   */
  tryAgain(voice: VoicePort): void {
    if (this.voices.hasBegun) this.goOnFromSentence()
    this.state = 'rendering'
    this.error = null
    this.renderedAt = this.now()
    const rest = [{ text: this.request.text.slice(this.playedCharacters), kept: null, times: [] }]
    this.voices.ask((...to) => this.speak(voice, rest, ...to), this.times)
  }

  /** What has been given stays. Half a sentence is not understood: its beginning is said again, as after any lost voice. */
  private goOnFromSentence(): void {
    const { text } = this.request
    const givenMs = this.audio.addedBytes / BYTES_PER_MS
    // Nobody has said that it was all: the last word counts as unsaid, however long the voice took over the others.
    const given = this.words.heard(this.saidTimes, givenMs, Math.max(this.totalMs, givenMs + LAST_WORD_MS))
    this.times.splice(0, Infinity, ...this.saidTimes)
    addTime(this.times, { characters: this.words.saidBefore(given.length), samples: this.audio.addedBytes })
    this.voices.leave()
    this.wentOn = true
    this.playedCharacters = Math.max(this.playedCharacters, text.trimEnd().length - unheardOf(text, given).length)
    this.audio.add(SEAM)
    addTime(this.times, {
      characters: this.words.saidBefore(this.playedCharacters),
      samples: this.audio.addedBytes,
    })
  }

  /** Whether another voice may be asked where this is late, or has failed: once before there is something of it, and once after. */
  get mayAskAgain(): boolean {
    if (!this.voices.hasBegun) return this.voices.count === 1
    return !this.wentOn && this.audio.addedBytes < LONGEST_MS * BYTES_PER_MS
  }

  private given(piece: Uint8Array): void {
    this.audio.add(piece)
    this.renderedAt = this.now()
    this.changed()
  }

  private over(how: 'rendered' | 'failed', error: Error | null): void {
    this.state = how
    this.error = error
    this.changed()
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
    this.audio.forget()
    this.voices.stop()
  }

  /** Gives up on it. */
  fail(error: Error): void {
    this.drop()
    this.state = 'failed'
    this.error = error
  }

  get unsentBytes(): number {
    return this.audio.addedBytes - this.sentBytes
  }

  get playedMs(): number {
    return this.heardBytes / BYTES_PER_MS
  }

  /** Exact once it is rendered; before, from the times that are known and the length of what is left. */
  get totalMs(): number {
    return this.words.lastsMs(this.saidTimes, this.audio.addedBytes / BYTES_PER_MS, this.state === 'rendered')
  }

  /** By the voice's own times where it tells them. */
  get heard(): string {
    return this.words.heard(this.saidTimes, this.playedMs, this.totalMs)
  }

  private get saidTimes(): readonly SaidTime[] {
    return this.voices.times ?? this.times
  }

  /** The next audio, `bytes` of it or what there is. A view where it can be: not to be changed. */
  take(bytes: number): Uint8Array {
    const audio = this.audio.take(bytes)
    this.sentBytes += audio.length
    return audio
  }

  /** Adds the times of a kept part that is about to be added, `characters` from the beginning. */
  private timesFrom(to: SaidTime[], characters: number, times: readonly SaidTime[]): void {
    const began = this.audio.addedBytes
    for (const time of times) addTime(to, { characters: characters + time.characters, samples: began + time.samples })
  }

  /** Says these parts, the last ones of the text, one after another. */
  private async speak(
    voice: VoicePort,
    parts: readonly Part[],
    take: Take,
    signal: AbortSignal,
    times: SaidTime[],
  ): Promise<void> {
    let written = this.playedCharacters
    for (const [at, { text, kept, times: known }] of parts.entries()) {
      if (at > 0 && !take(SEAM)) return
      const from = this.words.saidBefore(written)
      const began = this.audio.addedBytes
      const onTime = ({ characters, samples }: SaidTime): void =>
        addTime(times, { characters: from + characters, samples: began + samples })
      onTime({ characters: 0, samples: 0 })
      if (kept === null) await this.speakPart(voice, text, take, signal, onTime)
      else {
        this.timesFrom(times, from, known)
        if (!take(kept)) return
      }
      written += text.length + 1
      addTime(times, { characters: this.words.saidBefore(written), samples: this.audio.addedBytes })
    }
  }

  private async speakPart(
    voice: VoicePort,
    text: string,
    take: Take,
    signal: AbortSignal,
    onTime: (time: SaidTime) => void,
  ): Promise<void> {
    const { ssml, ...plain } = this.request
    // Markup cannot be cut: the rest of it is said without.
    const how = ssml === undefined || this.playedCharacters > 0 ? plain : this.request
    for await (const pcm of sayAloud(voice, { ...how, text }, signal, onTime)) {
      const mulaw = new Uint8Array(pcm.length)
      encodeMulaw(pcm, mulaw)
      if (!take(mulaw)) return
      if (this.audio.addedBytes > LONGEST_MS * BYTES_PER_MS) {
        this.voices.stop()
        throw new SpeechError('unavailable', `The voice went on for more than ${LONGEST_MS / 1000} s without an end.`)
      }
    }
  }
}
