import { Desk } from '../../../src/call/desk.ts'
import { compileStored, type CompiledFlow } from '../../../engine/machine/compile.ts'
import type { FlowLibrary } from '../../../src/call/flows/flow-library.ts'
import { defaultLimits, type Services } from '../../../src/call/services.ts'
import { createPlaybackWheel } from '../../../src/media/playback-wheel.ts'
import { createLoopGuard } from '../../../src/server/loop-guard.ts'
import { Outbound, type Placed } from '../../../src/server/outbound.ts'
import type { Refused } from '../../../src/server/outbound-rules.ts'
import { createTwilioAnswers, type TwilioAnswers } from '../../../src/server/twilio-answers.ts'
import { isOver, readLeg, readRoom, type Fields } from '../../../src/server/twilio-fields.ts'
import type { CallStore } from '../../../src/store/store.ts'
import { admit } from '../../../src/telephony/twilio/admission.ts'
import type { MediaSocket } from '../../../src/telephony/twilio/media-stream.ts'
import { createStreams, type Streams } from '../../../src/telephony/twilio/streams.ts'
import { tokenKeys } from '../../../src/telephony/twilio/token.ts'
import { nothing, paths, wayOut } from '../../../src/telephony/twilio/twiml.ts'
import { createRegistry } from '../../../src/tools/registry.ts'
import { createToolRunner } from '../../../src/tools/run-tool.ts'
import { accountSid, failedStatus, publicUrl } from './addresses.ts'
import { detectors, recogniser } from './hearing.ts'
import { lineControl } from './line-control.ts'
import { model } from './model.ts'
import type { Process } from './process.ts'
import { prompts, voice } from './prompts.ts'
import { storeClient } from './store-client.ts'
import type { World } from './world.ts'

const keys = tokenKeys(['a token of the account'])
const apology = { text: 'Sorry, something went wrong.', language: 'en-GB', number: null }
const drainMs = 6000

/** One server: the real desk, sessions, streams and answers, in a process whose ports lead into the simulated world. */
export class SimServer {
  readonly process: Process
  readonly desk: Desk
  isDraining = false
  readonly #world: World
  readonly #streams: Streams
  readonly #answers: TwilioAnswers
  readonly #store: CallStore
  readonly #outbound: Outbound

