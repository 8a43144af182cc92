import { createEar } from '../../src/media/ear.ts'
import { createMouth } from '../../src/media/mouth.ts'
import { decodeMulaw, encodeMulaw } from '../../src/media/mulaw.ts'
import { createPlaybackWheel } from '../../src/media/playback-wheel.ts'
import { createPromptCache } from '../../src/media/prompt-cache.ts'
import { createDetector } from '../../src/media/voice-activity/detector.ts'
import { WINDOW_SAMPLES, loadSilero } from '../../src/media/voice-activity/silero.ts'
import { createScriptedVoice } from '../stand-ins/scripted-voice.ts'
import { joined, mixed, mulawOf, noise, quiet, speech } from '../stand-ins/speech-samples.ts'
import { VirtualClock } from '../stand-ins/virtual-clock.ts'

// node test/bench/media.ts: what ear and mouth cost. Time is virtual, so that only work is counted; each figure is the
// median of its rounds, because the machine does other things too.

const ROUNDS = 9
const CALLS = 100

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[values.length >> 1]!
}

/** Microseconds for one of `units`, where `run` does them all. */
function microseconds(units: number, run: (round: number) => void): number {
  run(0)
  const rounds = Array.from({ length: ROUNDS }, (_, round) => {
    const from = performance.now()
    run(round + 1)
    return ((performance.now() - from) * 1000) / units
  })
  return median(rounds)
}

function print(what: string, value: number, unit: string): void {
  console.log(`${what.padEnd(72)} ${value.toFixed(value < 10 ? 2 : 1).padStart(8)} ${unit}`)
}

/** Ten seconds of a caller on a line with noise: a third speech, a third soft noise, a third digital silence. */
const said = (await speech('I would like to move my appointment to Friday at ten.')).subarray(0, 26_000)
const caller = mulawOf(joined(mixed(said, noise(3250, -50)), noise(3250, -50), quiet(3500)))
const frames = Array.from({ length: caller.length / 160 }, (_, i) => caller.subarray(i * 160, (i + 1) * 160))
const seconds = caller.length / 8000

const pcm = new Int16Array(160)
const into = new Uint8Array(160)
print(
  'mu-law, a frame of 20 ms decoded and encoded',
  microseconds(100_000, () => {
    for (let i = 0; i < 100_000; i++) {
      decodeMulaw(frames[i % frames.length]!, pcm)
      encodeMulaw(pcm, into)
    }
  }),
  'µs',
)

const loads: number[] = []
for (let i = 0; i < 5; i++) {
  const from = performance.now()
  await loadSilero()
  loads.push(performance.now() - from)
}
print('voice activity, the model loaded', median(loads), 'ms')

const silero = await loadSilero()
const window = Float32Array.from(noise(32, -25), (sample) => sample / 32_768)
const one = silero.open()
print(
  'voice activity, a window of 32 ms, one stream',
  microseconds(2000, () => {
    for (let i = 0; i < 2000; i++) {
      silero.window.set(window)
      silero.probability(one)
    }
  }),
  'µs',
)
const many = Array.from({ length: 500 }, () => silero.open())
print(
  'voice activity, a window of 32 ms, 500 streams in turn',
  microseconds(2000, () => {
    for (let i = 0; i < 2000; i++) {
      silero.window.set(window)
      silero.probability(many[i % many.length]!)
    }
  }),
  'µs',
)
console.log(`${''.padEnd(72)} ${(8000 / WINDOW_SAMPLES).toFixed(1).padStart(8)} windows a second`)

const pool = await createDetector()
const words = { expect() {}, startTurn() {}, audio() {}, pause() {}, endTurn() {}, cancelTurn() {}, close() {} }
const ears = Array.from({ length: CALLS }, () =>
  createEar({ detector: pool.open(), words, clock: new VirtualClock(), onVoice: () => {} }),
)
print(
  `ear, a second of a call (${CALLS} calls, a third speech, a third noise)`,
  microseconds(CALLS * seconds, (round) => {
    frames.forEach((frame, i) => {
      for (const ear of ears) ear.audio(frame, (round * frames.length + i) * 20)
    })
    for (const ear of ears) ear.endTurn()
  }),
  'µs',
)

/** A line that does what Twilio's does, but for the socket. */
function lineOf(send: (message: string) => void): Parameters<typeof createMouth>[0]['line'] {
  const streamSid = 'MZ00000000000000000000000000000000'
  return {
    play(audio) {
      const payload = Buffer.from(audio.buffer, audio.byteOffset, audio.length).toString('base64')
      send(JSON.stringify({ event: 'media', streamSid, media: { payload } }))
    },
    mark: (name) => send(JSON.stringify({ event: 'mark', streamSid, mark: { name } })),
    clear: () => send(JSON.stringify({ event: 'clear', streamSid })),
  }
}

async function playback(line: () => Parameters<typeof createMouth>[0]['line'], text: string): Promise<number> {
  const clock = new VirtualClock()
  const voice = createScriptedVoice(clock, () => [{ gives: 20_000 }])
  const prompts = createPromptCache({ voice })
  await prompts.render({ text, language: 'en' })
  const wheel = createPlaybackWheel({ clock })
  const mouths = Array.from({ length: CALLS }, () =>
    createMouth({ line: line(), voice, prompts, wheel, clock, onPlayed: () => {}, onFailed: () => {} }),
  )
  return microseconds(CALLS * 20, (round) => {
    for (const mouth of mouths) mouth.say({ id: `u${round}`, text, language: 'en' })
    clock.tick(22_000)
  })
}

const nothing = { play() {}, mark() {}, clear() {} }
let sent = 0
print(`mouth, a second of speech (${CALLS} calls, a prompt that is kept)`, await playback(() => nothing, 'hello'), 'µs')
print(
  'mouth, the same with base64 and JSON for the line',
  await playback(() => lineOf((message) => (sent += message.length)), 'hello'),
  'µs',
)
print("model's state of a call", 288 * 4, 'bytes')
if (sent === 0) throw new Error('The line was sent nothing: these figures mean nothing.')
