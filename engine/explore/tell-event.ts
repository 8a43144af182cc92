import type { Json } from '../language/json.ts'
import type { CallEvent, TurnEnded } from '../machine/event.ts'
import type { Effect } from '../machine/effect.ts'

/** An event of a call as a line for people. Whatever came from outside is quoted as JSON, so that nothing in it acts on a terminal. */
export function tellEvent(event: CallEvent): string {
  switch (event.type) {
    case 'call.started':
      return `call started (${event.call.direction})`
    case 'turn.ended':
      return event.hypotheses.length === 0
        ? 'turn ended: a voice, no words'
        : `turn ended: ${event.hypotheses.map(({ text, confidence }) => `${quote(text)} ${share(confidence)}`).join(' | ')}`
    case 'key.pressed':
      return `key ${quote(event.key)}`
    case 'speech.played':
      return `${event.id} played to its end`
    case 'speech.interrupted':
      return `${event.id} broken into, heard: ${quote(event.heard)}`
    case 'timer.fired':
      return `timer ${event.timer}${event.at > event.due ? `, ${event.at - event.due} ms late` : ''}`
    case 'tool.finished':
      return event.outcome.ok
        ? `tool finished: ${short(event.outcome.result)}`
        : `tool failed: ${quote(event.outcome.error)}`
    case 'decision.finished': {
      const { option, confidence, why, readings = {} } = event.outcome
      const read = Object.entries(readings).map(([slot, { value }]) => `${slot} ${short(value)}`)
      const chosen = option === null ? (read.length > 0 ? [] : [`unsure (${why})`]) : [`${option} ${share(confidence)}`]
      return `decision: ${[...chosen, ...read].join(', ')}`
    }
    case 'transfer.finished':
      return `transfer: ${event.outcome}`
    case 'transfer.progressed':
      return `transfer: ${event.how === 'left' ? 'the other side has hung up' : event.how}`
    case 'event.received':
      return `event ${quote(event.name)} ${short(event.data)}`
    case 'recording.changed':
      return event.ok ? 'the recording is paused' : 'the recording could not be paused'
    case 'recording.finished':
      return `recording of ${event.ms} ms, by ${event.how}`
    case 'operator.ended':
      return `${quote(event.by)} ended the call`
    case 'operator.transferred':
      return `${quote(event.by)} hands the call over to ${event.destination}`
    default:
      return event.type.replace('.', ' ')
  }
}

/** What the words of a turn were taken for, a line each: the readings of slots, options and whatever else they may have meant. */
export function tellReadings({ readings, matches, besides }: TurnEnded): readonly string[] {
  const lines = Object.entries(readings).flatMap(([slot, { state, value, part, alternatives, confidence }]) =>
    state === 'none'
      ? []
      : [
          `${slot} is ${state}${value === null ? '' : `: ${short(value)}`}${part === undefined || value !== null ? '' : `: ${short(part)} so far`}` +
            `${alternatives.length === 0 ? '' : `, or ${alternatives.map(short).join(', ')}`} (${share(confidence)})`,
        ],
  )
  lines.push(...fits('option', matches), ...fits('command', besides?.commands ?? {}))
  lines.push(...fits('interrupt', besides?.interrupts ?? {}), ...fits('knowledge', besides?.knowledge ?? {}))
  for (const [slot, { value }] of Object.entries(besides?.corrections ?? {}))
    lines.push(`corrects ${slot}: ${short(value)}`)
  if (besides?.requests !== undefined) lines.push(`requests: ${besides.requests.join(', ')}`)
  return lines
}

function fits(what: string, found: Readonly<Record<string, number | undefined>>): readonly string[] {
  return Object.entries(found)
    .filter((one): one is [string, number] => (one[1] ?? 0) > 0)
    .toSorted(([, a], [, b]) => b - a)
    .map(([name, fit]) => `${what} ${name} fits ${share(fit)}`)
}

/** What the machine asked for, as a line; null for what only repeats the state (listening, timers being put off). */
export function tellEffect(effect: Effect, now: number): string | null {
  switch (effect.type) {
    case 'say':
      if (effect.press !== undefined) return `presses ${effect.id}: ${effect.press}`
      return `says ${effect.id}: ${quote(effect.text)}`
    case 'clear':
      return 'stops speaking'
    case 'decide':
      return `asks the model: ${Object.keys(effect.options).join(', ')} (within ${effect.deadline - now} ms)`
    case 'tool.call':
      return `calls ${effect.tool} ${short(effect.input)} (within ${effect.deadline - now} ms)`
    case 'look.up':
      return `looks up ${effect.tool} ${short(effect.input)}`
    case 'timer.set':
      return `${effect.timer} at +${effect.due - now} ms`
    case 'transfer':
      return `transfers to ${effect.destination} (${effect.mode})`
    case 'transfer.cancel':
      return 'gives the transfer up'
    case 'recording.set':
      return { start: 'the call is recorded', pause: 'pauses the recording', resume: 'goes on recording' }[effect.how]
    case 'record.start':
      return 'records'
    case 'hangup':
      return `hangs up: ${effect.outcome}`
    default:
      return null
  }
}

function quote(text: string): string {
  return JSON.stringify(text)
}

function short(value: Json): string {
  const text = JSON.stringify(value)
  return text.length <= mostCharacters ? text : `${text.slice(0, mostCharacters)}…`
}

const mostCharacters = 160

function share(confidence: number): string {
  return confidence.toFixed(2)
}
