import { beforeAll, describe, expect, it } from 'vitest'
import { createDetector } from '../../../../src/media/voice-activity/detector.ts'
import type { DetectorPool, VoiceDetector, VoiceEvent } from '../../../../src/media/voice-activity/voice-detector.ts'
import { amplified, joined, mixed, mulawOf, noise, quiet, speech } from '../../../stand-ins/speech-samples.ts'

interface Told extends VoiceEvent {
  /** The end of the frame with which it was told. */
  readonly toldMs: number
}

/** Frames of 20 ms, unless told otherwise, from 100 ms of the stream's time on: real streams do not begin at zero. */
function hear(detector: VoiceDetector, pcm: Int16Array, { frameMs = 20, fromMs = 100 } = {}): Told[] {
  const mulaw = mulawOf(pcm)
  const told: Told[] = []
  for (let at = 0; at < mulaw.length; at += frameMs * 8) {
    const frame = mulaw.subarray(at, at + frameMs * 8)
    const startMs = fromMs + at / 8
    for (const event of detector.push(frame, startMs)) told.push({ ...event, toldMs: startMs + frame.length / 8 })
  }
  return told
}

const types = (told: readonly VoiceEvent[]): string[] => told.map((event) => event.type)

/** Where a recording is first and last above −45 dBFS, over 10 ms. */
function extent(pcm: Int16Array): { readonly fromMs: number; readonly toMs: number } {
  const audible: number[] = []
  for (let at = 0; at + 80 <= pcm.length; at += 8) {
    const power = pcm.subarray(at, at + 80).reduce((sum, sample) => sum + sample * sample, 0) / 80
    if (power > (32_768 * 10 ** (-45 / 20)) ** 2) audible.push(at / 8)
  }
  return { fromMs: audible[0]!, toMs: audible[audible.length - 1]! + 10 }
}

let pool: DetectorPool
let said: Int16Array
beforeAll(async () => {
  pool = await createDetector()
  said = await speech('five five five oh one two three')
})

describe.each(['slt', 'kal'] as const)('a caller who says something (%s)', (voice) => {
  it.each(['yes', 'no', 'seven', 'friday at seven in the evening', 'five five five oh one two three'])(
    '%s',
    async (text) => {
      const recording = await speech(text, voice)
      const { fromMs, toMs } = extent(recording)
      const told = hear(pool.open(), joined(quiet(1000), recording, quiet(1000)), { fromMs: 0 })
      expect(types(told)).toEqual(['voice.started', 'voice.ended'])
      const [started, ended] = told as [Told, Told]
      expect(started.toldMs - 1000 - fromMs).toBeGreaterThan(0)
      // A fricative at the beginning of a word is found only when its vowel comes.
      expect(started.toldMs - 1000 - fromMs).toBeLessThan(110)
      expect(Math.abs(ended.atMs - 1000 - toMs)).toBeLessThanOrEqual(32)
      expect(ended.toldMs - ended.atMs).toBeLessThan(240)
    },
  )
})

describe('what is no voice', () => {
  it.each([
    ['digital silence', quiet(10_000)],
    ['soft noise', noise(10_000, -50)],
    ['loud noise', noise(10_000, -20)],
    ['a tone', Int16Array.from({ length: 40_000 }, (_, i) => 8000 * Math.sin((2 * Math.PI * 440 * i) / 8000))],
  ])('says nothing about %s', (_, pcm) => {
    expect(hear(pool.open(), pcm)).toEqual([])
  })

  it('says nothing about speech as faint as the echo of our own voice', () => {
    expect(hear(pool.open(), joined(quiet(500), amplified(said, -40), quiet(500)))).toEqual([])
  })

  it('does not let the echo of our own voice hold that of a caller who speaks softly', async () => {
    const echo = await speech('where are you now and will you all be long in coming over here', 'kal')
    const told = hear(pool.open(), joined(quiet(200), amplified(said, -16), amplified(echo, -30), quiet(300)))
    const ended = told.filter(({ type }) => type === 'voice.ended')
    expect(ended.length).toBeGreaterThan(0)
    for (const { toldMs, atMs } of ended) expect(toldMs - atMs).toBeLessThanOrEqual(320 + 40)
  })
})

describe('a pause within a word', () => {
  it.each(['the tooth; it hurts', 'Kate kept packing paper cups', 'it stopped stopping'])(
    'is none: %s',
    async (text) => {
      const told = hear(pool.open(), joined(quiet(200), await speech(text), quiet(500)))
      expect(types(told)).toEqual(['voice.started', 'voice.ended'])
    },
  )
})

