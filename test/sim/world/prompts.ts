import { decodeMulaw } from '../../../src/media/mulaw.ts'
import type { PromptCache } from '../../../src/media/prompt-cache.ts'
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
    timesOf: () => [],
    durationMs: ({ text }) => agentSpeech.audioOf(text).length / bytesPerMs,
    bytes: 0,
  }
}

/** The voice that a prompt is asked of once more, where the first has not come: it may fail or never answer, too. */
export function voice(world: World, process: Process): VoicePort {
  return {
    name: 'simulated',
    fingerprint: 'simulated',
    async *speak({ text }) {
      world.recovered('the voice was asked again')
      const audio = await ask<Uint8Array>(world, process, {
        of: 'voice',
        what: 'voice',
        latencyMs: 120,
        carryOut: (answer) => answer(agentSpeech.audioOf(text)),
      })
      const samples = new Int16Array(audio.length)
      decodeMulaw(audio, samples)
      yield samples
    },
    close: async () => {},
  }
}
