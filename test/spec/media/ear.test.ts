import { describe, expect, it } from 'vitest'
import type { Ear, VoiceChange } from '../../../src/media/ear.ts'
import { createEar } from '../../../src/media/ear.ts'
import { createDetector } from '../../../src/media/voice-activity/detector.ts'
import type { VoiceDetector, VoiceEvent } from '../../../src/media/voice-activity/voice-detector.ts'
import type { WordsStream } from '../../../src/speech/words.ts'
import { joined, mulawOf, quiet, speech } from '../../stand-ins/speech-samples.ts'
import { VirtualClock } from '../../stand-ins/virtual-clock.ts'

/** A detector that finds a voice between moments that the test names, 60 ms after it has begun and 100 ms after its end. */
class ScriptedDetector implements VoiceDetector {
  speaking = false
  closed = false
  private readonly voices: (readonly [fromMs: number, toMs: number])[]
  private lastMs = 0

  constructor(...voices: (readonly [fromMs: number, toMs: number])[]) {
    this.voices = voices
  }

  push(mulaw: Uint8Array, atMs: number): VoiceEvent[] {
    const untilMs = atMs + mulaw.length / 8
    const events: VoiceEvent[] = []
    for (const [fromMs, toMs] of this.voices) {
      if (this.lastMs < fromMs + 60 && untilMs >= fromMs + 60) events.push({ type: 'voice.started', atMs: fromMs })
      if (this.lastMs < toMs + 100 && untilMs >= toMs + 100) events.push(...this.end(toMs))
      if (events.at(-1)?.type === 'voice.started') this.speaking = true
    }
    this.lastMs = untilMs
    return events
  }

  lineWentQuiet(): VoiceEvent[] {
    return this.end(this.lastMs)
  }

  close(): void {
    this.closed = true
  }

  private end(atMs: number): VoiceEvent[] {
    this.speaking = false
    return [{ type: 'voice.ended', atMs }]
  }
}

/** What the recogniser was told, and how much audio it was given in between: ["start 1", 340, "pause", "end"]. */
function createWords(): { log: (string | number)[]; audio: number[]; stream: WordsStream } {
  const log: (string | number)[] = []
  const audio: number[] = []
  return {
    log,
    audio,
    stream: {
      expect: () => {},
      startTurn: (turn) => void log.push(`start ${turn}`),
      audio(frame) {
        audio.push(...frame)
        const before = log.at(-1)
        if (typeof before === 'number') log[log.length - 1] = before + frame.length / 8
        else log.push(frame.length / 8)
      },
      pause: () => void log.push('pause'),
      endTurn: () => void log.push('end'),
      cancelTurn: () => void log.push('cancel'),
      close: () => void log.push('close'),
    },
  }
}

/** Each millisecond of audio has its own byte, so that what arrives tells when it was. */
function frameAt(atMs: number, ms = 20): Uint8Array {
  return Uint8Array.from({ length: ms * 8 }, (_, i) => stampOf(atMs + i / 8))
}

function stampOf(ms: number): number {
  return Math.floor(ms / 10) % 256
}

interface Call {
  readonly ear: Ear
  readonly clock: VirtualClock
  readonly words: ReturnType<typeof createWords>
  readonly changes: VoiceChange[]
  readonly startedAt: number
  /** The line sends frames in real time up to this moment of its audio. */
  readonly sendUntil: (ms: number) => void
}

function answer(
  detector: VoiceDetector,
  options: {
    readonly preRollMs?: number
    readonly batchMs?: number
    readonly onVoice?: (call: Call, change: VoiceChange) => void
  } = {},
): Call {
  const { onVoice, ...rest } = options
  const clock = new VirtualClock()
  const words = createWords()
  const changes: VoiceChange[] = []
  let sentMs = 0
  const ear = createEar({
    detector,
    words: words.stream,
    clock,
    onVoice: (change) => {
      changes.push(change)
      onVoice?.(call, change)
    },
    ...rest,
  })
  const call: Call = {
    ear,
    clock,
    words,
    changes,
    startedAt: clock.now(),
    sendUntil(ms) {
      for (; sentMs < ms; sentMs += 20) {
        clock.tick(20)
        ear.audio(frameAt(sentMs), sentMs)
      }
    },
  }
  return call
}

