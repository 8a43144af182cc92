import type { Json } from '../language/json.ts'
import type { Decide, ToolCall } from '../machine/effect.ts'
import type { DecisionOutcome, ToolOutcome, TransferOutcome } from '../machine/event.ts'
import { Stage, withinTime, type Answered } from '../rehearsal/stage.ts'
import { decisionOf, stubOf } from '../rehearsal/read-answers.ts'
import type { RecordedHow } from '../rehearsal/test-step.ts'
import type { JsonObject } from '../language/json.ts'

/** How the world may answer, each as a test file writes it. None is empty. */
export interface Answering {
  readonly toolStubs: (call: ToolCall) => readonly JsonObject[]
  readonly decisions: (asked: Decide) => readonly JsonObject[]
}

/** Where the world could have answered in several ways, and which of them it did. */
export interface Choice {
  readonly index: number
  readonly count: number
  /** What calls have in common that come to this choice. */
  readonly key: string
}

const transferOutcomes: readonly TransferOutcome[] = ['completed', 'busy', 'noanswer', 'declined', 'failed']
const recordings: readonly RecordedHow[] = ['silence', 'key', 'noinput', 'failed']

/**
 * A world that answers as it is told by a list of numbers, and where that ends, in the first way. It notes each choice, and
 * what a test would have to say for it to come out so, by the caller's move after which it was made.
 */
export class Oracle extends Stage {
  readonly choices: Choice[] = []
  /** What a test says before each of the caller's moves. */
  readonly said: Said[] = []
  /** The call in which it is asked. */
  keyOf: () => string = () => ''
  readonly #answering: Answering
  readonly #told: readonly number[]
  #latest = new Said()

  constructor(answering: Answering, told: readonly number[]) {
    super()
    this.#answering = answering
    this.#told = told
    this.said.push(this.#latest)
  }

  /** From here on a test's next move is made. */
  nextMove(): void {
    this.#latest = new Said()
    this.said.push(this.#latest)
  }

  override tool(call: ToolCall, now: number): Answered<ToolOutcome> {
    const stub = this.#choose(`tool ${call.tool}`, this.#answering.toolStubs(call))
    const { tools } = this.#now
    tools.set(call.tool, [...(tools.get(call.tool) ?? []), stub])
    return withinTime(stubOf(stub), call, now)
  }

  /** A test says it once for each move: the same answer for whatever is asked until the next one. */
  override decide(asked: Decide): Answered<DecisionOutcome> {
    const said = this.#now
    said.decides ??= this.#choose('decide', this.#answering.decisions(asked))
    this.set({ change: 'decides', decision: decisionOf(said.decides) })
    return super.decide(asked)
  }

  override transfer(): Answered<TransferOutcome> {
    const said = this.#now
    said.transfers ??= this.#choose('transfer', transferOutcomes)
    this.set({ change: 'transfers', transfer: { outcome: said.transfers, afterMs: 5000 } })
    return super.transfer()
  }

  override get recorded(): RecordedHow {
    const said = this.#now
    said.records ??= this.#choose('record', recordings)
    return said.records
  }

  get #now(): Said {
    return this.#latest
  }

  #choose<T>(what: string, among: readonly T[]): T {
    const told = this.#told[this.choices.length] ?? 0
    const index = told < among.length ? told : 0
    this.choices.push({ index, count: among.length, key: `${what} ${this.keyOf()}` })
    return among[index] as T
  }
}

/** What a test says of the world before a move. */
class Said {
  readonly tools = new Map<string, readonly JsonObject[]>()
  decides: JsonObject | null = null
  transfers: TransferOutcome | null = null
  records: RecordedHow | null = null

  /** As steps of a test file. */
  get steps(): readonly Json[] {
    const stubs = [...this.tools].map(([name, answers]) => {
      const isAlways = answers.every((one) => JSON.stringify(one) === JSON.stringify(answers[0]))
      return { stub: isAlways ? { name, ...answers[0] } : { name, answers } }
    })
    return [
      ...stubs,
      ...(this.decides === null ? [] : [{ decides: this.decides }]),
      ...(this.transfers === null ? [] : [{ transfers: this.transfers }]),
      ...(this.records === null ? [] : [{ records: this.records }]),
    ]
  }
}
