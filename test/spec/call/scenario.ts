import { parse } from 'yaml'
import { normalise } from '../../../engine/language/normalise.ts'
import type { Json } from '../../../engine/language/json.ts'
import { compileFlow, type CompiledFlow } from '../../../engine/machine/compile.ts'
import type { CallEvent, DecisionOutcome } from '../../../engine/machine/event.ts'
import { replay } from '../../../engine/machine/replay.ts'
import { Desk } from '../../../src/call/desk.ts'
import type { FlowLibrary } from '../../../src/call/flows/flow-library.ts'
import type { CallObserver, Notice } from '../../../src/call/observer.ts'
import { defaultLimits, type CallLimits, type Services } from '../../../src/call/services.ts'
import type { DecisionsPort } from '../../../src/decisions/decisions.ts'
import { createPlaybackWheel } from '../../../src/media/playback-wheel.ts'
import { createPromptCache } from '../../../src/media/prompt-cache.ts'
import { createDetector } from '../../../src/media/voice-activity/detector.ts'
import { sealed } from '../../contract/sealing.ts'
import { createSqliteStore } from '../../../src/store/sqlite/sqlite-store.ts'
import type { CallStore } from '../../../src/store/store.ts'
import { LineError, type CallControl, type RecordingControl, type RoomControl } from '../../../src/telephony/line.ts'
import { createRegistry } from '../../../src/tools/registry.ts'
import { createToolRunner } from '../../../src/tools/run-tool.ts'
import type { Tool } from '../../../src/tools/tool.ts'
import { createInstantVoice, type InstantVoice } from '../../stand-ins/instant-voice.ts'
import { createInstantWords, type InstantWords } from '../../stand-ins/instant-words.ts'
import { VirtualClock, settle } from '../../stand-ins/virtual-clock.ts'
import { VirtualLine } from '../../stand-ins/virtual-line.ts'
import { callerSays } from './caller-audio.ts'
import { mortal } from './mortal.ts'

/** The flow of a test, from its YAML. */
export function flowOf(yaml: string): CompiledFlow {
  const { flow } = normalise(parse(yaml) as never)
  return compileFlow(flow)
}

export interface ScenarioOptions {
  readonly tools?: readonly Tool[]
  readonly limits?: Partial<CallLimits>
  readonly decides?: DecisionsPort['decide']
  /** What the configuration binds to the number. */
  readonly language?: string
  /** How long the recogniser takes for its final words. */
  readonly finalAfterMs?: number
  /** The recogniser has turn events of its own, and ends a turn so long after a pause began. */
  readonly endsAfterMs?: number
  /** Stands between the calls and the store: outages, lost replies. */
  readonly storeBehind?: (store: CallStore, clock: VirtualClock) => CallStore
  readonly destinations?: Readonly<Record<string, string>>
  /** The line can have a caller wait for somebody. */
  readonly hasRooms?: boolean
  /** The line can record calls as a whole. */
  readonly recording?: RecordingControl
  /** Watches instead of the scenario, which has no notices then. */
  readonly observer?: CallObserver
}

const detectors = await createDetector()
const lineId = 'CA00000000000000000000000000000001'

/**
 * One phone call in virtual time, with everything real but the providers and the wires: ear, mouth, floor, machine,
 * SQLite, tool runner. The caller's speech goes through the real detector; what the agent said is read from the line.
 */
export class Scenario {
  readonly clock = new VirtualClock()
  readonly words: InstantWords
  readonly voice: InstantVoice = createInstantVoice()
  /** The store itself, behind whatever fails. */
  readonly store = createSqliteStore({ file: ':memory:', codec: sealed })
  readonly notices: Notice[] = []
  /** What was asked of the line from outside its stream. */
  readonly asked: string[] = []
  readonly lines: VirtualLine[] = []
  readonly compiled: CompiledFlow
  desk: Desk
  callId = ''
  /** Whether the line brings a new stream by itself when it is asked to, as Twilio does. */
  obliging = true
  callerIsThere = true
  /** What becomes of a request to transfer, and how many the line has taken. */
  /** So many times the line does not say whether it has taken a transfer. */
  unanswered = 0
  transferring: 'works' | 'refuses' | 'is not reached' | 'loses its reply' = 'works'
  transfers = 0
  /** The caller waits in a room of the line, and who was rung for it. */
  seated = false
  readonly legs: string[] = []
  readonly #options: ScenarioOptions
  readonly #read = this.voice.reader()
  readonly #readTo = new Map<VirtualLine, number>()
  readonly #dying = new Map<Desk, () => void>()

