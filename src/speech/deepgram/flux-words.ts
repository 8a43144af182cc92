import { createStreamsPort } from '../streams-port.ts'
import type { WordsPort } from '../words.ts'
import type { DeepgramAccount } from './account.ts'
import { openFluxStream } from './flux-stream.ts'
import type { FluxLimits } from './flux-stream.ts'

/**
 * Deepgram's Flux: it hears when a turn may end, has ended, and goes on after all, and says so with the words.
 * DEEPGRAM_FLUX_MODEL changes the model; unset, it is `flux-general-en`, or `-multi` where the language is another.
 */
export function createFluxWords(account: DeepgramAccount, limits: Partial<FluxLimits> = {}): WordsPort {
  return createStreamsPort({
    name: `Deepgram ${account.fluxModel ?? 'flux-general'}`,
    // The vendor asks for 80 ms. https://developers.deepgram.com/docs/flux/quickstart
    batchMs: 80,
    open: (call) => openFluxStream(account, call, { finalWithinMs: 1000, stalledMs: 1500, ...limits }),
  })
}
