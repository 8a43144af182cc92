import { systemClock } from '../media/clock.ts'
import type { Clock } from '../media/clock.ts'
import { byBreaker, createCircuitBreaker } from '../providers/circuit-breaker.ts'
import type { CircuitBreaker } from '../providers/circuit-breaker.ts'
import { SpeechError } from './speech-error.ts'
import type { WordsOptions, WordsPort, WordsStream } from './words.ts'

interface Provider {
  readonly port: WordsPort
  readonly breaker: CircuitBreaker
}

/** How long a provider may take to open a stream while there is another to be asked. A handshake takes 100–300 ms. */
const openWithinMs = 1500

/**
 * Several recognisers as one, in the order of preference. A stream is the first one's that opens; when it fails, whoever
 * opened it opens another, which is then the next one's. Rejects where none opens, with the failure of the last.
 */
export function createFailoverWords(ports: readonly WordsPort[], clock: Clock = systemClock): WordsPort {
  const providers: Provider[] = ports.map((port) => ({ port, breaker: createCircuitBreaker(clock) }))

  async function openAt({ port, breaker }: Provider, call: WordsOptions): Promise<WordsStream> {
    try {
      return await port.open({
        ...call,
        onWords(words) {
          if (words.hypotheses.length > 0) breaker.succeeded()
          call.onWords(words)
        },
        onFailure(error) {
          breaker.failed(error)
          call.onFailure(error)
        },
      })
    } catch (error) {
      breaker.failed(error)
      throw error
    }
  }

  /** Not waited for any longer: what comes of it after all is closed. */
  async function openSoon(provider: Provider, call: WordsOptions): Promise<WordsStream> {
    const late = Promise.withResolvers<never>()
    let isLate = false
    const cancel = clock.after(openWithinMs, () => {
      isLate = true
      const error = new SpeechError('timeout', `${provider.port.name}: no stream within ${openWithinMs} ms`)
      provider.breaker.failed(error)
      late.reject(error)
    })
    const opening = openAt(provider, {
      ...call,
      onWords: (words) => isLate || call.onWords(words),
      onFailure: (error) => isLate || call.onFailure(error),
    })
    opening.then((stream) => isLate && stream.close()).catch(() => {})
    try {
      return await Promise.race([opening, late.promise])
    } finally {
      cancel()
    }
  }

  return {
    name: ports.map(({ name }) => name).join(', then '),
    batchMs: Math.max(...ports.map(({ batchMs }) => batchMs)),
    async open(call) {
      const candidates = byBreaker(providers)
      let failure: unknown = new SpeechError('unavailable', 'No recogniser is configured')
      for (const provider of candidates) {
        try {
          return await (provider === candidates.at(-1) ? openAt(provider, call) : openSoon(provider, call))
        } catch (error) {
          failure = error
        }
      }
      throw failure
    },
    async close() {
      await Promise.all(ports.map((port) => port.close()))
    },
  }
}
