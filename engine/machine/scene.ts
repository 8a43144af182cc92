import { compileExpression } from '../expressions/expression.ts'
import type { Flow } from '../language/flow.ts'
import type { Expression, Value } from '../language/value.ts'
import type { Json, JsonObject } from '../language/json.ts'
import type { Effect } from './effect.ts'
import type { Wish } from './inner.ts'
import type { MachineEvent } from './node.ts'
import type { CallContext } from './snapshot.ts'

/** What an action or a guard sees of a call, and where it puts what it changes. Lives for one microstep. */
export class Scene<E extends MachineEvent = MachineEvent> {
  /** The flow that is running. */
  readonly flow: Flow
  /** The call's own flow, which has all others in its `runs`. */
  readonly project: Flow
  readonly event: E
  readonly effects: Effect[] = []
  readonly wishes: Wish[] = []
  /** `item` in what a list says and refuses: the one in question. */
  item: Json | undefined = undefined
  #context: CallContext

  constructor(flow: Flow, context: CallContext, event: E, project: Flow = flow) {
    this.flow = flow
    this.project = project
    this.event = event
    this.#context = context
  }

  get context(): CallContext {
    return this.#context
  }

  patch(change: Partial<CallContext>): void {
    this.#context = { ...this.#context, ...change }
  }

  emit(effect: Effect): void {
    this.effects.push(effect)
  }

  wish(wish: Wish): void {
    this.wishes.push(wish)
  }

  /** What is spoken with the caller: a flow that was run speaks the language of the call, where it can. */
  get language(): string {
    return this.#context.language ?? this.flow.language
  }

  /** Whether the running flow was begun by another, which goes on when it ends. */
  get isInner(): boolean {
    return (this.#context.stack?.length ?? 0) > 0
  }

  /** The value of a CEL expression here and now. Throws ExpressionError; `step` turns that into a spoken way out. */
  evaluate(expression: Expression, slots: JsonObject = this.#context.slots): Json {
    const { call, inputs, saved, result, now, attempts } = this.#context
    return compileExpression(expression.cel).evaluate({
      slots,
      call: { ...call, language: this.language },
      inputs,
      result,
      nowMs: now,
      timezone: this.flow.timezone,
      hours: this.flow.hours,
      attempts: { ...attempts },
      saved: this.item === undefined ? saved : { ...saved, item: this.item },
    })
  }

  holds(expression: Expression, slots?: JsonObject): boolean {
    return this.evaluate(expression, slots) === true
  }

  value(value: Value): Json {
    if ('literal' in value) return value.literal
    if ('expression' in value) return this.evaluate(value.expression)
    if ('list' in value) return value.list.map((item) => this.value(item))
    return Object.fromEntries(Object.entries(value.object).map(([key, item]) => [key, this.value(item)]))
  }
}
