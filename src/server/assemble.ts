import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { recordingsOf, staticTexts } from '../../engine/language/static-texts.ts'
import type { Diagnostic } from '../../engine/language/diagnostic.ts'
import { modelQuestions } from '../../engine/states/model-questions.ts'
import { Desk } from '../call/desk.ts'
import type { CallchartConfig, OutboundConfig } from '../define-config.ts'
import { loadFlows, type FlowLibrary, type FlowSource, type VersionSources } from '../call/flows/flow-library.ts'
import { observers, type CallObserver } from '../call/observer.ts'
import { defaultLimits, type CallLimits, type Services } from '../call/services.ts'
import { chooseDecisions, type DecisionsProvider } from '../decisions/choose.ts'
import { systemClock } from '../media/clock.ts'
import { createPlaybackWheel } from '../media/playback-wheel.ts'
import { createPromptCache, type PromptCache } from '../media/prompt-cache.ts'
import { createRecordings } from '../media/recordings.ts'
import { createSoundFiles, type SoundFiles } from '../media/sound-files.ts'
import { createDetector } from '../media/voice-activity/detector.ts'
import { SpeechError } from '../speech/speech-error.ts'
import { chooseVoice } from '../speech/choose-voice.ts'
import { chooseWords } from '../speech/choose-words.ts'
import type { SpeechOrder } from '../speech/providers.ts'
import type { CallStore } from '../store/store.ts'
import { createDialler } from '../telephony/twilio/dialler.ts'
import { createCallControl, noCallControl } from '../telephony/twilio/rest.ts'
import type { Tool, ToolLog } from '../tools/tool.ts'
import { manifestOf } from '../tools/manifest.ts'
import { createRegistry } from '../tools/registry.ts'
import { createToolRunner } from '../tools/run-tool.ts'
import { openCampaigns } from './campaigns/open-campaigns.ts'
import type { ServerConfig } from './config.ts'
import { askedTo } from './asked.ts'
import { readHoldMusic } from './hold-music.ts'
import { createLogObserver } from './log-observer.ts'
import { judgedTo } from './judged.ts'
import { createMetricsObserver } from './metrics-observer.ts'
import { createMetrics } from './metrics.ts'
import { keepHouse } from './housekeeping.ts'
import { openPrompts } from './open-prompts.ts'
import { openSecrecy, openStore, storeName } from './open-store.ts'
import { checkSecrets } from './secret-flows.ts'
import { Outbound } from './outbound.ts'
import { createServer, type CallchartServer } from './server.ts'

/** What a server is made of, besides its configuration. */
export interface Parts {
  readonly flows: readonly FlowSource[]
  readonly tools: readonly Tool[]
  readonly numbers: NonNullable<CallchartConfig['numbers']>
  /** Versions that are tried beside the flows of that name. */
  readonly versions?: readonly VersionSources[]
  readonly destinations: Readonly<Record<string, string>>
  /** What calls may be begun from here; without it none. */
  readonly outbound?: OutboundConfig
  /** Who hears and who speaks, in order; without it those whose keys are set. */
  readonly speech?: SpeechOrder
  /** Who decides, in order; without it those whose keys are set. */
  readonly decisions?: readonly DecisionsProvider[]
  /** Folder of the recordings that prompts name; without it their words are said. */
  readonly sounds?: string
  /** What callers hear who wait for somebody: a file, or an https address; the line's own music without it. */
  readonly hold?: string
  readonly observer?: CallObserver
  readonly limits?: Partial<CallLimits>
  /** What stands in for the world where a server is tested: its clock, its model, its line, its chance. */
  readonly instead?: Partial<Pick<Services, 'clock' | 'decisions' | 'control' | 'chance'>>
}

/** A server that is ready to listen. */
export interface Assembly {
  readonly server: CallchartServer
  readonly desk: Desk
  readonly store: CallStore
  /** What was chosen and what is missing, a line each, for people. */
  readonly chosen: readonly string[]
  readonly warnings: readonly Diagnostic[]
  close(): Promise<void>
}

/** Flows with errors: nothing was started. */
export class UnsoundFlows extends Error {
  override readonly name = 'UnsoundFlows'
  readonly diagnostics: readonly Diagnostic[]
  readonly flows: readonly FlowSource[]
  constructor(diagnostics: readonly Diagnostic[], flows: readonly FlowSource[]) {
    super('The flows have errors.')
    this.diagnostics = diagnostics
    this.flows = flows
  }
}

