import type { Listen, Say } from '../../engine/machine/effect.ts'
import { keywordsFor, phrasesFor } from '../../engine/answers/expect.ts'
import type { Phrases } from '../../engine/answers/phrases.ts'
import { quietFloor, turn, type Floor, type FloorEvent, type FloorPolicy } from '../../engine/turns/turn.ts'
import { createEar, type Ear, type VoiceChange } from '../media/ear.ts'
import { createMouth, type Mouth } from '../media/mouth.ts'
import type { Cancel } from '../media/clock.ts'
import type { Words, WordsStream } from '../speech/words.ts'
import type { Line, LineListener } from '../telephony/line.ts'
import { understand, type Understood } from './hearing.ts'
import type { Services } from './services.ts'
import type { Notice } from './observer.ts'

/** What a stream tells its session: the durable part of what happens on the line. */
export interface StreamHost {
  readonly timezone: string
  readonly language: string
  turnEnded(understood: Understood): void
  keyPressed(key: string): void
  played(id: string): void
  interrupted(id: string, heard: string): void
  /** What was left of the utterance that was playing, from the start of the sentence that was cut off. */
  ended(how: 'stop' | 'lost', unheard: string): void
  notice(notice: Notice): void
}

/**
 * One media stream of a call: ear, mouth, words, and the floor between them. All that is ephemeral lives here and dies with
 * the stream; a stream that comes back gets a new one.
 */
export class CallStream implements LineListener {
  readonly #services: Services
  readonly #host: StreamHost
  readonly #line: Line
  readonly #ear: Ear
  readonly #mouth: Mouth
  readonly #texts = new Map<string, string>()
  #words: WordsStream
  #floor: Floor = quietFloor
  #listen: Listen | null = null
  #latest: Understood | null = null
  #latestTurn = 0
  #wake: Cancel | null = null
  #settled: (() => void)[] = []
  #voiceEndedAt: number | null = null
  #turnEndedAt: number | null = null
  #closed = false

  /** Opens the recogniser for a line whose token has been checked. Rejects with SpeechError where there is none. */
  static async open(line: Line, services: Services, host: StreamHost): Promise<CallStream> {
    let stream: CallStream | null = null
    const words = await services.words.open({
      language: host.language,
      onWords: (heard) => stream?.hearWords(heard),
      onFailure: (error) => stream?.reopenWords(error),
    })
    stream = new CallStream(line, services, host, words)
    return stream
  }

