import { parse } from 'yaml'
import { normalise } from '../../engine/language/normalise.ts'
import { compileFlow, type CompiledFlow } from '../../engine/machine/compile.ts'
import type { FlowLibrary } from '../../src/call/flows/flow-library.ts'
import type { CallObserver } from '../../src/call/observer.ts'
import { defaultLimits, type Services } from '../../src/call/services.ts'
import { systemClock } from '../../src/media/clock.ts'
import { createPlaybackWheel } from '../../src/media/playback-wheel.ts'
import { createPromptCache } from '../../src/media/prompt-cache.ts'
import { createDetector } from '../../src/media/voice-activity/detector.ts'
import type { WordsPort } from '../../src/speech/words.ts'
import { createSqliteStore } from '../../src/store/sqlite/sqlite-store.ts'
import { noCallControl } from '../../src/telephony/twilio/rest.ts'
import { createRegistry } from '../../src/tools/registry.ts'
import { createToolRunner } from '../../src/tools/run-tool.ts'
import type { Tool } from '../../src/tools/tool.ts'
import { createInstantVoice } from '../stand-ins/instant-voice.ts'

/** A flow of a measurement, from its YAML. */
export function flowOf(yaml: string): CompiledFlow {
  return compileFlow(normalise(parse(yaml) as never).flow)
}

/** Everything that a server's calls share, real but for the providers, which answer at once; the store is in `file`. */
export async function benchServices(options: {
  readonly flows: readonly CompiledFlow[]
  readonly words: WordsPort
  readonly file: string
  readonly observer: CallObserver
  readonly tools?: readonly Tool[]
}): Promise<Services> {
  const store = createSqliteStore({ file: options.file })
  const voice = createInstantVoice()
  return {
    owner: 'bench',
    flows: libraryOf(options.flows),
    store,
    clock: systemClock,
    words: options.words,
    voice,
    prompts: createPromptCache({ voice }),
    wheel: createPlaybackWheel(),
    detectors: await createDetector(),
    decisions: {
      name: 'none',
      decide: async () => ({ option: null, confidence: 0, why: 'failed' }),
      close: async () => {},
    },
    tools: createToolRunner({ registry: createRegistry(options.tools ?? []), store }),
    control: noCallControl('a bench has no account'),
    destinations: {},
    observer: options.observer,
    // A measurement goes on for longer than a call.
    limits: { ...defaultLimits, steps: 1_000_000 },
  }
}

/** `to` of a ring names the flow. */
function libraryOf(flows: readonly CompiledFlow[]): FlowLibrary {
  const named = (name: string): CompiledFlow | null => flows.find(({ flow }) => flow.flow === name) ?? null
  return {
    all: flows,
    named,
    inputsFor: () => ({}),
    languageFor: () => null,
    forNumber: (dialled) => named(dialled) ?? flows[0] ?? null,
    pinned: async (bundle) => flows.find((flow) => flow.bundle === bundle) ?? null,
  }
}