  /** `version` of the flow is what new calls get here. */
  constructor(world: World, process: Process, version: 0 | 1) {
    this.#world = world
    this.process = process
    const { clock } = process
    this.#store = world.mutant.store(storeClient(world, process, world.primary), process)
    const own = world.flow.versions[version]
    const control = lineControl(world, world.phone, process)
    const services: Services = {
      owner: process.name,
      flows: libraryOf(own, this.#store),
      store: this.#store,
      clock,
      words: recogniser(world, process),
      voice: voice(world, process),
      prompts: prompts(world, process),
      wheel: createPlaybackWheel({ clock }),
      detectors,
      decisions: model(world, process),
      tools: createToolRunner({
        registry: createRegistry(
          world.flow.tools.map((spec) => world.mutant.tool(world.toolServer.toolFor(process, spec), process)),
        ),
        store: this.#store,
        clock,
      }),
      control,
      destinations: world.flow.destinations,
      observer: {
        notice: (callId, notice) => world.happen({ type: 'notice', by: process.name, callId, notice }),
      },
      onJudged: ({ tool, state }) => {
        world.recovered('what a call had left was judged')
        world.tell(`${process.name} finds ${tool} ${state}`)
      },
      limits: { ...defaultLimits, callMs: 10 * 60_000 },
      chance: {
        uuid: () => world.nextId(),
        integer: (below) => world.chance.integer(0, below),
      },
    }
    this.desk = new Desk(world.mutant.services(services, process))
    this.desk.keepWatch()
    this.#outbound = new Outbound({
      services,
      desk: this.desk,
      dialler: control,
      config: world.plan.outbound === undefined ? undefined : calling,
      fault: (_, where, error) => world.tell(`${process.name} reports ${where}: ${String(error)}`),
    })
    this.#outbound.keepWatch()
    const now = (): number => Math.floor(clock.now())
    this.#streams = createStreams({
      admit: (start) => admit({ keys, accountSid, acceptBlankAccount: false, now }, start),
      connect: (callId, line, isFirst) => this.desk.connect(callId, line, isFirst),
      observer: {
        fault: (kind) => world.count(`line fault: ${kind}`),
        refused: (reason) => world.count(`stream refused: ${reason}`),
        failed: (error) => world.tell(`${process.name}: a session failed: ${String(error)}`),
      },
      clock,
    })
    this.#answers = createTwilioAnswers({
      twilio: { accountSid, authTokens: [], publicUrl, validateUpgrade: true, apiBaseUrl: null, restTimeoutMs: 3000 },
      tokenKeys: keys,
      desk: this.desk,
      store: this.#store,
      wayOut: apology,
      guard: createLoopGuard({ times: 8, withinMs: 30_000 }),
      isDraining: () => this.isDraining,
      now,
    })
  }

  accept(socket: MediaSocket): void {
    this.#streams.accept(socket)
  }

  /** A webhook comes. The routes' own part: any failure is a spoken way out. */
  post(path: string, fields: Fields, answer: (twiml: string) => void): void {
    this.process.deliver(() => {
      this.#world.point('webhook:received', this.process)
      if (this.process.isDead) return
      void this.#answer(path, fields, answer)
    })
  }

  async #answer(path: string, fields: Fields, answer: (twiml: string) => void): Promise<void> {
    const twiml = await this.#handle(path, fields).catch((error: unknown) => {
      this.#world.tell(`${this.process.name}: ${path} failed: ${String(error)}`)
      if (isTold(path)) return failedStatus
      this.#world.count('webhook answered with the way out')
      return wayOut(apology)
    })
    this.#world.point('webhook:answered', this.process)
    this.process.act(() => answer(twiml))
  }

  /** Something from outside has happened to a call, whichever server has it. */
  receive(callId: string, name: string, data: { readonly amount: number }, answer: (reply: unknown) => void): void {
    this.process.deliver(() => {
      void this.desk.tell(callId, { type: 'event.received', name, data }).then(
        (reply) => this.process.act(() => answer(reply)),
        () => this.process.act(() => answer('failed')),
      )
    })
  }

  /** Somebody wants a call to be made; the same key is the same call. */
  order(key: string, answer: (reply: Placed | Refused | 'failed') => void): void {
    const order = { to: '+447700900123', flow: this.#world.flow.name, inputs: {} }
    this.process.deliver(() => {
      void this.#outbound.place(order, 'sim', key).then(
        (reply) => this.process.act(() => answer(reply)),
        () => this.process.act(() => answer('failed')),
      )
    })
  }

  /** Timers that a server keeps without any call: the sweeper's, and those of calls that are to ring. */
  get idleTimers(): number {
    return this.#world.plan.outbound === undefined ? 1 : 4
  }

  /** Ends politely. Resolves once its calls are elsewhere. */
  async drain(): Promise<void> {
    this.isDraining = true
    this.#outbound.close()
    await this.desk.drain(drainMs)
    this.#streams.closeAll(1012, 'the server is restarting')
  }

  /** As the routes have it: what the line tells of whoever is rung for a warm transfer. */
  async #rung(path: string, fields: Fields, query: Fields): Promise<void> {
    const room = readRoom(query)
    const { CallSid = '', StatusCallbackEvent } = fields
    const joined = StatusCallbackEvent === 'participant-join' ? { legId: CallSid, how: 'joined' as const } : null
    const leg = path === paths.room ? joined : readLeg(fields)
    if (room !== null && leg !== null) await this.desk.rung(room.callId, room.id, leg)
  }

  async #handle(address: string, fields: Fields): Promise<string> {
    const answers = this.#answers
    const [path = '', text = ''] = address.replaceAll('&amp;', '&').split('?')
    const query: Fields = Object.fromEntries(new URLSearchParams(text))
    switch (path) {
      case paths.voice:
        return (await answers.voice(fields, query)).twiml
      case paths.streamEnded:
      case paths.resume:
        if (query['transfer'] !== undefined)
          this.#world.recovered('a line asked again that was to put somebody through')
        return (await answers.resume(fields, query)).twiml
      case paths.transferResult:
        return (await answers.transferResult(fields, query)).twiml
      case paths.whisper:
        return (await answers.whisper(fields, query)).twiml
      case paths.whisperAnswer:
        return (await answers.whisperAnswer(fields, query)).twiml
      case paths.leg:
      case paths.room:
        await this.#rung(path, fields, query)
        return nothing()
      case paths.answeredBy:
        await this.#outbound.answeredBy(query['call'] ?? '', fields['AnsweredBy'] ?? '')
        return nothing()
      default:
        if (query['call'] !== undefined) {
          await this.#outbound.status(query['call'], fields)
          return nothing()
        }
        if (isOver(fields['CallStatus'])) await this.desk.ended(fields['CallSid'] ?? '', fields['CallStatus'])
        return nothing()
    }
  }
}

/** Who may be called, and how soon. */
const calling = { from: '+442079460001', flows: ['parcel'], to: { '+44': true }, deadline: '20s', ring: '15s' }

/** Compiled once for the whole process: the text of a bundle is the same wherever it is read. */
const compiledByText = new Map<string, CompiledFlow>()

/** What the line tells and waits for no answer to. */
function isTold(address: string): boolean {
  const path = address.split('?')[0] ?? ''
  return ([paths.status, paths.leg, paths.room, paths.answeredBy] as string[]).includes(path)
}

function libraryOf(own: CompiledFlow, store: CallStore): FlowLibrary {
  return {
    all: [own],
    named: (name) => (name === own.flow.flow ? own : null),
    inputsFor: () => ({}),
    languageFor: () => null,
    forNumber: () => own,
    async pinned(bundle) {
      if (bundle === own.bundle) return own
      const text = await store.getBundle(bundle)
      if (text === null) return null
      const known = compiledByText.get(text)
      if (known !== undefined) return known
      const compiled = compileStored(JSON.parse(text) as CompiledFlow['flow'])
      compiledByText.set(text, compiled)
      return compiled
    },
  }
}
