import type { PromptCache } from '../../../src/media/prompt-cache.ts'
import { SpeechError } from '../../../src/speech/speech-error.ts'
import type { VoicePort } from '../../../src/speech/voice.ts'
import type { Process } from './process.ts'
import { ask } from './remote.ts'
import { agentSpeech, bytesPerMs } from './sound.ts'
import type { World } from './world.ts'

/** Prompts that are rendered at once, or, one in ten, by a voice on another machine, which may fail or never answer. */
export function prompts(world: World, process: Process): PromptCache {
  return {
    find({ text }) {
      if (world.chance.happens(0.9)) return agentSpeech.audioOf(text)
      return ask<Uint8Array>(world, process, {
        of: 'voice',
        what: 'voice',
        latencyMs: 120,
        carryOut: (answer) => answer(agentSpeech.audioOf(text)),
      })
    },
    render: async ({ text }) => agentSpeech.audioOf(text),
    prepare: async () => [],
    durationMs: ({ text }) => agentSpeech.audioOf(text).length / bytesPerMs,
    bytes: 0,
  }
}

/** Nothing reaches it: every prompt is in the cache. */
export const noVoice: VoicePort = {
  name: 'none',
  fingerprint: 'none',
  // oxlint-disable-next-line require-yield
  async *speak() {
    throw new SpeechError('unavailable', 'Everything is in the cache.')
  },
  close: async () => {},
}
