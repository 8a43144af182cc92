import { isOpen } from '../../engine/expressions/opening.ts'
import { parseDuration } from '../../engine/language/duration.ts'
import type { Flow } from '../../engine/language/flow.ts'
import { fitsInput } from '../../engine/language/input-value.ts'
import type { Json, JsonObject } from '../../engine/language/json.ts'
import { didYouMean } from '../../engine/language/nearest.ts'
import { parseWeek } from '../../engine/language/week.ts'
import { languageMeant } from '../../engine/machine/call-language.ts'
import type { OutboundConfig } from '../define-config.ts'

/** A call that somebody wants to be made. */
export interface Order {
  readonly to: string
  readonly flow: string
  readonly inputs: JsonObject
  readonly language?: string
  /** How long it may take until it rings; the configuration's unless told, and never more. */
  readonly deadlineMs?: number
}

/** Why a call is not made. No number is in the words. */
export interface Refused {
  readonly status: 400 | 403 | 404 | 409 | 429
  readonly code: string
  readonly message: string
  /** When it may be asked again, in seconds, where that is known. */
  readonly retryAfterS?: number
}

const defaultOutbound = {
  hours: { daily: '09:00-20:00' },
  perMinute: 10,
  atOnce: 5,
  deadline: '2m',
  ring: '30s',
} as const

/** Whether a configuration lets this call be made, now; null where it does. `flow` is null where there is none of its name. */
export function refusalOf(
  config: OutboundConfig | undefined,
  order: Order,
  flow: Flow | null,
  nowMs: number,
): Refused | null {
  if (config === undefined)
    return refused(403, 'outbound_off', 'Nobody is called from here: callchart.config.ts has no "outbound".')
  if (flow === null || !config.flows.includes(order.flow))
    return refused(
      404,
      'unknown_flow',
      `No flow "${order.flow}" may call. ${didYouMean(order.flow, config.flows) ?? 'Add it to outbound.flows.'}`,
    )
  const zone = zoneOf(config, order.to)
  if (zone === null)
    return refused(
      403,
      'destination_denied',
      'Numbers that begin like this are not called. Add the prefix to outbound.to.',
    )
  const wrong = inputFault(flow, order)
  if (wrong !== null) return wrong
  const timezone = zone === '' ? flow.timezone : zone
  if (!isOpen(parseWeek({ ...(config.hours ?? defaultOutbound.hours) }), nowMs, timezone))
    return refused(409, 'quiet_hours', `Nobody is called at this hour in ${timezone}. See outbound.hours.`)
  return null
}

/** The time zone of who has this number: "" is the flow's; null where they are not called. The longest prefix counts. */
function zoneOf({ to }: OutboundConfig, number: string): string | null {
  const [best] = Object.keys(to)
    .filter((prefix) => number.startsWith(prefix))
    .toSorted((a, b) => b.length - a.length)
  const value = best === undefined ? false : (to[best] ?? false)
  if (value === false) return null
  return value === true ? '' : value
}

/** What is asked for of the flow, against what it takes. */
function inputFault(flow: Flow, { inputs, language }: Order): Refused | null {
  if (language !== undefined && languageMeant(flow, language) === null)
    return refused(400, 'unknown_language', `The flow "${flow.flow}" is not spoken in ${language}.`)
  for (const [name, { default: byDefault }] of Object.entries(flow.inputs))
    if (byDefault === undefined && !Object.hasOwn(inputs, name))
      return refused(400, 'input_missing', `The flow "${flow.flow}" wants the input "${name}".`)
  for (const [name, value] of Object.entries(inputs)) {
    const declared = flow.inputs[name]
    if (declared === undefined) {
      const advice = didYouMean(name, Object.keys(flow.inputs)) ?? ''
      return refused(400, 'unknown_input', `The flow "${flow.flow}" has no input "${name}". ${advice}`.trim())
    }
    const why = fitsInput(value, declared.type)
    if (why !== null) return refused(400, 'input_type', `The input "${name}" ${why}.`)
  }
  return null
}

/** Values as a command line has them, all text, as the types of the inputs that they are for. */
export function typedInputs(flow: Flow | null, inputs: JsonObject): JsonObject {
  const typed = (name: string, value: Json): Json => {
    const type = flow?.inputs[name]?.type
    if (typeof value !== 'string') return value
    if ((type === 'integer' || type === 'number') && /^-?\d+(\.\d+)?$/.test(value)) return Number(value)
    return type === 'boolean' && (value === 'true' || value === 'false') ? value === 'true' : value
  }
  return Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, typed(name, value)]))
}

/** How many calls of ours there are: those begun within the last minute, and those that ring or talk now. */
export interface Traffic {
  readonly lastMinute: number
  readonly now: number
}

export function capOf(config: OutboundConfig, traffic: Traffic): Refused | null {
  const { perMinute = defaultOutbound.perMinute, atOnce = defaultOutbound.atOnce } = config
  if (traffic.now >= atOnce)
    return {
      ...refused(429, 'too_many_at_once', `${atOnce} calls are under way already: outbound.atOnce.`),
      retryAfterS: 10,
    }
  if (traffic.lastMinute >= perMinute)
    return {
      ...refused(429, 'too_many', `${perMinute} calls were begun within a minute: outbound.perMinute.`),
      retryAfterS: 60,
    }
  return null
}

/** How long a call may take until it rings, and how long it rings, in milliseconds. */
export function timesOf(
  config: OutboundConfig,
  order: Order,
): { readonly deadlineMs: number; readonly ringMs: number } {
  const most = parseDuration(config.deadline ?? defaultOutbound.deadline) ?? 120_000
  return {
    deadlineMs: Math.min(order.deadlineMs ?? most, most),
    ringMs: parseDuration(config.ring ?? defaultOutbound.ring) ?? 30_000,
  }
}

function refused(status: Refused['status'], code: string, message: string): Refused {
  return { status, code, message }
}
