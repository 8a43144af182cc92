import type { Flow } from '../language/flow.ts'
import type { Json, JsonObject } from '../language/json.ts'
import type { Resume } from './inner.ts'
import type { MachineEvent } from './node.ts'
import { Scene } from './scene.ts'
import type { CallContext, Frame } from './snapshot.ts'

/** Flows run by flows run by flows: deeper than this nobody means it (P9). */
export const deepest = 8

/** What a running flow has of its own, besides its inputs, slots and saved names; absent where there is none. */
const optional = ['origins', 'written', 'trail', 'lists'] as const

/** The running flow as it will wait for another. */
export function frameOf(
  flow: string,
  value: Json,
  context: CallContext,
  how: { readonly resume: Resume; readonly because?: string; readonly then?: string },
): Frame {
  const { inputs, slots, saved, attempts, partial } = context
  const { resume, because, then } = how
  return {
    flow,
    value,
    resume,
    ...(because === undefined ? {} : { because }),
    ...(then === undefined ? {} : { then }),
    ...(resume !== 'outcome' && context.recording === 'paused' ? { unrecorded: true } : {}),
    inputs,
    slots,
    saved,
    attempts,
    partial,
    ...Object.fromEntries(optional.flatMap((name) => (context[name] === undefined ? [] : [[name, context[name]]]))),
  }
}

/** What a call is when a flow begins in it: what is the call's stays, what was the other flow's is gone. */
export function freshFor(
  flow: Flow,
  context: CallContext,
  inputs: JsonObject,
  stack: readonly Frame[],
  project: Flow,
): CallContext {
  const language = context.language ?? runningLanguage(context, project)
  return {
    ...bare(context),
    inputs: { ...defaultsOf(flow), ...inputs },
    slots: {},
    saved: {},
    result: null,
    attempts: { noinput: 0, nomatch: 0 },
    keys: '',
    keyed: null,
    partial: {},
    settled: null,
    outcome: null,
    ...named(flow, project),
    ...(language === flow.language ? {} : { language }),
    ...stacked(stack),
  }
}

/** What a call is when the flow of a frame goes on in it. */
export function restored(frame: Frame, context: CallContext, stack: readonly Frame[], project: Flow): CallContext {
  const { inputs, slots, saved, attempts, partial } = frame
  // What is spoken is the call's: a choice that was made in the flow that ends holds in the one that goes on.
  const language = context.language ?? runningLanguage(context, project)
  const own = frame.flow === project.flow ? project.language : project.runs[frame.flow]?.language
  return {
    ...bare(context),
    inputs,
    slots,
    saved,
    result: null,
    attempts,
    keys: '',
    keyed: null,
    partial,
    settled: null,
    ...(frame.flow === project.flow ? {} : { flow: frame.flow }),
    ...(language === own ? {} : { language }),
    ...Object.fromEntries(optional.flatMap((name) => (frame[name] === undefined ? [] : [[name, frame[name]]]))),
    ...stacked(stack),
  }
}

/** What the other flow takes: its inputs' defaults, what this one knows by the same name and type, and what is given. */
export function handedOver(from: Flow, to: Flow, context: CallContext, given: JsonObject): JsonObject {
  const known = Object.entries(to.inputs).flatMap(([name, input]): [string, Json][] => {
    const slot = from.slots[name]
    const value =
      slot?.type === input.type
        ? context.slots[name]
        : from.inputs[name]?.type === input.type
          ? context.inputs[name]
          : undefined
    return value === undefined || value === null ? [] : [[name, value]]
  })
  return { ...Object.fromEntries(known), ...given }
}

/** Slots with a `default` are filled before anything is said, each default seeing the ones before it. */
export function withDefaults(flow: Flow, empty: CallContext, event: MachineEvent): CallContext {
  let context = empty
  for (const slot of Object.values(flow.slots)) {
    if (slot.default === undefined) continue
    const value = new Scene(flow, context, event).value(slot.default)
    if (value !== null && value !== '') context = { ...context, slots: { ...context.slots, [slot.name]: value } }
  }
  return context
}

function defaultsOf(flow: Flow): JsonObject {
  return Object.fromEntries(Object.entries(flow.inputs).map(([name, input]) => [name, input.default ?? null]))
}

function bare(context: CallContext): CallContext {
  const { flow: _flow, stack: _stack, language: _l, origins: _o, written: _w, trail: _t, lists: _s, ...rest } = context
  return rest
}

function named(flow: Flow, project: Flow): { flow?: string } {
  return flow.flow === project.flow ? {} : { flow: flow.flow }
}

function stacked(stack: readonly Frame[]): { stack?: readonly Frame[] } {
  return stack.length === 0 ? {} : { stack }
}

function runningLanguage({ flow }: CallContext, project: Flow): string {
  return (flow === undefined ? undefined : project.runs[flow]?.language) ?? project.language
}
