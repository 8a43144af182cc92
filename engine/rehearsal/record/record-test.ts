import type { CompiledFlow } from '../../machine/compile.ts'
import type { CallEvent } from '../../machine/event.ts'
import { statePath } from '../../machine/state-path.ts'
import type { Json, JsonObject } from '../../language/json.ts'
import type { ToolCall } from '../../machine/effect.ts'
import { drive } from '../rehearsal.ts'
import { RehearsalError } from '../rehearsal-error.ts'
import { Stage } from '../stage.ts'
import { stubOf } from '../read-answers.ts'
import { stepOf } from '../read-step.ts'
import type { Stub } from '../test-step.ts'
import { actsOf, type PlacedAct } from './acts.ts'
import { Lookout } from './lookout.ts'
import { clockOf } from './clock-of.ts'
import { Retelling } from './retelling.ts'
import { stubsOf, type Answered } from './stubs.ts'
import { isAtRest, toldCall, type ToldCall } from './told-call.ts'
import type { Words } from './words.ts'
import { answersTold, decisionTold, lookedUp, recordTold, transferTold } from './world-told.ts'

/** A stored call as a test, and how far the test goes with it. */
export interface RecordedTest {
  /** The data of the test file: flow, clock, stubs, one test. */
  readonly file: JsonObject
  /** What was done to the call, and how much of it the test has. */
  readonly acts: number
  readonly told: number
  /** Why it goes no further; null where it goes to the end. */
  readonly stopped: string | null
}

/**
 * Makes a test of a stored call: what the caller did, what tools and the model answered, and what came of it, in the words
 * that `words` gives for them. It goes as far as the rehearsed call is where the stored one was; there it stops, and says why.
 * Throws RangeError where the log does not begin with `call.started`.
 */
export function recordTest(
  compiled: CompiledFlow,
  events: readonly CallEvent[],
  name: string,
  wordsFor: (told: ToldCall) => Words,
): RecordedTest {
  const told = toldCall(compiled, events)
  return new Recorder(told, wordsFor(told)).record(name)
}

class Recorder {
  readonly #told: ToldCall
  readonly #words: Words
  readonly #retelling: Retelling
  readonly #head: JsonObject
  readonly #answered: Answered[] = []
  /** By tool, the answers that are still to come. */
  readonly #ahead: Map<string, JsonObject[]>
  readonly #changed = new Map<string, string>()
  #steps: JsonObject[] = []