describe('a caller who speaks', () => {
  it('is handed to the recogniser from 300 ms before the onset, then as it comes', () => {
    const { sendUntil, words } = answer(new ScriptedDetector([1000, 2000]))
    sendUntil(1060)
    expect(words.log).toEqual(['start 1', 360])
    expect(words.audio[0]).toBe(stampOf(700))
    sendUntil(2100)
    expect(words.log).toEqual(['start 1', 1400, 'pause'])
    expect(words.audio).toEqual(Array.from({ length: 1400 * 8 }, (_, i) => stampOf(700 + i / 8)))
  })

  it('is heard from the beginning of the call, when that is less than 300 ms ago', () => {
    const { sendUntil, words } = answer(new ScriptedDetector([40, 600]))
    sendUntil(200)
    expect(words.log).toEqual(['start 1', 200])
  })

  it("is reported in the stream's time and in the wall clock's", () => {
    const { sendUntil, changes, startedAt } = answer(new ScriptedDetector([1000, 2000]))
    sendUntil(2500)
    expect(changes).toEqual([
      { type: 'voice.started', atMs: 1000, at: startedAt + 1000, turn: 1 },
      { type: 'voice.ended', atMs: 2000, at: startedAt + 2000, turn: 1 },
    ])
  })

  it('goes on with the same turn after a pause', () => {
    const { sendUntil, words, changes } = answer(new ScriptedDetector([1000, 1500], [1900, 2500]))
    sendUntil(2600)
    expect(words.log).toEqual(['start 1', 900, 'pause', 1000, 'pause'])
    expect(changes.map(({ type, turn }) => [type, turn])).toEqual([
      ['voice.started', 1],
      ['voice.ended', 1],
      ['voice.started', 1],
      ['voice.ended', 1],
    ])
  })

  it('begins the next turn with fresh audio only, when the first one was ended', () => {
    const { sendUntil, words, ear } = answer(new ScriptedDetector([1000, 1500], [1700, 2500]))
    sendUntil(1640)
    ear.endTurn()
    ear.endTurn()
    sendUntil(1760)
    expect(words.log).toEqual(['start 1', 900, 'pause', 40, 'end', 'start 2', 260])
    // The first turn's voice lasted until 1500: no word is handed over twice.
    expect(words.audio.at(-260 * 8)).toBe(stampOf(1500))
    expect(ear.turn).toBe(2)
  })

  it('begins the next turn at once when a turn is ended while the voice is on', () => {
    const { sendUntil, words, ear, changes } = answer(new ScriptedDetector([1000, 3000]))
    sendUntil(2000)
    ear.endTurn()
    sendUntil(2040)
    expect(words.log).toEqual(['start 1', 1300, 'end', 'start 2', 40])
    expect(changes.map(({ type, turn, atMs }) => [type, turn, atMs])).toEqual([
      ['voice.started', 1, 1000],
      ['voice.started', 2, 2000],
    ])
  })

  it('is not heard again after a cancelled turn until the voice has paused', () => {
    const { sendUntil, words, ear } = answer(new ScriptedDetector([1000, 2000], [2600, 3000]))
    sendUntil(1500)
    ear.cancelTurn()
    sendUntil(2660)
    expect(words.log).toEqual(['start 1', 800, 'cancel', 'start 2', 360])
  })

  it('may have the turn ended from within the report of its end', () => {
    const { sendUntil, words } = answer(new ScriptedDetector([1000, 2000], [2500, 2600]), {
      onVoice: ({ ear }, change) => change.type === 'voice.ended' && ear.endTurn(),
    })
    sendUntil(2700)
    expect(words.log).toEqual(['start 1', 1400, 'pause', 'end', 'start 2', 500, 'pause', 'end'])
  })
})

