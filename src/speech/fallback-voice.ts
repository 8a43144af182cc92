import { createFliteVoice, isEnglish } from './flite/voice.ts'
import type { VoicePort } from './voice.ts'

/**
 * The embedded voice for when another one fails or is late: another voice is better than a dead line (P10). It is started
 * when it is first needed, which takes about 100 ms, and speaks English only. Nothing of it is kept: prompts are the other's.
 */
export function createFallbackVoice(): VoicePort {
  let started: Promise<VoicePort> | null = null
  return {
    name: 'flite slt (embedded), in need',
    fingerprint: 'fallback',
    speaks: isEnglish,
    async *speak(request) {
      started ??= createFliteVoice({ voice: 'slt' })
      yield* (await started).speak(request)
    },
    async close() {
      await (await started)?.close()
    },
  }
}
