import { fieldsOf, isAskedFor } from '../answers/list/list-slot.ts'
import type { CheckedExpression } from '../expressions/check-expression.ts'
import { commandEdges } from './edges.ts'
import type { Prompt } from './prompt.ts'
import type { Slot } from './slot.ts'
import type { State } from './state.ts'
import type { Expression, Value } from './value.ts'
import { typingOf } from './flow-typing.ts'
import { choicesResting, grantsResting } from './grants-resting.ts'
import { nearest } from './nearest.ts'
import type { RuleContext } from './rule.ts'
import { partsOf, plus, without, type Facts } from './sure-facts.ts'
import { isSurelySomething } from './sure-value.ts'
import { promptUses, templateUses, valueUses, type Use } from './uses.ts'

/** An expression as it would be evaluated, with what is sure by then. */
export interface Evaluation {
  readonly state: State
  readonly expression: Expression
  readonly facts: Facts
  /** It is spoken, and nothing stands in for what is empty. */
  readonly isSpoken: boolean
}

/** One state, from entering it to every way out. */
export class Walk {
  readonly evaluations: Evaluation[] = []
  readonly #context: RuleContext
  readonly #state: State
  readonly #entry: Facts
  readonly #ways: { to: string; facts: Facts }[] = []

  constructor(context: RuleContext, state: State, entry: Facts) {
    this.#context = context
    this.#state = state
    this.#entry = entry
  }

  /** Every way out, with what is sure on it; fills `evaluations`. */
  run(): readonly { readonly to: string; readonly facts: Facts }[] {
    const state = this.#state
    const entry = this.#entry
    if ('prompt' in state) this.#speak(state.prompt, entry)
    if ('filler' in state) for (const phrase of state.filler?.say ?? []) this.#speak(phrase, entry)
    if ('noinput' in state) {
      for (const { say, to } of [...state.noinput, ...state.nomatch]) {
        this.#speak(say, entry)
        if (to !== undefined) this.#way(to, this.#left)
      }
      this.#hearBeside(state)
    } else for (const { to } of commandEdges(state, this.#context.flow)) this.#way(to, entry)
    for (const name of Object.keys(state.outcomes))
      if (state.kind !== 'run' || name === 'error') this.#outcome(name, entry)
    switch (state.kind) {
      case 'gather':
        this.#gather(state)
        break
      case 'confirm':
        this.#way(state.confirmed, this.#granted(this.#change(state, entry)))
        // What is to be corrected keeps its value until the caller has said another.
        this.#way(
          state.denied.to,
          without(
            this.#told(entry, state.denied.correct),
            state.denied.correct.map((name) => `items:slots.${name}`),
          ),
        )
        break
      case 'decide':
        this.#way(state.unsure, entry)
        for (const option of Object.values(state.options))
          this.#routes(option.next, this.#change(state, this.#change(option, this.#told(entry, option.slots))))
        break
      case 'tool':
        this.#returning(state)
        break
      case 'transfer':
        this.#speak(state.say, entry)
        if (state.brief !== undefined) this.#evaluate(templateUses(state.brief, { state, slot: null }), entry)
        break
      case 'greeting':
      case 'say':
      case 'branch':
      case 'set':
        this.#routes(state.next, this.#change(state, entry))
        break
      case 'run':
      case 'wait':
        this.#returning(state)
        break
      case 'goto_flow':
        this.#evaluate(
          Object.values(state.with).flatMap((value) => valueUses(value, { state, slot: null })),
          entry,
        )
        break
      case 'record':
        this.#routes(state.next, this.#change(state, plus(entry, state.save === undefined ? [] : [state.save])))
        break
      case 'end':
        break
    }
    return this.#ways
  }

