import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js'
import type { Flow } from '../../../engine/language/flow.ts'
import type { JsonObject } from '../../../engine/language/json.ts'
import { parseDuration } from '../../../engine/language/duration.ts'
import { didYouMean } from '../../../engine/language/nearest.ts'
import { parseWeek } from '../../../engine/language/week.ts'
import type { OutboundConfig } from '../../define-config.ts'
import { capsOf, faultOf, hoursOf, timezoneOf, typedInputs } from '../outbound-rules.ts'
import { campaignSchema, mostRows } from './campaign-schema.ts'
import type { Campaign, Retried, Retry, Row } from './campaign.ts'
import { usualRetries } from './retries.ts'
import { opensAt } from './windows.ts'

/** What is wrong with a list, for people: which row (from 1) and column, where it is one's. No number is in it. */
export interface ListFault {
  readonly row?: number
  readonly column?: string
  readonly problem: string
}

/** A list that may be called: what holds for all of it, and its rows. */
export interface ReadList {
  readonly campaign: Omit<Campaign, 'id' | 'by' | 'createdAt' | 'until'> & { readonly lastsMs: number }
  readonly rows: readonly Row[]
}

interface OrderBody {
  readonly name: string
  readonly flow?: string
  readonly language?: string
  readonly lasts?: string
  readonly pace?: { readonly perMinute?: number; readonly atOnce?: number }
  readonly retry?: Readonly<Partial<Record<Retried, false | { readonly times: number; readonly after?: string }>>>
  readonly hours?: Readonly<Record<string, string>>
  readonly calls: readonly unknown[]
}

const check = new Ajv2020({ allErrors: true, strict: false }).compile<OrderBody>(campaignSchema)

/** Reads what `POST /calls/campaigns` was sent, whole: everything that is wrong with it at once. */
export function readList(
  body: unknown,
  world: {
    readonly config: OutboundConfig
    readonly flowNamed: (name: string) => Flow | null
    readonly nowMs: number
  },
): ReadList | readonly ListFault[] {
  if (!check(body)) return (check.errors ?? []).map(told)
  const { config, flowNamed, nowMs } = world
  const faults: ListFault[] = []
  const hours = body.hours === undefined ? null : parseWeek({ ...body.hours })
  const caps = capsOf(config)
  const { perMinute = caps.perMinute, atOnce = caps.atOnce } = body.pace ?? {}
  for (const [column, asked, most] of [
    ['pace.perMinute', perMinute, caps.perMinute],
    ['pace.atOnce', atOnce, caps.atOnce],
  ] as const)
    if (asked > most) faults.push({ column, problem: `is more than the configuration's outbound allows: ${most}` })

  const lastsMs = lengthOf(body.lasts ?? '7d')
  if (lastsMs > longestMs) faults.push({ column: 'lasts', problem: 'is more than 30d' })
  const seen = new Map<string, number>()
  const zones = new Set<string>()
  const rows = body.calls.flatMap((call, index): Row[] => {
    const row = index + 1
    const read = readRow(call, body, flowNamed)
    const fault = 'problem' in read ? read : placeFault(read, config, flowNamed)
    const twin = 'problem' in read ? undefined : seen.get(read.to)
    if (!('problem' in read)) seen.set(read.to, twin ?? row)
    if (fault !== null) faults.push({ row, ...fault })
    else if (twin !== undefined)
      faults.push({
        row,
        column: 'to',
        problem: `is the number of row ${twin} too: a campaign calls a number for one row`,
      })
    if (fault !== null || 'problem' in read) return []
    zones.add(timezoneOf(config, read.to, flowNamed(read.flow) as Flow))
    return [read]
  })
  for (const zone of zones) {
    if (opensAt(hours === null ? [hoursOf(config)] : [hoursOf(config), hours], zone, nowMs) !== null) continue
    faults.push({
      column: 'hours',
      problem: `lets nobody be called in ${zone} within eight days, beside outbound.hours`,
    })
  }
  if (faults.length > 0) return faults
  const { name } = body
  const retry = retriesOf(body.retry ?? {})
  return { campaign: { name, rows: rows.length, perMinute, atOnce, retry, hours, lastsMs }, rows }
}

const longestMs = 30 * 86_400_000
const columns = ['to', 'flow', 'language', 'inputs']
const e164 = /^\+[1-9]\d{6,14}$/

type RowFault = Omit<ListFault, 'row'>

function readRow(call: unknown, body: OrderBody, flowNamed: (name: string) => Flow | null): Row | RowFault {
  if (!isObject(call)) return { problem: 'is no call: { "to": "+44…", "inputs": { … } }' }
  const unknown = Object.keys(call).find((key) => !columns.includes(key))
  if (unknown !== undefined)
    return {
      column: unknown,
      problem: `is unknown. ${didYouMean(unknown, columns) ?? 'Inputs of the flow go into "inputs".'}`,
    }
  const { to, flow = body.flow, language = body.language, inputs = {} } = call
  if (typeof to !== 'string' || !e164.test(to))
    return { column: 'to', problem: 'is no number with its country, such as +447700900123' }
  if (typeof flow !== 'string')
    return { column: 'flow', problem: 'is missing: name one here, or one for the whole list' }
  if (language !== undefined && typeof language !== 'string')
    return { column: 'language', problem: 'is no language, such as en-GB' }
  if (!isObject(inputs) || Object.keys(inputs).length > 50)
    return { column: 'inputs', problem: 'is no object of at most 50 inputs' }
  const typed = typedInputs(flowNamed(flow), inputs as JsonObject)
  return { to, flow, inputs: typed, ...(language === undefined ? {} : { language }) }
}

/** What the configuration or the flow has against it. */
function placeFault(row: Row, config: OutboundConfig, flowNamed: (name: string) => Flow | null): RowFault | null {
  const fault = faultOf(config, row, flowNamed(row.flow))
  if (fault === null) return null
  const { about, message } = fault
  return { ...(about === undefined ? {} : { column: about }), problem: message }
}

function retriesOf(asked: NonNullable<OrderBody['retry']>): Campaign['retry'] {
  const one = (outcome: Retried): Retry => {
    const wanted = asked[outcome]
    const { times, afterMs } = usualRetries[outcome]
    if (wanted === undefined) return { times, afterMs }
    if (wanted === false) return { times: 0, afterMs }
    return { times: wanted.times, afterMs: wanted.after === undefined ? afterMs : lengthOf(wanted.after) }
  }
  return { busy: one('busy'), noanswer: one('noanswer'), machine: one('machine'), failed: one('failed') }
}

/** "90s", "15m", "2h", "3d": the schema has let nothing else through. */
function lengthOf(text: string): number {
  return text.endsWith('d') ? Number(text.slice(0, -1)) * 86_400_000 : (parseDuration(text) ?? 0)
}

/** One of the schema's complaints. Values are not in it. */
function told({ instancePath, keyword, params, message }: ErrorObject): ListFault {
  const at = instancePath.slice(1).replaceAll('/', '.')
  const { additionalProperty } = params as { readonly additionalProperty?: string }
  if (keyword === 'additionalProperties' && additionalProperty !== undefined) {
    const column = [at, additionalProperty].filter((part) => part !== '').join('.')
    const advice = at === '' ? didYouMean(additionalProperty, Object.keys(campaignSchema.properties)) : undefined
    return { column, problem: `is unknown. ${advice ?? ''}`.trim() }
  }
  if (keyword === 'maxItems')
    return { column: 'calls', problem: `has more than ${mostRows} rows: make several campaigns` }
  return { ...(at === '' ? {} : { column: at }), problem: message ?? 'is wrong' }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
