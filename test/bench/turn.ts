import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turnOfTheLoop, setTimeout as pause } from 'node:timers/promises'
import type { CompiledFlow } from '../../engine/machine/compile.ts'
import { Desk } from '../../src/call/desk.ts'
import type { Notice } from '../../src/call/observer.ts'
import type { WordsPort } from '../../src/speech/words.ts'
import type { Line, LineListener } from '../../src/telephony/line.ts'
import { trimSilence } from '../../src/speech/level.ts'
import { createInstantWords } from '../stand-ins/instant-words.ts'
import { silentFrame } from '../stand-ins/recording.ts'
import { joined, mixed, mulawOf, noise, quiet, speech } from '../stand-ins/speech-samples.ts'
import { benchServices, flowOf } from './bench-services.ts'
import { heading, row } from './quantiles.ts'

/**
 * What the engine adds to a turn, with providers that answer at once, on the real clock: from the moment that a turn's final
 * words are there to the first audio of the answer; and from the caller's first sound to `clear`, where any voice breaks in.
 * `npm run bench -- turn`
 */
const turns = 240
const lines = 4
const warmUp = 20

const states = `
description: Asks the same for ever.
language: en-GB
timezone: Europe/London
start: ask
`
/** The same words each time: their audio is in the cache. */
const fixed = flowOf(`
flow: fixed
${states}
states:
  ask: { confirm: More?, endpoint: 1ms, confirmed: then, denied: { correct: [], next: end } }
  then: { confirm: Next?, endpoint: 1ms, confirmed: ask, denied: { correct: [], next: end } }
  end: { end: Bye!, outcome: completed }
`)
/** A day and a time are read, checked and read back: the words are rendered for this call. */
const spoken = flowOf(`
flow: spoken
${states}
slots:
  day: { type: date, range: future, hint: the day }
  at: { type: time, hint: the time }
states:
  ask: { gather: [day, at], prompt: When?, endpoint: 1ms, nomatch: [Hm?, { to: end }], noinput: [Hm?, { to: end }], next: back }
  back: { confirm: "{{ slots.at }}?", endpoint: 1ms, confirmed: clear, denied: { correct: [], next: end } }
  clear: { set: {}, clear: [day, at], next: ask }
  end: { end: Bye!, outcome: completed }
`)
/** One long sentence that any voice breaks into. */
const interruptible = flowOf(`
flow: interruptible
description: Goes on and on.
language: en-GB
timezone: Europe/London
defaults:
  bargein: { min_words: 0, min_ms: 0 }
start: talk
states:
  talk:
    confirm: ${'This sentence is long, and it goes on. '.repeat(20)}
    noinput: [{ repeat: true }, { repeat: true }, { to: end }]
    nomatch: [{ repeat: true }, { repeat: true }, { to: end }]
    confirmed: talk
    denied: { correct: [], next: end }
  end: { end: Bye!, outcome: completed }
`)

/** A line in this process: audio takes its time, and marks come back when it has been played. */
class BenchLine implements Line {
  listener: LineListener | null = null
  onPlay: () => void = () => {}
  onClear: () => void = () => {}
  #atMs = 0
  #playedUntil = 0

  play(audio: Uint8Array): void {
    this.#playedUntil = Math.max(this.#playedUntil, performance.now()) + audio.length / 8
    this.onPlay()
  }

