import { believed, type ModelAnswer, type SaidValue } from '../decide/model-answer.ts'
import type { Decide, RecordStart, ToolCall } from '../machine/effect.ts'
import type { CallEvent, DecisionOutcome, ToolOutcome, TransferOutcome } from '../machine/event.ts'
import { fits } from './expectations.ts'
import type { Answers, Change, Decision, RecordedHow, Stub, TransferStub } from './test-step.ts'

/** When something answers, in milliseconds from its beginning, and what. */
export interface Answered<T> {
  readonly inMs: number | null
  readonly outcome: T
}

/** A decision or a tool that nothing is said of takes so long. */
const usualMs = 100
const usualTransferMs = 5000
/** The length of a message that a rehearsed caller leaves. */
const recordedMs = 4000

/** The world around a rehearsed call: how tools, the model and colleagues answer. What is said of it may change on the way. */
export class Stage {
  readonly #stubs: Map<string, Answers>
  readonly #given = new Map<Answers, number>()
  #recorded: RecordedHow = 'silence'
  /** Draws how long everything takes that nobody has given a time. */
  #timing: number | null
  #decision: Decision | null
  #transfer: TransferStub

  constructor(
    stubs: Readonly<Record<string, Answers>> = {},
    decision: Decision | null = null,
    transfer: TransferStub | null = null,
    timing: number | null = null,
  ) {
    this.#timing = timing
    this.#stubs = new Map(Object.entries(stubs))
    this.#decision = decision
    this.#transfer = transfer ?? { outcome: 'completed', afterMs: usualTransferMs, isTimeUnsaid: true }
  }

  set(change: Change): void {
    switch (change.change) {
      case 'stub':
        this.#stubs.set(change.name, change.answers)
        return
      case 'decides':
        this.#decision = change.decision
        return
      case 'records':
        this.#recorded = change.how
        return
      default:
        this.#transfer = change.transfer
    }
  }

  hasStub(tool: string): boolean {
    return this.#stubs.has(tool)
  }

  /** null where there is no stub: somebody else has to answer. */
  tool(call: ToolCall, now: number): Answered<ToolOutcome> | null {
    const answers = this.#stubs.get(call.tool)
    const stub = answers === undefined ? null : this.#answer(answers, call)
    if (stub === null) return null
    const { takesMs, isTimeUnsaid } = stub
    return withinTime({ ...stub, takesMs: takesMs === null ? null : this.#time(takesMs, isTimeUnsaid) }, call, now)
  }

  /** By what it is given, else the next in line. */
  #answer(answers: Answers, { input }: ToolCall): Stub | null {
    const meant = answers.find((one) => one.with !== undefined && fits(one.with, input))
    if (meant !== undefined) return meant.stub
    const line = answers.filter((one) => one.with === undefined)
    const given = this.#given.get(answers) ?? 0
    this.#given.set(answers, given + 1)
    return line[Math.min(given, line.length - 1)]?.stub ?? null
  }

  get recorded(): RecordedHow {
    return this.#recorded
  }

  /** Nobody speaks in a rehearsal: what is left is a message of a usual length, unless it is said otherwise. */
  recording({ id, maxMs, silenceMs }: RecordStart): { inMs: number; event: (at: number) => CallEvent } {
    const how = this.recorded
    const isKept = how !== 'noinput' && how !== 'failed'
    const ms = isKept ? Math.min(maxMs, recordedMs) : 0
    return {
      inMs: how === 'key' ? ms : ms + silenceMs,
      event: isKept
        ? keptRecording(id, how, ms)
        : (at) => ({ type: 'recording.finished', at, id, ref: '', ms: 0, how }),
    }
  }

  /** Without a word about it the model is unsure. */
  decide(asked: Decide): Answered<DecisionOutcome> {
    const { inMs, outcome } = this.answer(asked.utterance)
    return { inMs, outcome: outcome.why === 'model' ? believed(outcome, asked) : unsureOf(outcome) }
  }

  /** What the model says to these words, before anything of it is believed. */
  answer(utterance: string): Answered<ModelAnswer> {
    if (this.#decision === null)
      return { inMs: this.#usually(usualMs), outcome: { option: null, confidence: 0, why: 'failed' } }
    const { option, confidence, afterMs, isTimeUnsaid, fails, slots = {} } = this.#decision
    if (fails === 'late') return { inMs: null, outcome: { option: null, confidence: 0, why: 'late' } }
    if (fails === 'refused') return { inMs: afterMs, outcome: { option: null, confidence: 0, why: 'refused' } }
    const values = Object.fromEntries(
      Object.entries(slots).map(([name, { quote = utterance, ...said }]): [string, SaidValue] => [
        name,
        { quote, ...said },
      ]),
    )
    return { inMs: this.#time(afterMs, isTimeUnsaid), outcome: { option, confidence, why: 'model', values } }
  }

  transfer(): Answered<TransferOutcome> {
    const { afterMs, isTimeUnsaid, outcome } = this.#transfer
    return { inMs: this.#time(afterMs, isTimeUnsaid), outcome }
  }

  /** What the test says, it says for every run. */
  #time(ms: number, isUnsaid = false): number {
    return isUnsaid ? this.#usually(ms) : ms
  }

  /** Between half and four times as long, by the seed of the timing; without one as it is. */
  #usually(ms: number): number {
    if (this.#timing === null) return ms
    const mixed = Math.imul((this.#timing += 0x9e3779b9) ^ (this.#timing >>> 15), 0x85ebca6b)
    return Math.round(ms * (0.5 + (3.5 * ((mixed ^ (mixed >>> 13)) >>> 0)) / 2 ** 32))
  }
}

function unsureOf({ confidence, why }: ModelAnswer): DecisionOutcome {
  return { option: null, confidence, why }
}

/** A message that was left. */
export function keptRecording(id: string, how: RecordedHow, ms: number = recordedMs): (at: number) => CallEvent {
  return (at) => ({ type: 'recording.finished', at, id, ref: `${id}.wav`, ms, how })
}

/** The runner keeps to the deadline, however long a tool takes. */
export function withinTime({ outcome, takesMs }: Stub, call: ToolCall, now: number): Answered<ToolOutcome> {
  const leftMs = call.deadline - now
  if (takesMs !== null && takesMs < leftMs) return { inMs: takesMs, outcome }
  return { inMs: leftMs, outcome: { ok: false, error: 'timeout', message: 'It took too long.' } }
}