  constructor(flow: CompiledFlow, options: ScenarioOptions = {}) {
    this.compiled = flow
    this.#options = options
    const { finalAfterMs = 0, endsAfterMs } = options
    this.words = createInstantWords({
      clock: this.clock,
      finalAfterMs,
      ...(endsAfterMs === undefined ? {} : { endsAfterMs }),
    })
    this.desk = this.#server('server-1', {})
  }

  /** The call rings, is answered, and its stream has come. */
  static async start(flow: CompiledFlow, options: ScenarioOptions = {}): Promise<Scenario> {
    const scenario = new Scenario(flow, options)
    await scenario.rings()
    await scenario.connects()
    return scenario
  }

  async rings(): Promise<void> {
    const ring = { lineId, from: '+442079460000', to: '+442079460001', direction: 'inbound' as const }
    const answer = await this.#inTime(this.desk.ring(ring))
    if (answer === 'unknown_number') throw new Error('Nobody answers.')
    this.callId = answer.callId
  }

  /** A stream comes for the call: the first, another, or a second one beside it. */
  async connects(): Promise<VirtualLine> {
    const line: VirtualLine = new VirtualLine(this.clock, () =>
      this.clock.after(100, () => void this.#goesOnAfter(line)),
    )
    this.lines.push(line)
    try {
      line.answer(await this.#inTime(Promise.resolve(this.desk.connect(this.callId, line))))
    } catch (error) {
      line.end('lost')
      throw error
    }
    return line
  }

  get line(): VirtualLine {
    const line = this.lines.at(-1)
    if (line === undefined) throw new Error('There is no stream yet.')
    return line
  }

  async wait(ms: number): Promise<void> {
    await this.clock.advance(ms)
  }

  /** What the caller has heard so far, on all streams. Silence is " | ". */
  get heard(): string {
    for (const line of this.lines) {
      const from = this.#readTo.get(line) ?? 0
      this.#readTo.set(line, line.moments.length)
      this.#read(line.moments.slice(from).map(({ agent }) => agent))
    }
    return this.#read([])
  }

  /** Waits until what was heard ends so. */
  async hears(text: string, withinMs = 20_000): Promise<void> {
    await this.until(`the caller hears "${text}"`, () => this.heard.endsWith(text), withinMs)
  }

  async until(what: string, holds: () => boolean, withinMs = 20_000): Promise<void> {
    for (let waited = 0; !holds(); waited += 20) {
      if (waited >= withinMs) throw new Error(`Not in ${withinMs} ms: ${what}. Heard: ${this.heard}. ${this.history}`)
      await this.clock.advance(20)
    }
  }

  /** What was heard, utterance by utterance, without the phrases that fill a wait. */
  heardBut(...fillers: readonly string[]): readonly string[] {
    return this.heard.split(' | ').filter((utterance) => !fillers.includes(utterance))
  }

  /** The caller begins to say it and does not wait for the end. `means` is what the recogniser will make of it. */
  async begins(text: string, means: Parameters<InstantWords['teach']>[0] = text): Promise<void> {
    const audio = await callerSays(text)
    this.words.teach(means, audio)
    this.line.speak(audio)
  }

  /** The caller says it all and is silent. */
  async says(text: string, means: Parameters<InstantWords['teach']>[0] = text): Promise<void> {
    await this.begins(text, means)
    await this.until('the caller has spoken', () => !this.line.callerIsSpeaking)
  }

  /** The socket goes, and nothing is said about it. */
  drops(): void {
    this.line.end('lost')
  }

  /** The caller hangs up: the stream stops and the line says so. */
  async hangsUp(): Promise<void> {
    this.callerIsThere = false
    this.line.end('stop')
    let isTold = false
    const told = this.desk.ended(lineId, 'completed').finally(() => (isTold = true))
    await settle()
    // A step that is being committed comes first.
    await this.until('the call knows that the caller is gone', () => isTold)
    await told
    await settle()
  }

  /** Another server on the same store; it shares nothing else with this one. */
  otherServer(change: Partial<Services> = {}): Desk {
    return this.#server('server-2', change)
  }

  /** The server that has the call dies, with its socket: it commits nothing more and says nothing to anyone. */
  crashes(): void {
    this.#dying.get(this.desk)?.()
    this.line.end('lost')
  }

  /** Where the call is in its flow, as it is stored. */
  async state(): Promise<string> {
    return JSON.stringify((await this.store.read(this.callId))?.snapshot?.value ?? null)
  }

  async slots(): Promise<Readonly<Record<string, Json>>> {
    return (await this.store.read(this.callId))?.snapshot?.context.slots ?? {}
  }

  async outcome(): Promise<string | null> {
    return (await this.store.read(this.callId))?.snapshot?.context.outcome ?? null
  }

  async events(): Promise<readonly CallEvent[]> {
    return (await this.store.log(this.callId)).map(({ event }) => event)
  }

  /** How many of these have happened. */
  async count(type: CallEvent['type']): Promise<number> {
    return (await this.events()).filter((event) => event.type === type).length
  }

  faults(): string[] {
    return this.notices.flatMap((notice) =>
      notice.type === 'fault' ? [`${notice.where}: ${String(notice.error)}`] : [],
    )
  }

  /** P1 and P4: the log has no gap and folds to the stored snapshot, byte for byte. */
  async foldedAndStored(): Promise<{ readonly folded: string; readonly stored: string }> {
    const log = await this.store.log(this.callId)
    log.forEach(({ seq }, index) => {
      if (seq !== index + 1) throw new Error(`The log has ${seq} where ${index + 1} belongs.`)
    })
    const last = [
      ...replay(
        this.compiled,
        log.map(({ event }) => event),
      ),
    ].at(-1)
    const stored = await this.store.read(this.callId)
    return { folded: JSON.stringify(last?.snapshot), stored: JSON.stringify(stored?.snapshot) }
  }

  /**
   * The call is over here, and nothing of it is left: no session, no recogniser, no timer; its log folds to what is stored.
   * Throws otherwise.
   */
  async isOverAndGone(): Promise<void> {
    await this.wait(20_000)
    const { folded, stored } = await this.foldedAndStored()
    const left = {
      'a log that folds to something else': folded !== stored,
      'a live call': (await this.store.read(this.callId))?.live === true,
      'a session': this.desk.live > 0,
      'a recogniser': this.words.streams > 0,
      'a timer': this.clock.pending > 0,
      'an open line': this.lines.some((line) => !line.isOver),
    }
    const remains = Object.entries(left).filter(([, is]) => is)
    if (remains.length > 0)
      throw new Error(`There is left: ${remains.map(([what]) => what).join(', ')}. ${this.history}`)
  }

  /** Every 20 ms in which both were heard. */
  overlapsMs(): number {
    return (
      this.lines
        .flatMap((line) => line.moments)
        .filter(({ agent, callerSpeaks }) => callerSpeaks && this.voice.textOf([agent]) !== '').length * 20
    )
  }

  get history(): string {
    return this.notices
      .map((notice) =>
        notice.type === 'stepped'
          ? `${notice.event.type} (${notice.why.join(', ')})`
          : notice.type === 'fault'
            ? `FAULT ${notice.where} ${String(notice.error)}`
            : '',
      )
      .filter((line) => line !== '')
      .join('; ')
  }

  #server(owner: string, change: Partial<Services>): Desk {
    const { voice } = this
    const options = this.#options
    const { clock, store, die } = mortal(this.clock, options.storeBehind?.(this.store, this.clock) ?? this.store)
    const desk = new Desk({
      owner,
      flows: libraryOf(this.compiled, this.#options.language ?? null),
      store,
      clock,
      words: this.words,
      voice,
      prompts: createPromptCache({ voice }),
      wheel: createPlaybackWheel({ clock }),
      detectors,
      decisions: { name: 'scripted', decide: options.decides ?? unsure, close: async () => {} },
      tools: createToolRunner({ registry: createRegistry(options.tools ?? []), store, clock }),
      control: this.#control(),
      destinations: options.destinations ?? {},
      observer: options.observer ?? { notice: (_, notice) => void this.notices.push(notice) },
      limits: { ...defaultLimits, ...options.limits },
      ...change,
    })
    this.#dying.set(desk, die)
    return desk
  }

  #control(): CallControl {
    const present = (): void => {
      if (!this.callerIsThere) throw new LineError('unknown_call', 'The line knows of no such call.')
    }
    return {
      hangup: async () => {
        this.asked.push('hangup')
        present()
        this.callerIsThere = false
        for (const line of this.lines) line.end('stop')
      },
      sayLast: async (_, { text }) => {
        this.asked.push(`say ${text}`)
        present()
        this.callerIsThere = false
      },
      reconnect: async () => {
        this.asked.push('reconnect')
        present()
        if (this.obliging) this.clock.after(200, () => void this.connects().catch(() => {}))
      },
      hasTransferred: async () => {
        this.asked.push('transferred?')
        if (this.unanswered-- > 0) throw new LineError('unreachable', 'The line gave no reply.')
        return this.transfers > 0
      },
      ...(this.#options.hasRooms === true ? { room: this.#room(present) } : {}),
      ...(this.#options.recording === undefined ? {} : { recording: this.#options.recording }),
      transfer: async (_, { to }) => {
        this.asked.push(`transfer ${to}`)
        if (this.transferring === 'refuses') throw new LineError('refused', 'The line refuses.')
        if (this.transferring === 'is not reached') throw new LineError('unreachable', 'The line is not reached.')
        this.transfers += 1
        if (this.transferring === 'loses its reply') throw new LineError('unreachable', 'The line gave no reply.')
        present()
        this.line.end('stop')
      },
    }
  }

  /** The rooms of a line for warm transfers; whoever is rung is told of by the test. */
  #room(present: () => void): RoomControl {
    return {
      seat: async () => {
        this.asked.push('seat')
        present()
        this.seated = true
        this.line.end('stop')
      },
      hasSeated: async () => {
        this.asked.push('seated?')
        return this.seated
      },
      ring: async (_, { to, from }) => {
        this.asked.push(`ring ${to} from ${from}`)
        this.legs.push(`CAleg${this.legs.length + 1}`)
        return this.legs.at(-1) ?? ''
      },
      hasRung: async () => {
        this.asked.push('rung?')
        return this.legs.length > 0 ? null : false
      },
      release: async (legId) => {
        this.asked.push(`release ${legId}`)
      },
    }
  }

  /** We have closed the stream: the line asks what is to follow, as Twilio does, and opens another or hangs up. */
  async #goesOnAfter(line: VirtualLine): Promise<void> {
    if (line !== this.line || !this.callerIsThere || !this.obliging) return
    const next = await this.desk.resume(lineId).catch(() => 'unknown')
    if (next === 'reconnect') await this.connects().catch(() => {})
    else if (next === 'over') this.callerIsThere = false
  }

  /** A promise that may need time to pass: at most ten seconds of it. */
  async #inTime<T>(promise: Promise<T>): Promise<T> {
    const state = { isOver: false }
    const over = promise.finally(() => {
      state.isOver = true
    })
    over.catch(() => {})
    await settle()
    for (let waited = 0; !state.isOver && waited < 10_000; waited += 20) await this.clock.advance(20)
    return over
  }
}

function libraryOf(flow: CompiledFlow, language: string | null): FlowLibrary {
  return {
    all: [flow],
    named: (name) => (name === flow.flow.flow ? flow : null),
    inputsFor: () => ({}),
    languageFor: () => language,
    forNumber: () => flow,
    pinned: async (bundle) => (bundle === flow.bundle ? flow : null),
  }
}

async function unsure(): Promise<DecisionOutcome> {
  return { option: null, confidence: 0, why: 'failed' }
}
