import fc from 'fast-check'
import { told, understand, understandKeys } from '../../../engine/hearing/understand.ts'
import type { CompiledFlow } from '../../../engine/machine/compile.ts'
import type { Effect, Listen } from '../../../engine/machine/effect.ts'
import type { CallEvent, TimerName } from '../../../engine/machine/event.ts'
import type { Snapshot } from '../../../engine/machine/snapshot.ts'

const words = [
  '',
  'erm',
  'yes',
  'no',
  'four',
  'twelve people',
  'four people at seven pm',
  'no eight pm',
  'no',
  'one two',
  'one two three four',
  'neither',
  'the second one',
  'red',
  'next tuesday at half past ten',
  'at eleven',
  'another one',
  'that is all',
  'leave it',
  'my cousin comes',
  'help',
  'say that again',
  'go back',
  'hold on a second',
  'operator',
  'cancel',
  'slow down',
  'where are you',
  'what is on the menu',
  'when do you close',
  'where are you and do you have parking',
  'actually make it five guests',
  'no sorry guests three',
]
const keys = '0123456789*#'
const timerNames: readonly TimerName[] = ['noinput', 'keys', 'filler', 'tool', 'decision', 'transfer', 'wait']

/** What may happen next, whether it can or not: `pick` chooses among the particulars, `wait` is how long it takes. */
export interface Happening {
  readonly kind: (typeof kinds)[number]
  readonly pick: number
  readonly wait: number
}

const kinds = [
  'as hoped',
  'played',
  'played late',
  'broke in',
  'broke in late',
  'said',
  'key',
  'timer',
  'timer late',
  'tool',
  'tool late',
  'decision',
  'decision late',
  'transfer',
  'transfer late',
  'lost',
  'resumed',
  'outside',
  'recorded',
  'hung up',
] as const
const weights: Partial<Record<Happening['kind'], number>> = {
  'as hoped': 50,
  played: 10,
  said: 14,
  timer: 10,
  tool: 10,
  decision: 6,
  transfer: 4,
  'broke in': 6,
  key: 6,
  resumed: 3,
}

/** What a caller who answers says to a question for it. */
const answersTo: Readonly<Record<string, readonly string[]>> = {
  guests: ['four people', 'four people at seven pm', 'twelve people'],
  at: ['at eleven', 'seven pm'],
  day: ['next tuesday', 'next tuesday at half past ten'],
  code: ['one two three four', 'one two'],
  offer: ['red', 'the second one', 'neither'],
  again: ['yes', 'no'],
  $yes: ['yes', 'yes please', 'no', 'no eight pm'],
}

/** Sequences of what the world does to a call: mostly what it waits for, and now and then what comes too late. */
export const happenings: fc.Arbitrary<Happening[]> = fc.array(
  fc.record({
    kind: fc.oneof(...kinds.map((kind) => ({ weight: weights[kind] ?? 1, arbitrary: fc.constant(kind) }))),
    pick: fc.nat(1000),
    wait: fc.nat(2000),
  }),
  { minLength: 5, maxLength: 80, size: 'max' },
)

/** Makes events of happenings, from what the call is and what it expects. */
export class World {
  readonly #compiled: CompiledFlow
  #listening: Listen | null = null
  #now: number
  streamLost = false

  constructor(compiled: CompiledFlow, now: number) {
    this.#compiled = compiled
    this.#now = now
  }

  follow(effects: readonly Effect[]): void {
    for (const effect of effects) {
      if (effect.type === 'listen') this.#listening = effect
      if (effect.type === 'deafen') this.#listening = null
    }
  }

