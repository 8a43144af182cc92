import type { DetectorPool, VoiceDetector, VoiceEvent } from '../../../src/media/voice-activity/voice-detector.ts'
import { SpeechError } from '../../../src/speech/speech-error.ts'
import type { Words, WordsOptions, WordsPort, WordsStream } from '../../../src/speech/words.ts'
import type { Process } from './process.ts'
import { ask } from './remote.ts'
import { bytesPerMs, callerSpeech } from './sound.ts'
import type { World } from './world.ts'

/** Silence for so long ends a voice. */
const offAfterMs = 120
const nothing: readonly VoiceEvent[] = []

/** Finds the caller's voice by its mark. */
export const detectors: DetectorPool = { open: () => new Detector() }

class Detector implements VoiceDetector {
  speaking = false
  #voicedUntilMs = 0

  push(mulaw: Uint8Array, atMs: number): readonly VoiceEvent[] {
    const lengthMs = mulaw.length / bytesPerMs
    if (callerSpeech.read(mulaw, 0) !== null) {
      this.#voicedUntilMs = atMs + lengthMs
      if (this.speaking) return nothing
      this.speaking = true
      return [{ type: 'voice.started', atMs }]
    }
    if (!this.speaking || atMs + lengthMs - this.#voicedUntilMs < offAfterMs) return nothing
    return this.lineWentQuiet()
  }

  lineWentQuiet(): readonly VoiceEvent[] {
    if (!this.speaking) return nothing
    this.speaking = false
    return [{ type: 'voice.ended', atMs: this.#voicedUntilMs }]
  }

  close(): void {
    this.speaking = false
  }
}

/** A recogniser on another machine, which reads the caller's speech by its numbers. */
export function recogniser(world: World, process: Process): WordsPort {
  const streams = new Set<Stream>()
  world.onWordsBreak(() => {
    for (const stream of Array.from(streams)) stream.breakDown()
  })
  return {
    name: 'simulated',
    batchMs: 0,
    open: (options) =>
      ask<WordsStream>(world, process, {
        of: 'words',
        what: 'words.open',
        latencyMs: 40,
        timeoutMs: 2000,
        late: () => new SpeechError('timeout', 'The recogniser does not answer.'),
        carryOut(answer) {
          const stream = new Stream(world, process, options, () => streams.delete(stream))
          streams.add(stream)
          answer(stream)
        },
      }),
    close: async () => {},
  }
}

class Stream implements WordsStream {
  readonly #world: World
  readonly #process: Process
  readonly #to: WordsOptions
  readonly #over: () => void
  #turn = 0
  #isOpen = false
  #closed = false
  /** Milliseconds heard of each text, in the order of their coming. */
  #heard = new Map<string, number>()

  constructor(world: World, process: Process, to: WordsOptions, over: () => void) {
    this.#world = world
    this.#process = process
    this.#to = to
    this.#over = over
  }

  expect(): void {}

  startTurn(turn: number): void {
    this.#turn = turn
    this.#isOpen = true
    this.#heard = new Map()
  }

  audio(frame: Uint8Array): void {
    if (!this.#isOpen) return
    for (let at = 0; at + bytesPerMs <= frame.length; at += bytesPerMs) {
      const of = callerSpeech.read(frame, at)
      if (of !== null) this.#heard.set(of.text, (this.#heard.get(of.text) ?? 0) + 1)
    }
  }

  pause(): void {
    if (this.#isOpen) this.#answer(false, 60)
  }

  endTurn(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#answer(true, 60 + this.#world.latency(120))
  }

  cancelTurn(): void {
    this.#isOpen = false
  }

  close(): void {
    this.#closed = true
    this.#over()
  }

  breakDown(): void {
    this.#process.deliver(() => {
      if (this.#closed) return
      this.close()
      this.#world.recovered('another recogniser was opened')
      this.#to.onFailure(new SpeechError('unavailable', 'The recogniser has gone.'))
    })
  }

  #answer(final: boolean, afterMs: number): void {
    const text = Array.from(this.#heard, ([said, ms]) => {
      const share = (ms * bytesPerMs) / callerSpeech.audioOf(said).length
      // Half of what was said is half of its words.
      return share > 0.85
        ? said
        : said
            .split(' ')
            .slice(0, Math.floor(said.split(' ').length * share))
            .join(' ')
    }).join(' ')
    const hypotheses = text.trim() === '' ? [] : [{ text: text.trim(), confidence: 1 }]
    const words: Words = { turn: this.#turn, hypotheses, final }
    this.#world.after(afterMs, () =>
      this.#process.deliver(() => {
        if (!this.#closed) this.#to.onWords(words)
      }),
    )
  }
}
