import { systemClock } from '../media/clock.ts'
import type { Clock } from '../media/clock.ts'
import { byBreaker, createCircuitBreaker } from '../providers/circuit-breaker.ts'
import type { CircuitBreaker } from '../providers/circuit-breaker.ts'
import { createPatience } from './patience.ts'
import { portionTimes } from './portion-times.ts'
import type { SaidTime } from './said-times.ts'
import { SpeechError } from './speech-error.ts'
import { sentences, spokenText } from './spoken-text.ts'
import type { VoicePort, VoiceRequest } from './voice.ts'

interface Provider {
  readonly port: VoicePort
  readonly breaker: CircuitBreaker
}

/** How long a voice may be silent while there is another to be asked: the caller is not to hear it. */
const patienceMs = 1000
/** Between two sentences, each of which comes without the silence at its ends: as long as a speaker pauses there. */
const pause = new Int16Array(250 * 8)

/**
 * Several voices as one, in the order of preference, and a text in its sentences: the first is heard while the next are
 * still to be made. A voice that fails in the middle of a sentence is followed by the next one, which says that sentence
 * from its beginning: a caller understands a word that is said twice, and not half a word.
 */
export function createFailoverVoice(
  ports: readonly [VoicePort, ...VoicePort[]],
  clock: Clock = systemClock,
): VoicePort {
  const providers: Provider[] = ports.map((port) => ({ port, breaker: createCircuitBreaker(clock) }))
  const first = ports[0]

  async function* sayWith(
    { port, breaker }: Provider,
    request: VoiceRequest,
    waitsForEver: boolean,
  ): AsyncGenerator<Int16Array> {
    const patience = waitsForEver ? null : createPatience(patienceMs)
    let hasSpoken = false
    const signals = [request.signal, patience?.signal].filter((signal) => signal !== undefined)
    try {
      for await (const piece of port.speak({ ...request, signal: AbortSignal.any(signals) })) {
        breaker.succeeded()
        hasSpoken = true
        patience?.rest()
        yield piece
        patience?.renew()
      }
      if (!hasSpoken) throw new SpeechError('unavailable', `${port.name}: no audio for a text`)
    } catch (error) {
      const isOurs = request.signal?.aborted !== true && patience?.signal.aborted === true
      const failure = isOurs ? new SpeechError('timeout', `${port.name}: silent for ${patienceMs} ms`) : error
      breaker.failed(failure)
      throw failure
    } finally {
      patience?.end()
    }
  }

  async function* saySentence(
    request: VoiceRequest,
    from: readonly Provider[],
    { isFirst, tell }: { readonly isFirst: boolean; readonly tell: (time: SaidTime) => void },
  ): AsyncGenerator<Int16Array> {
    let samples = isFirst ? 0 : pause.length
    if (!isFirst) yield pause.slice()
    const candidates = byBreaker(from)
    for (const [at, provider] of candidates.entries()) {
      const isLast = at === candidates.length - 1
      const began = samples
      const onTime = (time: SaidTime): void => tell({ ...time, samples: began + time.samples })
      // What the one before it has said of the sentence is said again.
      onTime({ characters: 0, samples: 0 })
      try {
        for await (const piece of sayWith(provider, { ...request, onTime }, isLast)) {
          samples += piece.length
          yield piece
        }
        return
      } catch (error) {
        if (isLast || request.signal?.aborted === true) throw error
      }
    }
  }

  async function* say({ onTime, ...request }: VoiceRequest, from: readonly Provider[]): AsyncGenerator<Int16Array> {
    const timed = portionTimes(request.text, sentences(spokenText(request.text)), onTime)
    for (const [at, { portion, tell, said }] of timed.entries())
      yield* said(saySentence({ ...request, text: portion }, from, { isFirst: at === 0, tell }))
  }

  /** By the first that speaks the language: what is kept is never another's, who only stood in. */
  async function* keep(request: VoiceRequest): AsyncGenerator<Int16Array> {
    for (const [at, provider] of providers.entries()) {
      try {
        yield* say(request, [provider])
        return
      } catch (error) {
        const isUnknown = error instanceof SpeechError && error.code === 'unsupported_language'
        if (!isUnknown || at === providers.length - 1) throw error
      }
    }
  }

  return {
    name: ports.map(({ name }) => name).join(', then '),
    // Sentence by sentence it sounds otherwise than in one.
    fingerprint: `${first.fingerprint}/sentences/1`,
    speaks: (language) => ports.some((port) => port.speaks?.(language) ?? true),
    speak: (request) => say(request, providers),
    keeps: { speak: keep },
    async close() {
      await Promise.all(ports.map((port) => port.close()))
    },
  }
}
