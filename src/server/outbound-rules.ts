import { isOpen } from '../../engine/expressions/opening.ts'
import { parseDuration } from '../../engine/language/duration.ts'
import type { Flow, Hours } from '../../engine/language/flow.ts'
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
  /** What of the order it is about: "to", "flow", "language", or an input. */
  readonly about?: string
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
  const fault = faultOf(config, order, flow)
  if (fault !== null || config === undefined || flow === null) return fault
  const timezone = timezoneOf(config, order.to, flow)
  if (!isOpen(hoursOf(config), nowMs, timezone))
    return refused(409, 'quiet_hours', `Nobody is called at this hour in ${timezone}. See outbound.hours.`)
  return null
}

/** As `refusalOf`, at whatever hour: what is wrong with the order itself. */
export function faultOf(config: OutboundConfig | undefined, order: Order, flow: Flow | null): Refused | null {
  if (config === undefined)
    return refused(403, 'outbound_off', 'Nobody is called from here: callchart.config.ts has no "outbound".')
  if (flow === null || !config.flows.includes(order.flow))
    return refused(
      404,
      'unknown_flow',
      `No flow "${order.flow}" may call. ${didYouMean(order.flow, config.flows) ?? 'Add it to outbound.flows.'}`,
      'flow',
    )
  if (zoneOf(config, order.to) === null)
    return refused(
      403,
      'destination_denied',
      'Numbers that begin like this are not called. Add the prefix to outbound.to.',
      'to',
    )
  return inputFault(flow, order)
}

/** In which zone's time somebody with this number lives, as far as the configuration tells. */
export function timezoneOf(config: OutboundConfig, number: string, flow: Flow): string {
  const zone = zoneOf(config, number)
  return zone === null || zone === '' ? flow.timezone : zone
}

/** When people are called, in their own zone. */
export function hoursOf(config: OutboundConfig): Hours {
  return parseWeek({ ...(config.hours ?? defaultOutbound.hours) })
}

/** How many calls may be begun in a minute, and go on at a time. */
export function capsOf(config: OutboundConfig): { readonly perMinute: number; readonly atOnce: number } {
  const { perMinute = defaultOutbound.perMinute, atOnce = defaultOutbound.atOnce } = config
  return { perMinute, atOnce }
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

/** As much as a context holds besides (4 kB). */
const mostInputCharacters = 2000

/** What is asked for of the flow, against what it takes. */
function inputFault(flow: Flow, { inputs, language }: Order): Refused | null {
  if (language !== undefined && languageMeant(flow, language) === null)
    return refused(400, 'unknown_language', `The flow "${flow.flow}" is not spoken in ${language}.`, 'language')
  for (const [name, { default: byDefault }] of Object.entries(flow.inputs))
    if (byDefault === undefined && !Object.hasOwn(inputs, name))
      return refused(400, 'input_missing', `The flow "${flow.flow}" wants the input "${name}".`, name)
  if (JSON.stringify(inputs).length > mostInputCharacters)
    return refused(
      400,
      'inputs_too_long',
      `The inputs have more than ${mostInputCharacters} characters in all.`,
      'inputs',
    )
  for (const [name, value] of Object.entries(inputs)) {
    const declared = declaredIn(flow, name)
    if (declared === undefined) {
      const advice = didYouMean(name, Object.keys(flow.inputs)) ?? ''
      return refused(400, 'unknown_input', `The flow "${flow.flow}" has no input "${name}". ${advice}`.trim(), name)
    }
    const why = fitsInput(value, declared.type)
    if (why !== null) return refused(400, 'input_type', `The input "${name}" ${why}.`, name)
  }
  return null
}

/** Values as a command line has them, all text, as the types of the inputs that they are for. */
export function typedInputs(flow: Flow | null, inputs: JsonObject): JsonObject {
  const typed = (name: string, value: Json): Json => {
    const type = flow === null ? undefined : declaredIn(flow, name)?.type
    if (typeof value !== 'string') return value
    if ((type === 'integer' || type === 'number') && /^-?\d+(\.\d+)?$/.test(value)) return Number(value)
    return type === 'boolean' && (value === 'true' || value === 'false') ? value === 'true' : value
  }
  return Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, typed(name, value)]))
}

/** "constructor" is the name of no input, though every object has one. */
function declaredIn({ inputs }: Flow, name: string): Flow['inputs'][string] | undefined {
  return Object.hasOwn(inputs, name) ? inputs[name] : undefined
}

/** How many calls of ours there are: those begun within the last minute, and those that ring or talk now. */
export interface Traffic {
  readonly lastMinute: number
  readonly now: number
}

export function capOf(config: OutboundConfig, traffic: Traffic): Refused | null {
  const { perMinute, atOnce } = capsOf(config)
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

function refused(status: Refused['status'], code: string, message: string, about?: string): Refused {
  return { status, code, message, ...(about === undefined ? {} : { about }) }
}