describe('a line that is silent', () => {
  it.each([
    ['positive zeros', 0xff],
    ['negative zeros', 0x7f],
  ])('ends the voice when only %s come', (_, code) => {
    const detector = pool.open()
    // In the middle of a vowel, where the model alone would linger for five windows.
    const speaking = hear(detector, said.subarray(0, 6400), { fromMs: 0 })
    expect(types(speaking)).toEqual(['voice.started'])
    const silence = new Uint8Array(160).fill(code)
    const told: VoiceEvent[] = []
    // Two windows, to the end of the frame.
    for (let at = 800; at < 880; at += 20) told.push(...detector.push(silence, at))
    expect(types(told)).toEqual(['voice.ended'])
    expect(detector.speaking).toBe(false)
  })

  it('hears the next word as well after ten minutes of it', () => {
    const detector = pool.open()
    hear(detector, joined(said, quiet(500)), { fromMs: 0 })
    const from = said.length / 8 + 500
    const frame = new Uint8Array(160).fill(0xff)
    const meanwhile: VoiceEvent[] = []
    for (let at = from; at < from + 600_000; at += 20) meanwhile.push(...detector.push(frame, at))
    expect(meanwhile).toEqual([])
    const told = hear(detector, joined(said, quiet(500)), { fromMs: from + 600_000 })
    expect(types(told)).toEqual(['voice.started', 'voice.ended'])
  })

  it('ends the voice when it sends nothing at all, and says so once', () => {
    const detector = pool.open()
    hear(detector, said.subarray(0, 12_000))
    expect(types(detector.lineWentQuiet())).toEqual(['voice.ended'])
    expect(detector.lineWentQuiet()).toEqual([])
  })
})

describe("the stream's time", () => {
  it("does not matter to what is found, whatever the frames' length", () => {
    const pcm = joined(quiet(300), said, quiet(500))
    const [small, usual, large] = [7, 20, 100].map((frameMs) => hear(pool.open(), pcm, { frameMs }))
    const moments = (told: Told[]): number[] => told.map(({ atMs }) => Math.round(atMs))
    expect(moments(usual!)).toHaveLength(2)
    expect(moments(small!)).toEqual(moments(usual!))
    expect(moments(large!)).toEqual(moments(usual!))
  })

  it('finds all of what happens within one long frame', () => {
    const pcm = joined(quiet(300), said, quiet(500))
    expect(types(hear(pool.open(), pcm, { frameMs: pcm.length / 8 }))).toEqual(['voice.started', 'voice.ended'])
  })

  it('may wobble by 2 ms, and one frame may be missing', () => {
    const detector = pool.open()
    const mulaw = mulawOf(joined(quiet(300), said, quiet(500)))
    const told: VoiceEvent[] = []
    for (let at = 0, n = 0; at < mulaw.length; at += 160, n++) {
      if (n !== 60) told.push(...detector.push(mulaw.subarray(at, at + 160), 100 + at / 8 + (n % 2) * 2))
    }
    expect(types(told)).toEqual(['voice.started', 'voice.ended'])
  })

  it('ends a voice where the line left out what was silent', () => {
    const detector = pool.open()
    hear(detector, said.subarray(0, 12_000))
    const told = detector.push(mulawOf(quiet(20)), 100 + 1500 + 900)
    expect(types(told)).toEqual(['voice.ended'])
    expect(told[0]!.atMs).toBeLessThanOrEqual(1600)
  })

  it('starts afresh when it goes back', () => {
    const detector = pool.open()
    hear(detector, said, { fromMs: 60_000 })
    const told = hear(detector, joined(quiet(300), said, quiet(500)), { fromMs: 100 })
    expect(types(told.filter(({ toldMs }) => toldMs > 200))).toEqual(['voice.started', 'voice.ended'])
  })
})

describe('many calls', () => {
  it('each hears its own caller', () => {
    const detectors = Array.from({ length: 20 }, () => pool.open())
    const voices = detectors.map((_, i) => mulawOf(joined(quiet(100 + 50 * i), said, quiet(1500 - 50 * i))))
    const started = detectors.map(() => 0)
    for (let at = 0; at < voices[0]!.length; at += 160) {
      for (const [i, detector] of detectors.entries()) {
        for (const event of detector.push(voices[i]!.subarray(at, at + 160), at / 8)) {
          if (event.type === 'voice.started') started[i] = event.atMs
        }
      }
    }
    started.forEach((atMs, i) => expect(Math.abs(atMs - started[0]! - 50 * i)).toBeLessThanOrEqual(32))
  })

  it('a closed detector hears nothing, and closing it twice gives its memory back once', () => {
    const detector = pool.open()
    detector.close()
    detector.close()
    expect(hear(detector, said)).toEqual([])
    const [one, other] = [pool.open(), pool.open()]
    hear(one, said.subarray(0, 12_000))
    expect(hear(other, quiet(200))).toEqual([])
    expect([one.speaking, other.speaking]).toEqual([true, false])
  })

  it('mixes nothing into a call that joins while others speak', () => {
    const busy = pool.open()
    hear(busy, mixed(said, noise(1000, -40)))
    expect(hear(pool.open(), quiet(1000))).toEqual([])
  })
})