describe('a recogniser that wants its audio in batches', () => {
  it('gets whole ones, and the rest when the caller pauses', () => {
    const lengths: number[] = []
    const words = createWords()
    const stream = { ...words.stream, audio: (frame: Uint8Array) => void lengths.push(frame.length / 8) }
    const detector = new ScriptedDetector([1000, 1700])
    const ear = createEar({ detector, words: stream, clock: new VirtualClock(), onVoice: () => {}, batchMs: 300 })
    for (let at = 0; at < 1780; at += 20) ear.audio(frameAt(at), at)
    expect(lengths).toEqual([300, 300, 300])
    ear.audio(frameAt(1780), 1780)
    expect(lengths).toEqual([300, 300, 300, 200])
    expect(words.log.at(-1)).toBe('pause')
  })

  it('gets nothing of a turn that was cancelled', () => {
    const { sendUntil, words, ear } = answer(new ScriptedDetector([1000, 1100], [2000, 2500]), { batchMs: 300 })
    sendUntil(1080)
    ear.cancelTurn()
    sendUntil(2060)
    expect(words.log).toEqual(['start 1', 300, 'cancel', 'start 2', 300])
    expect(words.audio.at(300 * 8)).toBe(stampOf(1700))
  })
})

describe('a line that stops sending', () => {
  it('ends the voice by the wall clock after 200 ms, from its last sound', () => {
    const { sendUntil, clock, words, changes, startedAt } = answer(new ScriptedDetector([1000, 9000]))
    sendUntil(1500)
    clock.tick(199)
    expect(changes).toHaveLength(1)
    clock.tick(1)
    expect(changes[1]).toEqual({ type: 'voice.ended', atMs: 1500, at: startedAt + 1500, turn: 1 })
    expect(words.log.at(-1)).toBe('pause')
    clock.tick(10_000)
    expect(changes).toHaveLength(2)
  })

  it('is waited for while frames are only late', () => {
    const { sendUntil, clock, changes } = answer(new ScriptedDetector([1000, 9000]))
    sendUntil(1500)
    clock.tick(170)
    sendUntil(1520)
    clock.tick(170)
    sendUntil(3000)
    expect(changes).toHaveLength(1)
  })

  it('is not taken for one while it is the process that stands still', () => {
    const { sendUntil, clock, changes } = answer(new ScriptedDetector([1000, 9000]))
    sendUntil(1500)
    // Timers that fell due run before the frames that came meanwhile are read.
    clock.standStill(700)
    clock.tick(0)
    sendUntil(3000)
    expect(changes).toHaveLength(1)
    clock.tick(200)
    expect(changes).toHaveLength(2)
  })

  it('is not watched while nobody speaks, nor after the ear was closed', () => {
    const silent = answer(new ScriptedDetector([5000, 6000]))
    silent.sendUntil(1000)
    expect(silent.clock.pending).toBe(0)

    const detector = new ScriptedDetector([1000, 9000])
    const speaking = answer(detector)
    speaking.sendUntil(1500)
    expect(speaking.clock.pending).toBe(1)
    speaking.ear.close()
    speaking.ear.close()
    expect(speaking.clock.pending).toBe(0)
    expect(detector.closed).toBe(true)
    speaking.sendUntil(2000)
    expect(speaking.words.log).toEqual(['start 1', 800])
  })
})