  constructor(told: ToldCall, words: Words) {
    this.#told = told
    this.#words = words
    const { call, inputs, seed, language, at } = told.started
    const from = words.number(call.from)
    const to = words.number(call.to)
    const given = words.json(inputs) as JsonObject
    this.#head = {
      flow: told.compiled.flow.flow,
      clock: clockOf(at, told.compiled.flow.timezone),
      from,
      to,
      ...(language === undefined ? {} : { language }),
      ...(Object.keys(given).length === 0 ? {} : { inputs: given }),
      ...(seed === 1 ? {} : { seed }),
    }
    this.#retelling = new Retelling(told.compiled, new Stage(), {
      at: Math.floor(at / 1000) * 1000,
      from,
      to,
      inputs: given,
      seed,
      ...(language === undefined ? {} : { language }),
    })
    this.#ahead = new Map()
    const known = lookedUp(told, (slot, value) => words.value(slot, value))
    for (const { tool, stub } of [...known, ...answersTold(told, (result) => words.json(result))])
      this.#ahead.set(tool, [...(this.#ahead.get(tool) ?? []), stub])
  }

  record(name: string): RecordedTest {
    const acts = actsOf(this.#told)
    let done = 0
    let stopped: string | null = null
    const lookout = new Lookout(this.#told.compiled.flow, this.#retelling)
    let kept: readonly JsonObject[] = []
    let keptActs = 0
    try {
      this.#change(1, acts[0]?.from ?? this.#told.steps.length)
      for (const [index, act] of acts.entries()) {
        if (act.done.act === 'untellable') {
          stopped = `${act.done.what}, which no test can tell`
          break
        }
        if (act.isAtRest && act.before.context.keys === '' && act.done.act !== 'silence') {
          if (!this.#look(lookout, act)) {
            stopped = this.#elsewhere(act)
            break
          }
          kept = this.#steps.slice()
          keptActs = done
        } else if (act.isAtRest && act.done.act === 'silence' && act.before.context.keys === '')
          this.#look(lookout, act)
        this.#change(act.from, acts[index + 1]?.from ?? this.#told.steps.length)
        const step = this.#do(act)
        if (step === null) {
          stopped = this.#elsewhere(act)
          break
        }
        this.#steps.push(step)
        done++
      }
      if (stopped === null) {
        const last = this.#told.steps.at(-1)
        const end = last?.after
        this.#run(this.#retelling.look())
        if (end !== undefined && isAtRest(end) && !this.#retelling.isWhere(end))
          stopped = `it ends in "${this.#retelling.phase}", and the call in "${statePath(end.value)}"`
        else {
          this.#steps.push(...lookout.seen())
          kept = this.#steps
          keptActs = done
        }
      }
    } catch (error) {
      if (!(error instanceof RehearsalError)) throw error
      stopped = error.message.replace(/\.$/u, '')
    }
    const stubs = stubsOf(this.#answered)
    const file: JsonObject = {
      ...this.#head,
      ...(Object.keys(stubs).length === 0 ? {} : { stubs }),
      tests: { [name]: kept as Json },
    }
    return { file, acts: acts.length, told: keptActs, stopped }
  }

  #look(lookout: Lookout, { before }: PlacedAct): boolean {
    this.#run(this.#retelling.look())
    if (!this.#retelling.isWhere(before)) return false
    this.#steps.push(...lookout.seen())
    return true
  }

  #do(act: PlacedAct): JsonObject | null {
    const { done, from } = act
    const hypotheses =
      done.act === 'says' || done.act === 'bargein' ? this.#words.said(done.hypotheses, from, act.to) : []
    const keys = done.act === 'presses' ? this.#words.keys(done.keys, from) : ''
    const data = done.act === 'event' ? this.#words.json(done.data) : null
    return this.#run(this.#retelling.retell(act, hypotheses, keys, data))
  }

  /** What the model, colleagues and recordings are to do from here on, where that is other than before. */
  #change(from: number, to: number): void {
    const decides = decisionTold(this.#told, from, to, (slot, value, words) => this.#words.quoted(slot, value, words))
    const transfers = transferTold(this.#told, from, to)
    const records = recordTold(this.#told, from, to)
    for (const [key, value] of Object.entries({ decides, transfers, records })) {
      const step: JsonObject = { [key]: value }
      const written = JSON.stringify(step)
      if (value === null || (this.#changed.get(key) ?? unsaid[key]) === written) continue
      this.#changed.set(key, written)
      const change = stepOf(step)
      if ('change' in change) this.#retelling.stage.set(change)
      this.#steps.push(step)
    }
  }

  #run<T>(acting: Generator<ToolCall, T, Stub>): T {
    return drive(acting, (call) => this.#answer(call))
  }

  #answer(call: ToolCall): Stub {
    const stub = this.#ahead.get(call.tool)?.shift() ?? { fails: 'unavailable' }
    this.#answered.push({ call, stub })
    return stubOf(stub)
  }

  #elsewhere({ before }: PlacedAct): string {
    return `it comes to "${this.#retelling.phase}", where the call was in "${statePath(before.value)}"`
  }
}

/** What holds as long as nothing is said of it. */
const unsaid: Readonly<Record<string, string>> = {
  decides: JSON.stringify({ decides: { option: 'unsure' } }),
  transfers: JSON.stringify({ transfers: 'completed' }),
  records: JSON.stringify({ records: 'silence' }),
}
