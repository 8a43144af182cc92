import type { CallClock } from './call-clock.ts'
import { unknownParameter, type RestFault } from './twilio-parameters.ts'

/** Somebody whom our server calls, and what becomes of it. */
export interface Answerer {
  readonly kind: 'person' | 'machine' | 'fax' | 'busy' | 'no-answer' | 'failed'
  /** How long Twilio keeps the call back: it begins one call a second. */
  readonly queuedMs?: number
  /** How long it rings. */
  readonly afterMs?: number
  /** How long Twilio needs to know who it is; of a machine, until its tone is over. */
  readonly knownAfterMs?: number
  /** At a `<Gather>`, once its words are over; nothing where it is left out. */
  readonly presses?: string
  /** How long they talk in a conference, then they hang up. */
  readonly talksMs?: number
  /** They hang up so long after they have answered, whatever is said. */
  readonly hangsUpAfterMs?: number
  /** How much later than it should a status is posted. */
  readonly statusDelayMs?: (status: string) => number
}

/** What `calls.create` was told, as the rest of it needs it. */
export interface PlacedCall {
  readonly answerer: Answerer
  readonly ringMs: number
  readonly statusUrl: string | null
  readonly statusEvents: readonly string[]
  /** Where it is told who has answered; null where nobody wants to know. */
  readonly answeredByUrl: string | null
}

const modelled = new Set([
  'To',
  'From',
  'Url',
  'Method',
  'Twiml',
  'StatusCallback',
  'StatusCallbackEvent',
  'StatusCallbackMethod',
  'Timeout',
  'TimeLimit',
  'MachineDetection',
  'MachineDetectionTimeout',
  'AsyncAmd',
  'AsyncAmdStatusCallback',
  'AsyncAmdStatusCallbackMethod',
])
const e164 = /^\+[1-9]\d{6,14}$/

/** What Twilio says to a form that it does not take: its error code and words; null where it takes it. */
export function faultOf(form: URLSearchParams): RestFault | null {
  const unknown = unknownParameter('createCall', form)
  if (unknown !== null) return unknown
  for (const name of form.keys()) if (!modelled.has(name)) throw new Error(`The stand-in does not model ${name}`)
  if (!e164.test(form.get('To') ?? '')) return { code: 21211, message: "Invalid 'To' Phone Number" }
  if (!e164.test(form.get('From') ?? '')) return { code: 21212, message: "Invalid 'From' Phone Number" }
  if (form.get('Url') === null && form.get('Twiml') === null)
    return { code: 21205, message: 'Url parameter is required' }
  const detection = form.get('MachineDetection')
  if (detection !== null && !['Enable', 'DetectMessageEnd'].includes(detection))
    return { code: 21262, message: 'Invalid MachineDetection' }
  if (form.get('AsyncAmd') === 'true' && (detection === null || form.get('AsyncAmdStatusCallback') === null))
    return { code: 21263, message: 'AsyncAmd without MachineDetection or AsyncAmdStatusCallback' }
  for (const event of form.getAll('StatusCallbackEvent'))
    if (!['initiated', 'ringing', 'answered', 'completed'].includes(event))
      return { code: 21626, message: `Invalid StatusCallbackEvent ${event}` }
  const limit = Number(form.get('TimeLimit') ?? 14_400)
  if (!Number.isInteger(limit) || limit < 1 || limit > 86_400) return { code: 21218, message: 'Invalid TimeLimit' }
  const timeout = Number(form.get('Timeout') ?? 60)
  return timeout >= 5 && timeout <= 600 ? null : { code: 21207, message: 'Invalid Timeout' }
}

/** The call as the form wants it. */
export function placedBy(form: URLSearchParams, answerer: Answerer): PlacedCall {
  const events = form.getAll('StatusCallbackEvent')
  return {
    answerer,
    ringMs: Number(form.get('Timeout') ?? 60) * 1000,
    statusUrl: form.get('StatusCallback'),
    statusEvents: events.length === 0 ? ['completed'] : events,
    answeredByUrl: form.get('AsyncAmd') === 'true' ? form.get('AsyncAmdStatusCallback') : null,
  }
}

/** The line's side of a call that is being placed. */
export interface PlacedLine {
  readonly clock: CallClock
  readonly isOver: () => boolean
  /** Goes on to this status, and tells it. */
  status(status: 'initiated' | 'ringing' | 'in-progress'): void
  end(status: 'busy' | 'no-answer' | 'failed' | 'completed'): void
  /** Somebody has picked up. */
  answer(): void
  /** Twilio knows who it is. */
  answeredBy(who: string): void
}

const whoIs: Readonly<Record<string, string>> = { person: 'human', machine: 'machine_end_beep', fax: 'fax' }

/** From `calls.create` until it is known who has answered. */
export async function placeCall(line: PlacedLine, { answerer, ringMs }: PlacedCall): Promise<void> {
  const { clock } = line
  await clock.wait(answerer.queuedMs ?? 0)
  if (line.isOver()) return
  line.status('initiated')
  if (answerer.kind === 'failed') return line.end('failed')
  await clock.wait(100)
  if (line.isOver()) return
  line.status('ringing')
  await clock.wait(answerer.kind === 'no-answer' ? ringMs : (answerer.afterMs ?? 300))
  if (line.isOver()) return
  if (answerer.kind === 'busy' || answerer.kind === 'no-answer') return line.end(answerer.kind)
  line.status('in-progress')
  line.answer()
  if (answerer.hangsUpAfterMs !== undefined) void clock.wait(answerer.hangsUpAfterMs).then(() => line.end('completed'))
  await clock.wait(answerer.knownAfterMs ?? 1500)
  if (!line.isOver()) line.answeredBy(whoIs[answerer.kind] ?? 'unknown')
}