  private constructor(line: Line, services: Services, host: StreamHost, words: WordsStream) {
    this.#services = services
    this.#host = host
    this.#line = line
    this.#words = words
    const { clock, voice, prompts, wheel } = services
    this.#ear = createEar({
      detector: services.detectors.open(),
      words,
      clock,
      batchMs: services.words.batchMs,
      onVoice: (change) => this.#hearVoice(change),
    })
    this.#mouth = createMouth({
      line,
      voice,
      prompts,
      wheel,
      clock,
      onPlayed: (id) => this.#played(id),
      onFailed: (id, error) => {
        host.notice({ type: 'fault', where: 'voice', error })
        this.#played(id)
      },
      onFirstAudio: ({ id, at }) =>
        host.notice({
          type: 'spoke',
          id,
          at,
          sinceVoiceMs: since(this.#voiceEndedAt, at),
          sinceTurnMs: since(this.#turnEndedAt, at),
        }),
      onSent: (mulaw, at) => host.notice({ type: 'sent', mulaw, at }),
    })
  }

  say(effect: Say): void {
    // A filler is never spoken over the caller: it counts as said, and the next one comes in its time.
    if (effect.purpose === 'filler' && this.callerHasTurn) return this.#host.played(effect.id)
    this.#texts.clear()
    this.#texts.set(effect.id, effect.text)
    this.#mouth.say({ id: effect.id, text: effect.text, language: effect.language })
    this.#fold({ type: 'speech.started', at: this.#now() })
  }

  /** What is expected from now on. */
  expect(listen: Listen): void {
    this.#listen = listen
    this.#words.expect({
      phrases: phrasesOf(listen, { nowMs: this.#now(), timezone: this.#host.timezone }),
      keywords: keywordsOf(listen, { nowMs: this.#now(), timezone: this.#host.timezone }),
      language: listen.language,
    })
    this.#ear.listen()
  }

  deafen(): void {
    this.#listen = null
    this.#ear.deafen()
    this.#floor = { ...quietFloor, speaking: this.#floor.speaking }
    this.#settle()
  }

  clear(): void {
    this.#mouth.clear()
    this.#fold({ type: 'speech.stopped', at: this.#now() })
  }

  /** The caller is speaking, or what they said is still being recognised. */
  get callerHasTurn(): boolean {
    return this.#floor.phase !== 'none'
  }

  get isSpeaking(): boolean {
    return this.#mouth.position() !== null
  }

  /** Calls back once the caller's turn is over, in whatever way; at once where there is none. */
  onceTurnSettled(then: () => void): void {
    if (this.callerHasTurn) this.#settled.push(then)
    else then()
  }

  /** Ends the stream from our side: the line goes on with what it was told to do after it. */
  close(code: number, reason: string): void {
    if (this.#closed) return
    this.#end()
    this.#line.close(code, reason)
  }

  onAudio(audio: Uint8Array, atMs: number): void {
    this.#ear.audio(audio, atMs)
  }

  onKey(key: string): void {
    this.#host.keyPressed(key)
  }

  onMark(name: string): void {
    this.#mouth.mark(name)
  }

  onEnd(how: 'stop' | 'lost'): void {
    if (this.#closed) return
    this.#host.ended(how, this.#end())
  }

  /** Words came from the recogniser, interim or final. */
  hearWords({ turn: of, hypotheses, final }: Words): void {
    if (this.#closed || of !== this.#ear.turn || this.#listen === null) return
    const at = this.#now()
    if (hypotheses.length > 0 || this.#latestTurn !== of) {
      this.#latest = understand(hypotheses, this.#listen, { nowMs: at, timezone: this.#host.timezone })
      this.#latestTurn = of
    }
    this.#host.notice({ type: 'words', text: hypotheses[0]?.text ?? '', final, at })
    const heard = this.#latest?.heard ?? { words: [], answer: null }
    this.#fold({ type: 'words', at, final, heard })
  }

  /** The recogniser's stream broke: another takes over what the ear still holds. */
  reopenWords(error: Error): void {
    this.#host.notice({ type: 'fault', where: 'words', error })
    if (this.#closed) return
    const { words } = this.#services
    words
      .open({
        language: this.#host.language,
        onWords: (heard) => this.hearWords(heard),
        onFailure: (again) => this.reopenWords(again),
      })
      .then((stream) => {
        if (this.#closed) return stream.close()
        this.#words.close()
        this.#words = stream
        if (this.#listen !== null) this.expect(this.#listen)
        this.#ear.useWords(stream)
      })
      .catch((reason: unknown) => {
        this.#host.notice({ type: 'fault', where: 'words', error: reason })
        this.#services.clock.after(1000, () => this.reopenWords(reason as Error))
      })
  }

  #hearVoice({ type, at }: VoiceChange): void {
    if (type === 'voice.ended') {
      this.#voiceEndedAt = at
      this.#words.pause()
    }
    this.#host.notice({ type: 'voice', on: type === 'voice.started', at })
    this.#fold({ type, at })
  }

  #fold(event: FloorEvent): void {
    const { floor, commands, wakeAt } = turn(this.#floor, event, this.#policy())
    this.#floor = floor
    this.#wake?.()
    this.#wake =
      wakeAt === null
        ? null
        : this.#services.clock.after(Math.max(0, wakeAt - this.#now()), () =>
            this.#fold({ type: 'clock', at: this.#now() }),
          )
    for (const command of commands) this.#obey(command)
    if (!this.callerHasTurn) this.#settle()
  }

  #obey(command: 'interrupt' | 'end' | 'take' | 'discard'): void {
    switch (command) {
      case 'interrupt': {
        const cut = this.#mouth.clear()
        const at = this.#now()
        this.#host.notice({ type: 'interrupted', at, voiceMs: Math.round(at - this.#floor.startedAt) })
        if (cut !== null) this.#host.interrupted(cut.id, cut.heard)
        return
      }
      case 'end':
        return this.#ear.endTurn()
      case 'take': {
        const { timezone } = this.#host
        this.#turnEndedAt = this.#now()
        const said = this.#latestTurn === this.#ear.turn ? (this.#latest?.hypotheses ?? []) : []
        this.#latest = null
        // Read once more: what is expected may have changed since the words came.
        if (this.#listen !== null)
          this.#host.turnEnded(understand(said, this.#listen, { nowMs: this.#turnEndedAt, timezone }))
        return
      }
      case 'discard':
        return this.#ear.cancelTurn()
    }
  }

  #policy(): FloorPolicy {
    const listen = this.#listen
    return {
      bargein: listen?.bargein ?? { mode: 'off', minWords: 0, minMs: 0, ignore: [], always: [] },
      endpointMs: listen?.endpointMs ?? null,
      yesNo: listen?.slots.some(({ type }) => type === 'boolean') ?? false,
      freeText:
        listen !== null && (Object.keys(listen.options).length > 0 || listen.slots.some(({ type }) => type === 'text')),
    }
  }

  #played(id: string): void {
    if (this.#mouth.position() === null) this.#fold({ type: 'speech.stopped', at: this.#now() })
    this.#host.played(id)
  }

  #settle(): void {
    const waiting = this.#settled
    this.#settled = []
    for (const then of waiting) then()
  }

  #end(): string {
    this.#closed = true
    this.#wake?.()
    const cut = this.#mouth.close()
    this.#ear.close()
    this.#words.close()
    return cut === null ? '' : unheardOf(this.#texts.get(cut.id) ?? '', cut.heard)
  }

  #now(): number {
    return Math.round(this.#services.clock.now())
  }
}

/** What is left of a text, from the start of the sentence in which `heard` ends. */
export function unheardOf(text: string, heard: string): string {
  const sentences = text.match(/[^.!?。]+[.!?。]*\s*/gu) ?? []
  let said = 0
  for (const sentence of sentences) {
    if (said + sentence.trimEnd().length > heard.length) break
    said += sentence.length
  }
  return text.slice(said).trim()
}

function since(then: number | null, at: number): number | null {
  return then === null ? null : Math.round(at - then)
}

interface Moment {
  readonly nowMs: number
  readonly timezone: string
}

/** The grammar of all that is expected: each slot's alone, and several slots in one breath. */
function phrasesOf(listen: Listen, { nowMs, timezone }: Moment): Phrases {
  const slots = listen.slots.map((slot) => phrasesFor(slot, listen.language, nowMs, timezone))
  const options = Object.values(listen.options).flatMap(({ examples }) => examples)
  const several: Phrases[] = slots.length < 2 ? [] : [{ repeat: { any: slots }, min: 2, max: slots.length }]
  return { any: [...slots, ...several, ...options] }
}

function keywordsOf(listen: Listen, { nowMs, timezone }: Moment): string[] {
  return [
    ...new Set([
      ...listen.slots.flatMap((slot) => keywordsFor(slot, listen.language, nowMs, timezone)),
      ...Object.values(listen.options).flatMap(({ examples }) => examples),
    ]),
  ]
}
