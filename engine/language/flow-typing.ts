import { checkExpression } from '../expressions/check-expression.ts'
import type { CheckedExpression } from '../expressions/check-expression.ts'
import { union } from '../expressions/typing.ts'
import type { ExpressionType, Typing } from '../expressions/typing.ts'
import type { Flow } from './flow.ts'
import type { Slot, SlotType } from './slot.ts'
import type { State } from './state.ts'
import type { Expression } from './value.ts'
import { isAskedFor } from '../answers/list/list-slot.ts'
import type { Json } from './json.ts'
import { asObject, asTexts } from './reading.ts'
import type { RuleContext } from './rule.ts'
import { itemUses } from './uses.ts'
import type { World } from './world.ts'

/** What expressions make of a slot's value. */
export const typeOfSlot: Readonly<Record<SlotType, ExpressionType>> = {
  boolean: 'boolean',
  choice: 'text',
  integer: 'number',
  number: 'number',
  digits: 'text',
  spelled: 'text',
  date: 'date',
  time: 'time',
  datetime: 'datetime',
  duration: 'any',
  phone: 'text',
  email: 'text',
  money: { object: { amount: 'number', currency: 'text' }, open: false },
  name: 'text',
  postcode: 'text',
  text: 'text',
  list: { list: 'text' },
}

/** What a `record` saves. */
const recordingType: ExpressionType = { object: { ref: 'text', ms: 'number' }, open: false }

/** What the expressions of a flow are checked against, and the checked expressions, each once. */
export class FlowTyping {
  readonly #typing: Omit<Typing, 'result'>
  readonly #world: World
  readonly #flows: RuleContext['flows']
  readonly #checked = new Map<Expression, CheckedExpression>()
  /** What `item` is, for the expressions of a list. */
  readonly #items = new Map<Expression, ExpressionType>()

