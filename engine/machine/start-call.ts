import type { JsonObject } from '../language/json.ts'
import type { CompiledFlow } from './compile.ts'
import type { CallFacts } from './event.ts'
import { step, type Stepped } from './step.ts'

/** How a call begins. What is left out is an inbound call with withheld numbers, seed 1, now at the epoch. */
export interface CallStart {
  readonly call?: Partial<CallFacts>
  /** Values for the flow's `inputs`; their defaults fill the rest. */
  readonly inputs?: JsonObject
  /** Chooses among a prompt's variants. */
  readonly seed?: number
  /** Epoch milliseconds. */
  readonly at?: number
  /** One of the flow's `languages`; its own unless told. */
  readonly language?: string
}

/** The first step of a call: its snapshot, and what is to be said and done. Pure; nothing is dialled. */
export function startCall(compiled: CompiledFlow, start: CallStart = {}): Stepped {
  const defaults = Object.fromEntries(
    Object.entries(compiled.flow.inputs).map(([name, input]) => [name, input.default ?? null]),
  )
  return step(compiled, null, {
    type: 'call.started',
    at: start.at ?? 0,
    call: { id: 'call', lineId: '', from: '', to: '', direction: 'inbound', ...start.call },
    inputs: { ...defaults, ...start.inputs },
    seed: start.seed ?? 1,
    ...(start.language === undefined ? {} : { language: start.language }),
  })
}
