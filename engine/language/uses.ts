import type { Flow } from './flow.ts'
import type { Filter, Prompt, Template } from './prompt.ts'
import type { Slot } from './slot.ts'
import type { State } from './state.ts'
import type { Expression, Value } from './value.ts'

/** An expression of a flow, and what for it is there. */
export interface Use {
  readonly expression: Expression
  readonly role: 'condition' | 'value' | 'text' | 'saved'
  readonly filters: readonly Filter[]
  /** The state that it belongs to; null in a slot, and at the head of the flow. */
  readonly state: State | null
  readonly slot: Slot | null
}

const known = new WeakMap<Flow, readonly Use[]>()

/** Every expression of a flow, listed once for all rules. */
export function usesOf(flow: Flow): readonly Use[] {
  const listed = known.get(flow)
  if (listed !== undefined) return listed
  const uses = [
    ...headUses(flow),
    ...Object.values(flow.slots).flatMap(slotUses),
    ...Object.values(flow.states).flatMap(stateUses),
  ]
  known.set(flow, uses)
  return uses
}

function headUses({ knowledge, interrupts, outputs }: Flow): Use[] {
  const owner = { state: null, slot: null }
  return [
    ...knowledge.flatMap(({ answer }) => promptUses(answer, owner)),
    ...Object.values(interrupts).flatMap((interrupt) => inputUses(interrupt, owner)),
    ...Object.values(outputs).map((expression) => saved(expression, owner)),
  ]
}

function slotUses(slot: Slot): Use[] {
  const owner = { state: null, slot }
  return [
    ...ownPrompts(slot).flatMap((prompt) => promptUses(prompt, owner)),
    ...(slot.candidates === undefined ? [] : inputUses(slot.candidates, owner)),
    ...partsOf(slot).flatMap(slotUses),
    ...(slot.default === undefined ? [] : valueUses(slot.default, owner)),
    ...slot.reject.map(({ when }) => condition(when, owner)),
  ]
}

interface Owner {
  readonly state: State | null
  readonly slot: Slot | null
}

function stateUses(state: State): Use[] {
  const owner = { state, slot: null }
  const uses: Use[] = [
    ...promptsOf(state).flatMap((prompt) => promptUses(prompt, owner)),
    ...changeUses(state, owner),
    ...state.next.flatMap(({ when }) => (when === undefined ? [] : [condition(when, owner)])),
  ]
  if (state.kind === 'transfer' && state.brief !== undefined) uses.push(...templateUses(state.brief, owner))
  if ('with' in state) uses.push(...inputUses(state, owner))
  if (state.kind === 'tool' || state.kind === 'run' || state.kind === 'wait')
    uses.push(...Object.values(state.save).map((expression) => saved(expression, owner)))
  if (state.kind === 'decide') {
    for (const option of Object.values(state.options)) {
      uses.push(
        ...changeUses(option, owner),
        ...option.next.flatMap(({ when }) => (when === undefined ? [] : [condition(when, owner)])),
      )
    }
  }
  return uses
}

function condition(expression: Expression, owner: Owner): Use {
  return { expression, role: 'condition', filters: [], ...owner }
}

function saved(expression: Expression, owner: Owner): Use {
  return { expression, role: 'saved', filters: [], ...owner }
}

function inputUses(of: { readonly with: Readonly<Record<string, Value>> }, owner: Owner): Use[] {
  return Object.values(of.with).flatMap((value) => valueUses(value, owner))
}

function changeUses({ set }: { readonly set: Readonly<Record<string, Value>> }, owner: Owner): Use[] {
  return Object.values(set).flatMap((value) => valueUses(value, owner))
}

/** Everything that a flow may say, with built-in words. */
export function allPrompts(flow: Flow): readonly Prompt[] {
  return [
    ...Object.values(flow.states).flatMap(promptsOf),
    ...Object.values(flow.slots).flatMap(slotPrompts),
    ...flow.knowledge.map(({ answer }) => answer),
  ]
}

/** What is said for a slot by whatever gather asks for it; of a list also for its fields. */
function slotPrompts(slot: Slot): readonly Prompt[] {
  return [...ownPrompts(slot), ...partsOf(slot).flatMap(slotPrompts)]
}

function ownPrompts({ reject, ask, more, added, noinput = [], nomatch = [] }: Slot): readonly Prompt[] {
  const said = [...noinput, ...nomatch].map(({ say }) => say)
  return [...reject.map(({ say }) => say), ask, more, added, ...said].filter((prompt) => prompt !== undefined)
}

/** What a list is made of: the fields of an item, or the one value that it is. */
function partsOf({ of = {}, item }: Slot): readonly Slot[] {
  return [...Object.values(of), ...(item === undefined ? [] : [item])]
}

/** The expressions of a list that may read `item`: those of its fields, and what is refused and said of a whole item. */
export function itemUses(list: Slot): readonly Use[] {
  const { more: _, default: __, candidates: ___, ...own } = list
  return slotUses(own)
}

/** Everything that a state may say, except what is said for its slots. */
export function promptsOf(state: State): readonly Prompt[] {
  const prompts: (Prompt | undefined)[] = []
  if ('prompt' in state) prompts.push(state.prompt)
  if (state.kind === 'transfer') prompts.push(state.say)
  if (state.kind === 'gather') prompts.push(...Object.values(state.prompts))
  if ('noinput' in state)
    prompts.push(
      ...[...state.noinput, ...state.nomatch].flatMap(({ say, narrow }) => [say, ...Object.values(narrow ?? {})]),
    )
  if ('filler' in state && state.filler !== undefined) prompts.push(...state.filler.say)
  return prompts.filter((prompt) => prompt !== undefined)
}

export function promptUses(prompt: Prompt, owner: Owner): Use[] {
  return templatesOf(prompt).flatMap((variant) => templateUses(variant, owner))
}

/** A prompt's variants in every language, and the keys that it sends. */
export function templatesOf({ variants, languages = {}, press }: Prompt): readonly Template[] {
  return [...variants, ...Object.values(languages).flat(), ...(press === undefined ? [] : [press])]
}

export function templateUses(template: Template, owner: Owner): Use[] {
  return template.flatMap((part) => (typeof part === 'string' ? [] : [{ ...part, role: 'text' as const, ...owner }]))
}

export function valueUses(value: Value, owner: Owner): Use[] {
  if ('expression' in value) return [{ expression: value.expression, role: 'value', filters: [], ...owner }]
  if ('list' in value) return value.list.flatMap((item) => valueUses(item, owner))
  if ('object' in value) return Object.values(value.object).flatMap((item) => valueUses(item, owner))
  return []
}
