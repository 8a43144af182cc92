import { told, understand } from '../hearing/understand.ts'
import type { CompiledFlow } from '../machine/compile.ts'
import type { Decide, Listen } from '../machine/effect.ts'
import type { CallEvent, DecisionOutcome, TurnEnded } from '../machine/event.ts'
import type { Way } from '../machine/node.ts'
import type { Snapshot } from '../machine/snapshot.ts'
import { startCall } from '../machine/start-call.ts'
import { step, type Stepped } from '../machine/step.ts'
import { startedAt } from '../rehearsal/started-at.ts'
import type { EvalFile, Row } from './eval-file.ts'

/** More would be a state that talks and never asks. */
const mostSentences = 60

/** What an utterance was taken for: an option, "knowledge:ID" … or "unsure"; null where the state does not come to ask. */
export type Taken = string | null

/**
 * Says an utterance in its state, as a caller who has just been asked: the real grammars, examples and machine. Yields the
 * question where it is one for a model, and goes on with the answer.
 */
export function* ask(compiled: CompiledFlow, file: EvalFile, row: Row): Generator<Decide, Taken, DecisionOutcome> {
  const { slots = {}, saved = {} } = file.given[row.state] ?? {}
  const whole = startedAt(compiled, { state: row.state, slots, saved, granted: grantsOf(compiled) })
  const asked = new AskedCall(whole, file)
  if (!asked.isAsked()) return null
  const { nowMs, timezone } = { nowMs: asked.now, timezone: whole.flow.timezone }
  const understood = understand([{ text: row.utterance, confidence: 1 }], asked.listen as Listen, { nowMs, timezone })
  const turn: TurnEnded = { type: 'turn.ended', at: nowMs, ...told(understood) }
  asked.ways.length = 0
  let decide = asked.take(turn)
  let outcome: DecisionOutcome | null = null
  if (decide !== null) {
    outcome = yield decide
    decide = asked.take({ type: 'decision.finished', at: asked.now, id: decide.id, outcome })
    asked.isAsked()
  }
  return takenFor(asked.ways, compiled, turn, outcome)
}

/** Whoever is asked here has been granted what it takes. */
function grantsOf({ flow }: CompiledFlow): readonly string[] {
  return [...new Set(Object.values(flow.states).flatMap(({ requires }) => requires ?? []))]
}

class AskedCall {
  readonly ways: Way[] = []
  readonly #compiled: CompiledFlow
  #snapshot: Snapshot
  #speaking: string[] = []
  listen: Listen | null = null

  constructor(compiled: CompiledFlow, { clock, inputs, language }: EvalFile) {
    this.#compiled = compiled
    const call = { id: 'eval', lineId: 'CA1', from: '', to: '', direction: 'inbound' } as const
    const began = startCall(compiled, {
      at: clock,
      seed: 1,
      call,
      inputs,
      ...(language === undefined ? {} : { language }),
    })
    this.#snapshot = began.snapshot
    this.#apply(began)
  }

  get now(): number {
    return this.#snapshot.context.now
  }

  /** What is being said has been heard to its end, and the caller is asked. */
  isAsked(): boolean {
    for (let n = 0; n < mostSentences && this.#snapshot.status === 'active'; n++) {
      const id = this.#speaking.shift()
      if (id === undefined) return this.listen !== null && this.#snapshot.context.awaiting === null
      this.take({ type: 'speech.played', at: this.now, id })
    }
    return false
  }

  /** The question to a model that it leads to, or null. */
  take(event: CallEvent): Decide | null {
    return this.#apply(step(this.#compiled, this.#snapshot, event))
  }

  #apply({ snapshot, effects, ways }: Stepped): Decide | null {
    this.#snapshot = snapshot
    this.ways.push(...ways)
    let decide: Decide | null = null
    for (const effect of effects) {
      if (effect.type === 'say') this.#speaking.push(effect.id)
      else if (effect.type === 'clear') this.#speaking = []
      else if (effect.type === 'listen') this.listen = effect
      else if (effect.type === 'deafen') this.listen = null
      else if (effect.type === 'decide') decide = effect
    }
    return snapshot.context.awaiting?.type === 'decide' ? decide : null
  }
}

function takenFor(
  ways: readonly Way[],
  { flow }: CompiledFlow,
  turn: TurnEnded,
  outcome: DecisionOutcome | null,
): string {
  for (const [index, way] of ways.entries()) {
    const { to, why } = way
    if (to?.startsWith('.option_') === true) return to.slice('.option_'.length)
    if (to === '.answering') return outcome?.option ?? `knowledge:${best(turn.besides?.knowledge)}`
    if (why === 'a correction') return 'correction'
    if (why === 'the answer was understood') return 'answer'
    if (why === 'asked for something else') {
      if (outcome?.option !== null && outcome?.option !== undefined) return outcome.option
      return repairOf(ways.slice(index + 1), flow) ?? besideOf(turn)
    }
  }
  return 'unsure'
}

function repairOf(ways: readonly Way[], flow: CompiledFlow['flow']): string | null {
  const running = ways.find((way) => way.flow !== undefined)?.flow
  const led = ways.find(({ why }) => why === 'led there')?.to
  for (const [name, { run }] of Object.entries(flow.interrupts)) if (run === running) return `interrupt:${name}`
  for (const [name, command] of Object.entries(flow.commands)) {
    if (typeof command !== 'object') continue
    if ('pattern' in command ? command.pattern === running : command.to === led) return `command:${name}`
  }
  return null
}

function besideOf({ besides }: TurnEnded): string {
  const [command, interrupt] = [best(besides?.commands), best(besides?.interrupts)]
  return command !== '' ? `command:${command}` : interrupt !== '' ? `interrupt:${interrupt}` : 'unsure'
}

function best(fits: Readonly<Record<string, number | undefined>> = {}): string {
  return Object.entries(fits).toSorted(([, a = 0], [, b = 0]) => b - a)[0]?.[0] ?? ''
}