  /** What may be said here besides the answer. */
  #hearBeside(state: State): void {
    const { flow } = this.#context
    for (const { to } of commandEdges(state, flow)) this.#way(to, this.#left)
    if (state.knowledge) for (const { answer } of flow.knowledge) this.#speak(answer, this.#entry)
    if (!state.interrupts) return
    const owner = { state, slot: null }
    for (const { with: inputs } of Object.values(flow.interrupts))
      this.#evaluate(
        Object.values(inputs).flatMap((value) => valueUses(value, owner)),
        this.#entry,
      )
  }

  #gather(state: Extract<State, { kind: 'gather' }>): void {
    const slots = state.slots.map((name) => `slots.${this.#meant(name)}`)
    for (const [name, prompt] of Object.entries(state.prompts)) {
      this.#speak(
        prompt,
        plus(
          this.#entry,
          slots.filter((slot) => slot !== `slots.${name}`),
        ),
      )
    }
    for (const name of state.slots) {
      const slot = this.#context.flow.slots[name]
      if (slot === undefined) continue
      const facts = plus(this.#entry, [`slots.${name}`])
      this.#refuse(slot, plus(facts, isAskedFor(slot) ? this.#list(slot, facts) : []))
    }
    if (state.noneOfThese !== undefined) this.#way(state.noneOfThese, this.#left)
    const some = state.slots.filter((name) => (this.#context.flow.slots[name]?.minItems ?? 0) > 0)
    const told = [...slots, ...some.map((name) => `items:slots.${name}`)]
    // What is on a list may have been taken off again.
    const left = without(
      this.#left,
      slots.map((slot) => `items:${slot}`),
    )
    this.#routes(state.next, this.#change(state, plus(left, told)))
  }

  #refuse({ reject }: Slot, facts: Facts): void {
    for (const { when, say } of reject) {
      const { whenTrue } = this.#evaluateOne(when, facts)
      this.#speak(say, plus(facts, whenTrue))
    }
  }

  /** A list's own words: a field is asked for when those before it are known. What a whole item has is sure behind it. */
  #list(list: Slot, facts: Facts): readonly string[] {
    const known: string[] = []
    this.#speak(list.more, facts)
    for (const field of fieldsOf(list)) {
      const asking = plus(facts, known)
      this.#speak(field.ask, asking)
      for (const { say } of [...(field.noinput ?? []), ...(field.nomatch ?? [])]) this.#speak(say, asking)
      // Of what was said in one breath any field may be the first.
      this.#refuse(field, plus(facts, [`item.${field.name}`]))
      known.push(`item.${field.name}`)
    }
    this.#speak(list.added, plus(facts, known))
    return known
  }

  /** A misspelt slot counts as the one that was meant: it is reported where it stands, not wherever it is read. */
  #meant(name: string): string {
    const { slots } = this.#context.names
    return slots.includes(name) ? name : (nearest(name, slots) ?? name)
  }

  /** What comes back with a result: a tool, a flow, an event. */
  #returning(state: Extract<State, { kind: 'tool' | 'run' | 'wait' }>): void {
    const owner = { state, slot: null }
    if (state.kind !== 'wait')
      this.#evaluate(
        Object.values(state.with).flatMap((value) => valueUses(value, owner)),
        this.#entry,
      )
    const returned = plus(this.#entry, ['result'])
    const kept = Object.entries(state.save).map(
      ([name, expression]) => [name, this.#evaluateOne(expression, returned).mayBeNull] as const,
    )
    const saved = plus(
      without(
        returned,
        kept.flatMap(([name]) => [name, `items:${name}`, ...partsOf(returned, name)]),
      ),
      kept.flatMap(([name, mayBeNull]) => (mayBeNull ? [] : [name])),
    )
    const done = state.kind === 'tool' ? plus(saved, [`done:${state.name}`]) : saved
    const left = this.#change(state, done)
    // However a flow that was run has ended, it has ended: what it gives is there, unless it could not be run.
    if (state.kind === 'run')
      for (const name of Object.keys(state.outcomes)) if (name !== 'error') this.#outcome(name, left)
    this.#routes(state.next, left)
  }

  #outcome(name: string, facts: Facts): void {
    const to = this.#state.outcomes[name]
    const grants = this.#state.outcomeGrants[name]
    if (to !== undefined) this.#way(to, grants === undefined ? facts : plus(facts, [`granted:${grants}`]))
  }

  /** Clears, then assigns, each assignment seeing the ones before it. */
  #change(
    { set, clear }: { readonly set: Readonly<Record<string, Value>>; readonly clear: readonly string[] },
    facts: Facts,
  ): Facts {
    let now = without(
      facts,
      clear.flatMap((name) => [`slots.${name}`, ...partsOf(facts, `slots.${name}`)]),
    )
    for (const [target, value] of Object.entries(set)) {
      this.#evaluate(valueUses(value, { state: this.#state, slot: null }), now)
      if (target.startsWith('slots.')) now = this.#taken(now, [target.slice('slots.'.length)])
      const isSure = isSurelySomething(value, now, typingOf(this.#context))
      now = plus(without(now, [target, `items:${target}`, ...partsOf(now, target)]), isSure ? [target] : [])
    }
    return now
  }

  /** What is sure where the state is left before its end: some of its slots may have been taken. */
  get #left(): Facts {
    return this.#told(this.#entry, this.#state.kind === 'gather' ? this.#state.slots : [])
  }

  /** What the caller may have said: what was chosen by the old values is open, too. */
  #told(facts: Facts, slots: readonly string[]): Facts {
    return without(
      this.#taken(facts, slots),
      slots.flatMap((slot) => [...choicesResting(this.#context.flow, slot), ...partsOf(facts, `slots.${slot}`)]),
    )
  }

  /** What the caller may have said anew: what was granted by the old values is granted no longer. */
  #taken(facts: Facts, slots: readonly string[]): Facts {
    return without(
      facts,
      slots.flatMap((slot) => grantsResting(this.#context.flow, slot)),
    )
  }

  #granted(facts: Facts): Facts {
    const { grants } = this.#state
    return grants === undefined ? facts : plus(facts, [`granted:${grants}`])
  }

  #routes(routes: State['next'], facts: Facts): void {
    let now = this.#granted(facts)
    for (const { when, to } of routes) {
      if (when === undefined) {
        this.#way(to, now)
        continue
      }
      const { whenTrue, whenFalse } = this.#evaluateOne(when, now)
      this.#way(to, plus(now, whenTrue))
      now = plus(now, whenFalse)
    }
  }

  #way(to: string, facts: Facts): void {
    if (to !== '') this.#ways.push({ to, facts: without(facts, ['result', ...partsOf(facts, 'result')]) })
  }

  #speak(prompt: Prompt | undefined, facts: Facts): void {
    if (prompt !== undefined) this.#evaluate(promptUses(prompt, { state: this.#state, slot: null }), facts)
  }

  #evaluate(uses: readonly Use[], facts: Facts): void {
    for (const { expression, filters, role } of uses) {
      // `{{ slots.a | or('some') }}` asks whether it is there
      if (filters[0]?.name !== 'or') this.#evaluateOne(expression, facts, role === 'text')
    }
  }

  #evaluateOne(expression: Expression, facts: Facts, isSpoken = false): CheckedExpression {
    this.evaluations.push({ state: this.#state, expression, facts, isSpoken })
    return typingOf(this.#context).check(expression, this.#state)
  }
}
