import type { Expression, Filter, Flow, Prompt, Slot, State, Template, Value } from './flow.ts'

/** An expression of a flow, and what for it is there. */
export interface Use {
  readonly expression: Expression
  readonly role: 'condition' | 'value' | 'text' | 'saved'
  readonly filters: readonly Filter[]
  /** The state that it belongs to; null in a slot. */
  readonly state: State | null
  readonly slot: Slot | null
}

const known = new WeakMap<Flow, readonly Use[]>()

/** Every expression of a flow, listed once for all rules. */
export function usesOf(flow: Flow): readonly Use[] {
  const listed = known.get(flow)
  if (listed !== undefined) return listed
  const uses = [...Object.values(flow.slots).flatMap(slotUses), ...Object.values(flow.states).flatMap(stateUses)]
  known.set(flow, uses)
  return uses
}

function slotUses(slot: Slot): Use[] {
  const owner = { state: null, slot }
  return [
    ...(slot.default === undefined ? [] : valueUses(slot.default, owner)),
    ...slot.reject.flatMap(({ when, say }) => [
      { expression: when, role: 'condition' as const, filters: [], ...owner },
      ...promptUses(say, owner),
    ]),
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
  if (state.kind === 'tool') {
    uses.push(...Object.values(state.with).flatMap((value) => valueUses(value, owner)))
    uses.push(
      ...Object.values(state.save).map((expression) => ({ expression, role: 'saved' as const, filters: [], ...owner })),
    )
  }
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

function changeUses({ set }: { readonly set: Readonly<Record<string, Value>> }, owner: Owner): Use[] {
  return Object.values(set).flatMap((value) => valueUses(value, owner))
}

/** Everything that a state may say, except what a slot's `reject` says. */
export function promptsOf(state: State): readonly Prompt[] {
  const prompts: (Prompt | undefined)[] = []
  if ('prompt' in state) prompts.push(state.prompt)
  if (state.kind === 'transfer') prompts.push(state.say)
  if (state.kind === 'gather') prompts.push(...Object.values(state.prompts))
  if ('noinput' in state) prompts.push(...[...state.noinput, ...state.nomatch].map(({ say }) => say))
  if ('filler' in state && state.filler !== undefined) prompts.push(...state.filler.say)
  return prompts.filter((prompt) => prompt !== undefined)
}

export function promptUses(prompt: Prompt, owner: Owner): Use[] {
  return prompt.variants.flatMap((variant) => templateUses(variant, owner))
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
