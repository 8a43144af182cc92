import { level, trimSilence } from '../level.ts'
import { resample } from '../resampler.ts'
import { answerJobs } from '../worker-answers.ts'
import { loadFlite } from './synthesize.ts'
import type { FliteVoiceName } from './synthesize.ts'

/** Answered with 8 kHz speech, trimmed and levelled; empty for an empty text, which only loads flite. */
export interface FliteJob {
  readonly text: string
  readonly voice: FliteVoiceName
  /** 1 unless told. */
  readonly rate?: number
  readonly trim: { readonly beforeMs: number; readonly afterMs: number }
}

const rateHz = 8000
const flite = loadFlite()

answerJobs<Int16Array<ArrayBuffer>>(
  async ({ text, voice, rate, trim }: FliteJob) => {
    const say = await flite
    if (!text) return new Int16Array(0)
    const said = say(text, voice, rate)
    const pcm = await resample(said.pcm, said.rateHz, rateHz)
    // A copy of its own, so that the buffer can be handed over whole.
    return level(Int16Array.from(trimSilence(pcm, rateHz, trim)), rateHz) as Int16Array<ArrayBuffer>
  },
  (pcm) => [pcm.buffer],
)
