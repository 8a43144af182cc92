import type { Mouth } from '../../../src/media/mouth.ts'
import { createMouth } from '../../../src/media/mouth.ts'
import { createPlaybackWheel } from '../../../src/media/playback-wheel.ts'
import { createPromptCache } from '../../../src/media/prompt-cache.ts'
import { SpeechError } from '../../../src/speech/speech-error.ts'
import { createPlayout } from '../../stand-ins/playout.ts'
import type { ScriptedVoice, VoiceStep } from '../../stand-ins/scripted-voice.ts'
import { createScriptedVoice } from '../../stand-ins/scripted-voice.ts'
import { VirtualClock } from '../../stand-ins/virtual-clock.ts'

export const language = 'en-GB'
const SILENT = 0xff

/** A mouth on a line that plays what it is sent, in the clock's time. */
export interface Call {
  readonly mouth: Mouth
  readonly clock: VirtualClock
  readonly voice: ScriptedVoice
  /** What happened, in order: "played u1", "failed u2: timeout", "first u1". */
  readonly log: string[]
  readonly errors: Error[]
  /** When each entry of the log was written, since the call began. */
  readonly times: number[]
  /** Lengths of what was sent, in milliseconds. */
  readonly chunks: number[]
  readonly marks: string[]
  cleared: number
  /** The time at which each millisecond with sound in it was heard. */
  readonly heardMs: number[]
  /** How much the line held, each 20 ms. */
  readonly buffered: number[]
  readonly taps: { ms: number; at: number }[]
  readonly cuts: number[]
  readonly run: (ms: number) => Promise<void>
}

/** Begins a call; `script` is what its voice does for a text. */
export function answer(
  script?: (text: string) => readonly VoiceStep[],
  {
    marksReturn = true,
    fallback = undefined as readonly VoiceStep[] | undefined,
    prepared = [] as string[],
    onFallback = (_text: string): void => {},
    onPlayed = (_call: Call, _id: string): void => {},
    onFirst = (_call: Call): void => {},
  } = {},
): Call {
  const clock = new VirtualClock()
  const startedAt = clock.now()
  const voice = createScriptedVoice(clock, script)
  const other = createScriptedVoice(clock, (text) => {
    onFallback(text)
    return fallback ?? []
  })
  const prompts = createPromptCache({ voice })
  const elapsed = (): number => clock.now() - startedAt
  const note = (entry: string): void => {
    call.log.push(entry)
    call.times.push(elapsed())
  }
  const playout = createPlayout((name) => marksReturn && mouth.mark(name))
  const mouth = createMouth({
    line: {
      play(audio) {
        call.chunks.push(audio.length / 8)
        playout.audio(audio.slice())
      },
      mark(name) {
        call.marks.push(name)
        playout.mark(name)
      },
      clear() {
        call.cleared += 1
        playout.clear()
      },
    },
    voice,
    ...(fallback === undefined ? {} : { fallback: { ...other, speaks: (spoken: string) => spoken === language } }),
    prompts,
    wheel: createPlaybackWheel({ clock }),
    clock,
    onPlayed(id) {
      note(`played ${id}`)
      onPlayed(call, id)
    },
    onFailed(id, error) {
      call.errors.push(error)
      note(`failed ${id}: ${error instanceof SpeechError ? error.code : error.message}`)
    },
    onFirstAudio({ id, at, waitMs }) {
      note(`first ${id} after ${Math.round(waitMs)}${at === clock.now() ? '' : '!'}`)
      onFirst(call)
    },
    onSent: (mulaw, at) => call.taps.push({ ms: mulaw.length / 8, at: at - startedAt }),
    onCleared: (at) => call.cuts.push(at - startedAt),
  })
  const call: Call = {
    mouth,
    clock,
    voice,
    log: [],
    errors: [],
    times: [],
    chunks: [],
    marks: [],
    cleared: 0,
    heardMs: [],
    buffered: [],
    taps: [],
    cuts: [],
    async run(ms) {
      const until = elapsed() + ms
      await clock.advance(0)
      while (elapsed() < until) {
        const now = elapsed()
        const frame = playout.next()
        call.buffered.push(playout.bufferedMs)
        for (let at = 0; at < 20; at++) if (frame[at * 8] !== SILENT) call.heardMs.push(now + at)
        await clock.advance(20)
      }
    },
  }
  for (const text of prepared) void prompts.render({ text, language })
  return call
}

/** Has it said; its text is its id unless told. */
export const say = (call: Call, id: string, text = id): void => call.mouth.say({ id, text, language })
/** The milliseconds from `from` up to, and without, `to`. */
export const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i)
