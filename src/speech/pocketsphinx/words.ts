import type { Hypothesis } from '../../../engine/answers/answer.ts'
import type { Phrases } from '../../../engine/answers/phrases.ts'
import { SpeechError } from '../speech-error.ts'
import { createWorkerJobs } from '../worker-jobs.ts'
import type { WorkerJobs } from '../worker-jobs.ts'
import type { WordsOptions, WordsPort, WordsStream } from '../words.ts'
import { Utterance } from './utterance.ts'
import type { RecogniseJob } from './worker.ts'

/** Half a minute of speech takes about 1.5 s; others may be waiting before it. */
const timeoutMs = 15_000

/**
 * The embedded recogniser: pocketsphinx in a worker thread, no key, English only, and only what is expected: a phrase of
 * the grammar or nothing. Resolves once it can recognise, in about half a second. All calls share one thread and are
 * served in turn. Good for the demo and for tests, not for customers.
 */
export async function createPocketsphinxWords(): Promise<WordsPort> {
  const jobs = createWorkerJobs<RecogniseJob, Hypothesis[]>({
    name: 'pocketsphinx',
    file: './worker',
    from: import.meta.url,
    timeoutMs,
  })
  await jobs.run({ audio: new Uint8Array(0), ...grammarOf('') })

  return {
    name: 'pocketsphinx (embedded)',
    batchMs: 0,
    async open(options) {
      if (!/^en\b/iu.test(options.language))
        throw new SpeechError(
          'unsupported_language',
          `The embedded recogniser (pocketsphinx) hears English only, not "${options.language}": set OPENAI_API_KEY`,
        )
      return openStream(jobs, options)
    },
    close: () => jobs.close(),
  }
}

interface Grammar {
  readonly key: string
  readonly phrases: Phrases
}

function grammarOf(phrases: Phrases): Grammar {
  return { key: JSON.stringify(phrases), phrases }
}

/** One recognition that was asked for, of all there was up to `soundUntil`. */
interface Attempt {
  readonly soundUntil: number
  readonly grammar: Grammar
  readonly stop: AbortController
  readonly result: Promise<readonly Hypothesis[]>
}

interface Turn {
  readonly number: number
  readonly utterance: Utterance
  attempt: Attempt | null
}

function openStream(jobs: WorkerJobs<RecogniseJob, Hypothesis[]>, options: WordsOptions): WordsStream {
  let grammar = grammarOf({ any: [] })
  let turn: Turn | null = null
  let closed = false
  /** Turns that are over and wait for their words. */
  const pending = new Set<AbortController>()

  const attempt = ({ utterance }: Turn): Attempt => {
    const stop = new AbortController()
    const result = jobs.run({ audio: utterance.audio(), ...grammar }, stop.signal)
    // Whoever waits for it hears of a failure; nobody may be waiting.
    result.catch(() => undefined)
    return { soundUntil: utterance.soundUntil, grammar, stop, result }
  }

  /** What was begun at the last pause, if nothing has been said or asked since; otherwise anew. */
  const attemptNow = (current: Turn): Attempt => {
    const before = current.attempt
    if (before && before.soundUntil === current.utterance.soundUntil && before.grammar.key === grammar.key)
      return before
    before?.stop.abort()
    return (current.attempt = attempt(current))
  }

  const finish = async ({ number, attempt }: Turn): Promise<void> => {
    if (!attempt) return
    pending.add(attempt.stop)
    try {
      const hypotheses = await attempt.result
      if (!closed) options.onWords({ turn: number, hypotheses, final: true })
    } catch (error) {
      if (closed || attempt.stop.signal.aborted) return
      options.onWords({ turn: number, hypotheses: [], final: true })
      options.onFailure(error instanceof Error ? error : new Error(String(error)))
    } finally {
      pending.delete(attempt.stop)
    }
  }

  const tellEarly = async (current: Turn, asked: Attempt): Promise<void> => {
    const hypotheses = await asked.result.catch(() => null)
    if (hypotheses && !closed && turn === current && current.attempt === asked)
      options.onWords({ turn: current.number, hypotheses, final: false })
  }

  return {
    expect({ phrases }) {
      grammar = grammarOf(phrases)
      // Compiled before it is needed. What goes wrong here goes wrong again, and is told, when it is needed.
      jobs.run({ audio: new Uint8Array(0), ...grammar }).catch(() => undefined)
    },
    startTurn(number) {
      turn?.attempt?.stop.abort()
      turn = { number, utterance: new Utterance(), attempt: null }
    },
    audio: (frame) => turn?.utterance.add(frame),
    pause() {
      const current = turn
      if (!current) return
      const asked = attemptNow(current)
      void tellEarly(current, asked)
    },
    endTurn() {
      const current = turn
      turn = null
      if (!current) return
      attemptNow(current)
      void finish(current)
    },
    cancelTurn() {
      turn?.attempt?.stop.abort()
      turn = null
    },
    close() {
      closed = true
      turn?.attempt?.stop.abort()
      turn = null
      for (const stop of pending) stop.abort()
    },
  }
}