describe('a caller who may not break in', () => {
  it('is neither recognised nor kept nor reported', () => {
    const { sendUntil, words, ear, changes } = answer(new ScriptedDetector([1000, 1500], [3000, 3500]))
    ear.deafen()
    sendUntil(2000)
    expect([words.log, changes, ear.turn]).toEqual([[], [], 0])
    ear.listen()
    sendUntil(3060)
    expect(words.log).toEqual(['start 1', 360])
  })

  it('has what was said before it is listened to again left out of the pre-roll', () => {
    const { sendUntil, words, ear } = answer(new ScriptedDetector([1000, 1500]))
    ear.deafen()
    sendUntil(900)
    ear.listen()
    sendUntil(1060)
    expect(words.log).toEqual(['start 1', 160])
    expect(words.audio[0]).toBe(stampOf(900))
  })

  it('is heard from then on when still speaking as listening begins', () => {
    const { sendUntil, words, ear, changes } = answer(new ScriptedDetector([1000, 2000]))
    ear.deafen()
    sendUntil(1500)
    ear.listen()
    sendUntil(2200)
    expect(words.log).toEqual(['start 1', 600, 'pause', 100])
    expect(changes.map(({ type, atMs }) => [type, atMs])).toEqual([
      ['voice.started', 1500],
      ['voice.ended', 2000],
    ])
  })

  it('has nothing from before kept, even if that was a frame ago', () => {
    const { sendUntil, words, ear } = answer(new ScriptedDetector([1000, 2000]))
    sendUntil(1500)
    ear.deafen()
    sendUntil(1520)
    ear.listen()
    sendUntil(1540)
    expect(words.log).toEqual(['start 1', 800, 'cancel', 'start 2', 20])
  })

  it('loses the turn that was open', () => {
    const { sendUntil, words, ear } = answer(new ScriptedDetector([1000, 2000]))
    sendUntil(1500)
    ear.deafen()
    sendUntil(2500)
    expect(words.log).toEqual(['start 1', 800, 'cancel'])
  })
})

describe('a recogniser that broke', () => {
  it('is replaced in the middle of a turn, with what is still held of it', () => {
    const { sendUntil, words, ear } = answer(new ScriptedDetector([1000, 2000]))
    sendUntil(1500)
    const next = createWords()
    ear.useWords(next.stream)
    sendUntil(2100)
    expect(words.log).toEqual(['start 1', 800])
    expect(next.log).toEqual(['start 1', 500 + 600, 'pause'])
    expect(next.audio[0]).toBe(stampOf(1000))
  })

  it('is replaced in a pause of a turn, and is told of the pause', () => {
    const { sendUntil, ear } = answer(new ScriptedDetector([1000, 1500]))
    sendUntil(1600)
    const next = createWords()
    ear.useWords(next.stream)
    ear.endTurn()
    expect(next.log).toEqual(['start 1', 500, 'pause', 'end'])
  })

  it('is replaced between turns', () => {
    const { sendUntil, ear } = answer(new ScriptedDetector([1000, 2000]))
    sendUntil(500)
    const next = createWords()
    ear.useWords(next.stream)
    sendUntil(1060)
    expect(next.log).toEqual(['start 1', 360])
  })
})

describe('real speech through the real detector', () => {
  it('reaches the recogniser whole, with the quiet before it', async () => {
    const clock = new VirtualClock()
    const words = createWords()
    const changes: VoiceChange[] = []
    const detector = (await createDetector()).open()
    const ear = createEar({ detector, words: words.stream, clock, onVoice: (change) => changes.push(change) })
    const said = await speech('A table for four at seven.')
    const heard = mulawOf(joined(quiet(1000), said, quiet(800)))
    for (let at = 0; at < heard.length; at += 160) {
      clock.tick(20)
      ear.audio(heard.subarray(at, at + 160), 100 + at / 8)
    }
    ear.endTurn()
    expect(changes.map(({ type }) => type)).toEqual(['voice.started', 'voice.ended'])
    const given = Uint8Array.from(words.audio)
    const from = heard.length - given.length
    expect(Buffer.compare(given, heard.subarray(from))).toBe(0)
    expect(changes[0]!.atMs - 300).toBe(100 + from / 8)
    const onset = said.findIndex((sample) => Math.abs(sample) > 300)
    expect(8000 + onset - from).toBeGreaterThan(150 * 8)
  })
})