  event(happening: Happening, snapshot: Snapshot): CallEvent {
    const { context } = snapshot
    const { pick } = happening
    const kind = happening.kind === 'as hoped' ? this.#hoped(snapshot) : happening.kind
    const armed = Object.entries(context.timers) as [TimerName, number][]
    const [timer, due] = armed[pick % Math.max(1, armed.length)] ?? ['noinput', 0]
    this.#now = kind === 'timer' ? Math.max(this.#now, due) : this.#now + happening.wait
    const at = this.#now
    const moment = { nowMs: at, timezone: this.#compiled.flow.timezone }
    const awaited = context.awaiting
    switch (kind) {
      case 'played':
        return { type: 'speech.played', at, id: context.speaking ?? 'u0' }
      case 'played late':
        return { type: 'speech.played', at, id: `u${pick % 9}` }
      case 'broke in':
        return { type: 'speech.interrupted', at, id: context.speaking ?? 'u0', heard: 'How' }
      case 'broke in late':
        return { type: 'speech.interrupted', at, id: `u${pick % 9}`, heard: '' }
      case 'said': {
        const text = (happening.kind === 'said' ? oneOf(words, pick) : this.#answer(pick)) ?? ''
        const hypotheses = text === '' ? [] : [{ text, confidence: 1 }]
        const read =
          this.#listening === null
            ? { hypotheses, readings: {}, matches: {} }
            : told(understand(hypotheses, this.#listening, moment))
        return { type: 'turn.ended', at, ...read }
      }
      case 'key': {
        const key = keys[pick % keys.length] ?? '#'
        const readings = this.#listening === null ? {} : understandKeys(context.keys + key, this.#listening, moment)
        return { type: 'key.pressed', at, key, readings }
      }
      case 'timer':
        return { type: 'timer.fired', at, timer, due }
      case 'timer late':
        return { type: 'timer.fired', at, timer: timerNames[pick % timerNames.length] ?? 'wait', due: at - 1 }
      case 'tool':
      case 'tool late': {
        const key = kind === 'tool' && awaited?.type === 'tool.call' ? awaited.key : `c-any:${pick}`
        const items = pick % 5 === 0 ? [] : [{ name: 'red' }, { name: 'green' }]
        const outcome =
          pick % 3 === 0
            ? { ok: false as const, error: pick % 2 === 0 ? 'busy' : 'unavailable', message: '' }
            : { ok: true as const, result: pick % 11 === 0 ? null : { items, offer: '10:30', reference: 'B1' } }
        return { type: 'tool.finished', at, key, outcome }
      }
      case 'decision':
      case 'decision late': {
        const id = kind === 'decision' && awaited?.type === 'decide' ? awaited.id : `d${pick}`
        const names = awaited?.type === 'decide' ? [...Object.keys(awaited.options), 'none', '__proto__'] : ['none']
        return {
          type: 'decision.finished',
          at,
          id,
          outcome: { option: names[pick % names.length] ?? null, confidence: (pick % 10) / 9, why: 'model' },
        }
      }
      case 'transfer':
      case 'transfer late': {
        const id = kind === 'transfer' && awaited?.type === 'transfer' ? awaited.id : `t${pick}`
        const outcomes = ['completed', 'busy', 'noanswer', 'declined', 'failed'] as const
        return { type: 'transfer.finished', at, id, outcome: outcomes[pick % outcomes.length] ?? 'failed' }
      }
      case 'recorded': {
        const id = awaited?.type === 'record.start' ? awaited.id : `r${pick}`
        const how = (['silence', 'key', 'max', 'noinput', 'lost', 'failed'] as const)[pick % 6] ?? 'failed'
        return { type: 'recording.finished', at, id, ref: how === 'failed' ? '' : `${id}.wav`, ms: pick, how }
      }
      case 'lost':
        this.streamLost = true
        return { type: 'stream.lost', at, unheard: pick % 2 === 0 ? '' : 'And so on.' }
      case 'resumed':
        this.streamLost = false
        this.#listening = null
        return { type: 'stream.resumed', at }
      case 'outside':
        if (pick % 2 === 0) return { type: 'event.received', at, name: 'paid', data: { reference: `P${pick}` } }
        return { type: 'event.received', at, name: 'turn.ended', data: { type: 'caller.hungup' } }
      default:
        return { type: 'caller.hungup', at }
    }
  }

  /** What the call waits for. */
  #hoped({ context }: Snapshot): Exclude<Happening['kind'], 'as hoped'> {
    if (context.awaiting?.type === 'tool.call') return 'tool'
    if (context.awaiting?.type === 'decide') return 'decision'
    if (context.awaiting?.type === 'transfer') return 'transfer'
    if (context.awaiting?.type === 'record.start') return 'recorded'
    if (context.timers.wait !== undefined) return 'outside'
    if (this.streamLost) return 'resumed'
    return context.speaking === null ? 'said' : 'played'
  }

  #answer(pick: number): string | undefined {
    const examples = Object.values(this.#listening?.options ?? {}).flatMap(({ examples }) => examples)
    const slot = this.#listening?.slots[pick % 2] ?? this.#listening?.slots[0]
    return oneOf(slot === undefined ? examples : (answersTo[slot.name] ?? words), pick)
  }
}

function oneOf<T>(list: readonly T[], pick: number): T | undefined {
  return list[pick % Math.max(1, list.length)]
}