  mark(name: string): void {
    setTimeout(() => this.listener?.onMark(name), this.#playedUntil - performance.now())
  }

  clear(): void {
    this.#playedUntil = 0
    this.onClear()
  }

  close(): void {}

  frame(mulaw: Uint8Array): void {
    this.listener?.onAudio(mulaw, this.#atMs)
    this.#atMs += 20
  }
}

const folder = mkdtempSync(join(tmpdir(), 'callchart-bench-'))
const words = createInstantWords()
/** When the final words of a turn were handed over: the floor takes the turn in the same moment. */
let takenAt = 0
const timedWords: WordsPort = {
  ...words,
  open: (options) =>
    words.open({
      ...options,
      onWords: (heard) => {
        if (heard.final) takenAt = performance.now()
        options.onWords(heard)
      },
    }),
}
/** Who is told of which call. */
const watching = new Map<string, (notice: Notice) => void>()
const services = await benchServices({
  flows: [fixed, spoken, interruptible],
  words: timedWords,
  file: join(folder, 'calls.sqlite'),
  observer: { notice: (callId, notice) => watching.get(callId)?.(notice) },
})
const desk = new Desk(services)
let calls = 0
try {
  await measureTurns('a fixed prompt after "yes"', fixed, ['yes'])
  await measureTurns('a day and a time, read back', spoken, ['next tuesday at half past ten', 'yes'])
  await measureOnset()
} finally {
  await desk.drain(0)
  await services.store.close()
  rmSync(folder, { recursive: true })
}

async function open(flow: CompiledFlow, watch: (notice: Notice) => void): Promise<BenchLine> {
  calls += 1
  const lineId = `CA-${calls}`
  const rung = await desk.ring({ lineId, from: '', to: flow.flow.flow, direction: 'inbound' })
  if (rung === 'unknown_number') throw new Error('The bench has no such flow.')
  const line = new BenchLine()
  line.listener = await desk.connect(rung.callId, line)
  watching.set(rung.callId, watch)
  return line
}

interface Turn {
  readonly allMs: number
  readonly decidingMs: number
  readonly committingMs: number
  readonly speakingMs: number
}

async function measureTurns(what: string, flow: CompiledFlow, answers: readonly string[]): Promise<void> {
  const audio = await Promise.all(answers.map(rendered))
  await talk(flow, audio, warmUp)
  const all = (await Promise.all(Array.from({ length: lines }, () => talk(flow, audio, turns / lines)))).flat()
  console.log(`\nEnd of turn to first audio, ${all.length} turns: ${what}\n${heading}`)
  const print = (name: string, part: keyof Turn): void =>
    console.log(
      row(
        name,
        all.map((turn) => turn[part]),
      ),
    )
  print('from the final words to the first audio', 'allMs')
  print('  reading the words, and the step', 'decidingMs')
  print('  commit (SQLite, a file)', 'committingMs')
  print('  audio', 'speakingMs')
}

/** A caller who answers so many times, as soon as the question has been heard. */
async function talk(flow: CompiledFlow, audio: readonly Uint8Array[], times: number): Promise<Turn[]> {
  const measured: Turn[] = []
  let wordsAt = 0
  let steppedAt = 0
  let commitMs = 0
  let firstAudio = (): void => {}
  let questionIsHeard = (): void => {}
  const nextQuestion = (): Promise<void> =>
    new Promise((resolve) => {
      questionIsHeard = resolve
    })
  const asked = nextQuestion()
  const line = await open(flow, (told) => {
    if (told.type === 'fault') throw told.error
    if (told.type !== 'stepped') return
    if (told.event.type === 'speech.played') questionIsHeard()
    if (told.event.type !== 'turn.ended') return
    // No other call comes between the words and their step.
    wordsAt = takenAt
    steppedAt = performance.now()
    commitMs = told.commitMs
  })
  line.onPlay = () => firstAudio()
  await asked
  for (let n = 0; n < times; n++) {
    const first = new Promise<number>((resolve) => {
      firstAudio = () => resolve(performance.now())
    })
    const heard = nextQuestion()
    for (const frame of framesOf(audio[n % audio.length] ?? silentFrame)) {
      line.frame(frame)
      await turnOfTheLoop()
    }
    const playedAt = await first
    measured.push({
      allMs: playedAt - wordsAt,
      decidingMs: steppedAt - commitMs - wordsAt,
      committingMs: commitMs,
      speakingMs: playedAt - steppedAt,
    })
    await heard
  }
  line.listener?.onEnd('stop')
  return measured
}

async function rendered(text: string): Promise<Uint8Array> {
  const audio = mulawOf(Int16Array.from(trimSilence(await speech(text), 8000, { beforeMs: 0, afterMs: 0 })))
  words.teach(text, audio)
  return audio
}

function framesOf(mulaw: Uint8Array): Uint8Array[] {
  const silence = mulawOf(joined(quiet(400)))
  const all = new Uint8Array(mulaw.length + silence.length)
  all.set(mulaw)
  all.set(silence, mulaw.length)
  return Array.from({ length: Math.floor(all.length / 160) }, (_, i) => all.subarray(i * 160, (i + 1) * 160))
}

/** Until the caller's first sound, in 10 ms: louder than −40 dBFS. */
function onsetMs(pcm: Int16Array): number {
  for (let at = 0; at + 80 <= pcm.length; at += 80) {
    let energy = 0
    for (const sample of pcm.subarray(at, at + 80)) energy += (sample / 32_768) ** 2
    if (energy / 80 > 10 ** (-40 / 10)) return at / 8
  }
  throw new Error('There is no sound in it.')
}

/** In real time: each frame comes when its 20 ms are over, as a line sends it. */
async function measureOnset(): Promise<void> {
  const said = ['stop', 'no', 'please wait', 'actually I would like to', 'hello', 'one moment', 'what', 'sorry']
  for (const [what, level] of [
    ['clean speech', null],
    ['in noise of −35 dBFS (15 dB below the speech)', -35],
  ] as const) {
    const found: number[] = []
    const cleared: number[] = []
    // Each line starts at another place of the frame, and the lines are apart from each other.
    await Promise.all(
      said.map(async (text, index) => {
        await pause(index * 13)
        for (let round = 0; round < 3; round++) await breakIn(text, index * 7 + round * 3, level, found, cleared)
      }),
    )
    console.log(`\nOnset of a voice to clear, any voice breaks in, ${cleared.length} times: ${what}\n${heading}`)
    console.log(row('from the first sound to clear', cleared, 1))
    console.log(row('  until the detector has found the voice', found, 1))
    console.log(
      row(
        '  from there to clear',
        cleared.map((ms, n) => ms - (found[n] ?? 0)),
        3,
      ),
    )
  }
}

async function breakIn(
  text: string,
  offsetMs: number,
  noiseDb: number | null,
  found: number[],
  cleared: number[],
): Promise<void> {
  const leadMs = 600 + offsetMs
  const clean = joined(quiet(leadMs), await speech(text))
  const onset = onsetMs(clean)
  const mulaw = mulawOf(noiseDb === null ? clean : mixed(clean, noise(Math.ceil(clean.length / 8), noiseDb)))
  let clearedAt = Number.NaN
  let foundAt = Number.NaN
  const line = await open(interruptible, (told) => {
    if (told.type === 'voice' && told.on) foundAt = performance.now()
  })
  const beganAt = performance.now()
  line.onClear = () => {
    clearedAt = performance.now()
  }
  for (let n = 0; (n + 1) * 160 <= mulaw.length && Number.isNaN(clearedAt); n++) {
    await pause(Math.max(0, beganAt + (n + 1) * 20 - performance.now()))
    line.frame(mulaw.subarray(n * 160, (n + 1) * 160))
  }
  line.listener?.onEnd('stop')
  if (Number.isNaN(clearedAt) || clearedAt - beganAt < onset) return
  cleared.push(clearedAt - beganAt - onset)
  found.push(foundAt - beganAt - onset)
}