/** Wires the adapters together, as the configuration has it. Rejects with UnsoundFlows, UnkeyedSecrets, StoreError or SpeechError. */
export async function assemble(config: ServerConfig, parts: Parts, logger: Logger): Promise<Assembly> {
  const hold = parts.hold === undefined ? undefined : await readHoldMusic(parts.hold)
  const secrecy = await openSecrecy(config)
  const store = await openStore(config, secrecy)
  const registry = createRegistry(parts.tools)
  const world = { tools: manifestOf(parts.tools), destinations: Object.keys(parts.destinations) }
  const { library, diagnostics } = await loadFlows(parts.flows, store, {
    numbers: parts.numbers,
    world,
    versions: parts.versions ?? [],
    ...(parts.sounds === undefined ? {} : { sounds: parts.sounds }),
  })
  if (diagnostics.some(({ severity }) => severity === 'error')) {
    await store.close()
    throw new UnsoundFlows(diagnostics, parts.flows)
  }
  try {
    checkSecrets(
      library.all.map(({ flow }) => flow),
      secrecy,
    )
  } catch (error) {
    await store.close()
    throw error
  }
  const [words, voice] = await Promise.all([
    chooseWords(config, parts.speech?.words),
    chooseVoice(config, parts.speech?.voice),
  ])
  const shelves = await openPrompts(config, logger)
  const prompts = createPromptCache({ voice: voice.port, shelf: shelves.shelf })
  const metrics = createMetrics({ process: true })
  const decisions = chooseDecisions(config, parts.decisions, { onRequest: askedTo(metrics, logger) })
  const flowNames = new Map(library.all.map(({ bundle, flow }) => [bundle, flow.flow]))
  const recordings = createRecordings(join(config.dataDir, 'recordings'), secrecy.codec)
  const services: Services = {
    owner: `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`,
    flows: library,
    store,
    clock: systemClock,
    words: words.port,
    voice: voice.port,
    ...(voice.fallback === undefined ? {} : { fallbackVoice: voice.fallback }),
    prompts,
    wheel: createPlaybackWheel(),
    detectors: await createDetector(),
    decisions: decisions.port,
    tools: createToolRunner({
      registry,
      store,
      log: toolLog(logger),
      ...(parts.instead?.clock === undefined ? {} : { clock: parts.instead.clock }),
    }),
    control:
      config.twilio === null
        ? noCallControl(config.missingForTwilio.join('; '))
        : createCallControl({ ...config.twilio, ownMusic: parts.hold !== undefined }),
    destinations: parts.destinations,
    ...(parts.sounds === undefined ? {} : { sounds: createSoundFiles(parts.sounds) }),
    recordings,
    observer: observers(
      createMetricsObserver(metrics.calls, (bundle) => flowNames.get(bundle) ?? 'unknown'),
      createLogObserver(logger),
      ...(parts.observer === undefined ? [] : [parts.observer]),
    ),
    onJudged: judgedTo(metrics, logger),
    limits: { ...defaultLimits, ...parts.limits },
    ...parts.instead,
  }
  const desk = new Desk(services)
  // Known once there is a server.
  let serverIsBusy = (): boolean => false
  const outbound =
    config.twilio === null
      ? undefined
      : new Outbound({
          services,
          desk,
          dialler: createDialler(config.twilio),
          config: parts.outbound,
          fault: (callId, where, error) => logger.warn({ err: error, callId, where }, 'a call of ours met a fault'),
        })
  const campaigns =
    outbound === undefined
      ? null
      : await openCampaigns({
          config,
          codec: secrecy.codec,
          retentionMs: services.limits.retentionMs,
          outbound,
          store,
          outboundConfig: parts.outbound,
          flowNamed: (name) => library.named(name)?.flow ?? null,
          isBusy: () => serverIsBusy(),
          metrics,
          logger,
        })
  const server = await createServer({
    config,
    calls: desk,
    ...(outbound === undefined ? {} : { outbound, campaigns: campaigns?.campaigns ?? null }),
    store,
    metrics,
    logger,
    destinations: Object.keys(parts.destinations),
    ...(hold === undefined ? {} : { hold }),
  })
  serverIsBusy = () => server.isBusy()
  const houseKept = keepHouse(recordings, services.limits.retentionMs, logger)
  await Promise.all([renderPrompts(prompts, library, logger), readSounds(services.sounds, library, logger)])
  // A provider that compiles schemas is slow the first time.
  void decisions.port.warm?.(library.all.flatMap(({ flow }) => modelQuestions(flow)))
  return {
    server,
    desk,
    store,
    chosen: [
      `flows      ${library.all.map(({ flow }) => flow.flow).join(', ')}`,
      `words      ${words.why}`,
      `voice      ${voice.why}`,
      `decisions  ${decisions.why}`,
      `store      ${storeName(config)}`,
      `secrecy    ${secrecy.why}`,
      `tools      ${parts.tools.map(({ name }) => name).join(', ') || 'none'}`,
    ],
    warnings: diagnostics,
    async close() {
      await server.close()
      campaigns?.disconnect()
      houseKept()
      await Promise.all([words.port.close(), voice.port.close(), voice.fallback?.close(), decisions.port.close()])
      await shelves.close()
      await store.close()
    },
  }
}

/** A voice over the network may be slow: calls are taken meanwhile, and what is not ready yet is rendered when it is said. */
const renderAtMostMs = 3000

/** Renders what the flows say in every call. */
async function renderPrompts(prompts: PromptCache, library: FlowLibrary, logger: Logger): Promise<void> {
  const texts = library.all.flatMap(({ flow }) => staticTexts(flow))
  const rendering = async (): Promise<void> => {
    for (const { error } of await prompts.prepare(texts)) {
      // A voice that does not speak the flow's language would be silent in every call: better not to answer any.
      if (error instanceof SpeechError && error.code === 'unsupported_language') throw error
      logger.warn({ err: error }, 'a prompt could not be rendered')
    }
  }
  await Promise.race([rendering(), new Promise((go) => setTimeout(go, renderAtMostMs).unref())])
}

/** Reads the recordings that prompts name: of one that cannot be played the words are said. */
async function readSounds(sounds: SoundFiles | undefined, library: FlowLibrary, logger: Logger): Promise<void> {
  const names = new Set(library.all.flatMap(({ flow }) => recordingsOf(flow)))
  for (const { error } of (await sounds?.prepare([...names])) ?? [])
    logger.warn({ err: error }, 'a recording is not played')
}

function toolLog(logger: Logger): ToolLog {
  return {
    info: (message, data) => logger.info(data ?? {}, message),
    warn: (message, data) => logger.warn(data ?? {}, message),
  }
}
