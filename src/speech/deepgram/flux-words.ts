import type { WordsPort, WordsStream } from '../words.ts'
import type { DeepgramAccount } from './account.ts'
import { openFluxStream } from './flux-stream.ts'
import type { FluxLimits } from './flux-stream.ts'

/**
 * Deepgram's Flux: it hears when a turn may end, has ended, and goes on after all, and says so with the words.
 * DEEPGRAM_FLUX_MODEL changes the model; unset, it is `flux-general-en`, or `-multi` where the language is another.
 */
export function createFluxWords(account: DeepgramAccount, limits: Partial<FluxLimits> = {}): WordsPort {
  const streams = new Set<WordsStream>()
  return {
    name: `Deepgram ${account.fluxModel ?? 'flux-general'}`,
    // The vendor asks for 80 ms. https://developers.deepgram.com/docs/flux/quickstart
    batchMs: 80,
    async open(call) {
      const stream = await openFluxStream(account, call, { finalWithinMs: 1000, stalledMs: 1500, ...limits })
      streams.add(stream)
      const close = (): void => {
        streams.delete(stream)
        stream.close()
      }
      return { ...stream, close }
    },
    async close() {
      for (const stream of streams) stream.close()
      streams.clear()
    },
  }
}