  constructor(context: RuleContext) {
    const { flow, names } = context
    this.#world = context.world
    this.#flows = context.flows
    const inputs: Record<string, ExpressionType> = {}
    for (const name of names.inputs) inputs[name] = typeOfSlot[flow.inputs[name]?.type ?? 'text']
    const saved: Record<string, ExpressionType> = {}
    for (const name of names.saved) saved[name] = 'any'
    const slots: Record<string, ExpressionType> = {}
    for (const name of names.slots) slots[name] = 'any'
    this.#typing = { slots, inputs, saved, hours: names.hours }
    Object.assign(saved, this.#savedTypes(flow))
    for (const name of names.slots) slots[name] = slotType(flow.slots[name], saved)
    for (const slot of Object.values(flow.slots)) {
      const list = slots[slot.name]
      if (!isAskedFor(slot) || typeof list !== 'object' || !('list' in list)) continue
      for (const { expression } of itemUses(slot)) this.#items.set(expression, list.list)
    }
  }

  /** Types of what tools save, where a manifest tells; a name that is also `set` can be anything. */
  #savedTypes(flow: Flow): Record<string, ExpressionType> {
    const types: Record<string, ExpressionType> = {}
    const assigned = new Set<string>()
    for (const state of Object.values(flow.states)) {
      for (const target of Object.keys(state.set)) assigned.add(target)
      if (state.kind === 'decide')
        for (const option of Object.values(state.options))
          for (const target of Object.keys(option.set)) assigned.add(target)
      if (state.kind === 'record' && state.save !== undefined)
        types[state.save] = union(types[state.save] ?? 'nothing', recordingType)
      if (state.kind !== 'tool' && state.kind !== 'run' && state.kind !== 'wait') continue
      for (const [name, expression] of Object.entries(state.save)) {
        const { type } = checkExpression(expression.cel, { ...this.#typing, result: this.resultOf(state) })
        types[name] = union(types[name] ?? 'nothing', type)
      }
    }
    return Object.fromEntries(
      Object.entries(types).map(([name, type]) => [name, assigned.has(name) || type === 'nothing' ? 'any' : type]),
    )
  }

  /** What `result` is in a state. */
  resultOf(state: State | null): ExpressionType {
    if (state?.kind === 'run') return this.#outputsOf(state.flow)
    if (state?.kind !== 'tool') return 'any'
    const output = this.#world.tools?.[state.tool]?.output
    return output === undefined ? 'any' : typeOfSchema(output)
  }

  /** What a flow that is run gives back. A flow that runs itself has been reported. */
  #outputsOf(name: string): ExpressionType {
    const other = this.#flows.get(name)
    if (other === undefined || typing.has(name)) return 'any'
    typing.add(name)
    const outputs = Object.entries(other.flow.outputs).map(
      ([output, expression]) => [output, typingOf(other).check(expression, null).type] as const,
    )
    typing.delete(name)
    return { object: Object.fromEntries(outputs), open: false }
  }

  /** What a slot is, as far as the flow tells; `any` where there is none of that name. */
  slot(name: string): ExpressionType {
    return this.#typing.slots[name] ?? 'any'
  }

  check(expression: Expression, state: State | null): CheckedExpression {
    const known = this.#checked.get(expression)
    if (known !== undefined) return known
    const item = this.#items.get(expression)
    const typing = { ...this.#typing, result: this.resultOf(state), ...(item === undefined ? {} : { item }) }
    const checked = checkExpression(expression.cel, typing)
    this.#checked.set(expression, checked)
    return checked
  }
}

/** Flows whose outputs are being typed. */
const typing = new Set<string>()

function slotType(slot: Slot | undefined, saved: Readonly<Record<string, ExpressionType>>): ExpressionType {
  if (slot === undefined) return 'any'
  if (slot.type === 'list' && slot.of !== undefined) {
    const fields = Object.entries(slot.of).map(([name, field]) => [name, slotType(field, saved)] as const)
    return { list: { object: Object.fromEntries(fields), open: false } }
  }
  if (slot.type === 'list' && slot.item !== undefined) return { list: slotType(slot.item, saved) }
  if (slot.type !== 'choice') return typeOfSlot[slot.type]
  if (slot.options !== undefined) return { choice: Object.keys(slot.options) }
  const list = saved[slot.from ?? ''] ?? 'any'
  return typeof list === 'object' && 'list' in list ? list.list : 'any'
}

/** What a JSON Schema says of a value, as far as expressions need to know. */
export function typeOfSchema(schema: Json): ExpressionType {
  const { type, properties, required, items, additionalProperties, anyOf, enum: values, const: only } = asObject(schema)
  if (Array.isArray(anyOf)) return (anyOf as readonly Json[]).map(typeOfSchema).reduce(union, 'nothing')
  if (Array.isArray(values) && values.every((value) => typeof value === 'string')) return { choice: asTexts(values) }
  if (typeof only === 'string') return { choice: [only] }
  switch (type) {
    case 'string':
      return 'text'
    case 'integer':
    case 'number':
      return 'number'
    case 'boolean':
      return 'boolean'
    case 'null':
      return 'nothing'
    case 'array':
      return { list: items === undefined ? 'any' : typeOfSchema(items) }
    case 'object': {
      const fields = Object.entries(asObject(properties)).map(([name, field]) => [name, typeOfSchema(field)] as const)
      const open = fields.length === 0 || (additionalProperties !== undefined && additionalProperties !== false)
      const names = fields.map(([name]) => name)
      const optional = names.filter((name) => !asTexts(required).includes(name))
      const nullable = names.filter((name) => allowsNull(asObject(properties)[name] ?? null))
      return {
        object: Object.fromEntries(fields),
        open,
        ...(optional.length === 0 ? {} : { optional }),
        ...(nullable.length === 0 ? {} : { nullable }),
      }
    }
    default:
      return 'any'
  }
}

function allowsNull(schema: Json): boolean {
  const { type, anyOf, enum: values } = asObject(schema)
  if (type === 'null' || (Array.isArray(type) && type.includes('null'))) return true
  if (Array.isArray(values) && values.includes(null)) return true
  return Array.isArray(anyOf) && (anyOf as readonly Json[]).some(allowsNull)
}

const typings = new WeakMap<RuleContext, FlowTyping>()

/** The typing of the flow that is being checked, made once for all rules. */
export function typingOf(context: RuleContext): FlowTyping {
  const known = typings.get(context)
  if (known !== undefined) return known
  const made = new FlowTyping(context)
  typings.set(context, made)
  return made
}
