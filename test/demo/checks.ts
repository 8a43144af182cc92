import type { Visit } from '../../flows/dentist/diary.ts'
import type { StandInCall } from '../stand-ins/twilio-call.ts'
import type { LiveView } from './live-view.ts'
import type { FeedLine } from './server-process.ts'

/** What the demo promises. Each is judged by what was seen or heard, never by the script having come so far. */
const promises = {
  greeted: 'the caller heard the greeting',
  understood: 'a date and a time were understood by voice',
  filler: 'a filler covered the slow tool',
  interrupted: 'the caller broke in, and the agent stopped',
  corrected: 'the new time was understood',
  resumed: 'the stream dropped and came back in the same state',
  confirmed: 'it was confirmed by "yes"',
  booked: 'the tool wrote the booking, once',
  goodbye: 'the call ended with a goodbye',
  recorded: 'the recording holds both voices',
  clean: 'Twilio had nothing to complain of',
} as const
type Promised = keyof typeof promises

export interface Checks {
  watch(line: FeedLine): void
  stateBeforeDrop(state: string): void
  after(seen: { readonly call: StandInCall; readonly visits: readonly Visit[]; readonly failure: unknown }): void
  readonly allTrue: boolean
  report(): string
  latencies(feed: readonly FeedLine[]): string
}

export function createChecks(view: LiveView): Checks {
  const names = Object.keys(promises) as Promised[]
  const kept = new Set<Promised>()
  let dropped: string | null = null
  let slots: Record<string, unknown> = {}

  function keep(...which: readonly Promised[]): void {
    for (const one of which) kept.add(one)
    view.progress(kept.size, names.length, promises[names.find((name) => !kept.has(name)) ?? 'clean'])
  }

  return {
    watch(line) {
      if (line.type !== 'stepped') return
      const { event, to, from, effects, why } = line as unknown as StepLine
      slots = (line['slots'] ?? {}) as Record<string, unknown>
      if (event.type === 'speech.played' && name(from) === 'greet') keep('greeted')
      if (typeof slots['day'] === 'string' && typeof slots['at'] === 'string') keep('understood')
      if (event.type === 'turn.ended' && name(from) === 'check' && slots['at'] === '11:00') keep('corrected')
      if (event.type === 'speech.interrupted' && name(from) === 'check') keep('interrupted')
      if (event.type === 'speech.played' && JSON.stringify(from).includes('filler')) keep('filler')
      if (
        event.type === 'stream.resumed' &&
        dropped !== null &&
        name(to) === dropped &&
        effects.some(({ type }) => type === 'say')
      )
        keep('resumed')
      if (event.type === 'turn.ended' && name(from) === 'check' && why.includes('yes')) keep('confirmed')
    },
    stateBeforeDrop(state) {
      dropped = state
    },
    after({ call, visits, failure }) {
      const [visit] = visits
      if (visits.length === 1 && visit?.day === slots['day'] && visit?.at === '11:00') keep('booked')
      if (call.isOver && failure === null && call.log.at(-1)?.detail === '<Hangup>') keep('goodbye')
      if (call.recording.audibleMs('caller') > 2000 && call.recording.audibleMs('agent') > 8000) keep('recorded')
      if (call.violations.length === 0 && call.said.length === 0) keep('clean')
    },
    get allTrue() {
      return names.every((name) => kept.has(name))
    },
    report: () => names.map((name) => `${kept.has(name) ? '✓' : '✗'} ${promises[name]}`).join('\n'),
    latencies(feed) {
      const waits = feed.flatMap((line) =>
        line.type === 'spoke' && typeof line['sinceVoiceMs'] === 'number' && line['sinceVoiceMs'] < 5000
          ? [line['sinceVoiceMs']]
          : [],
      )
      return `From the caller's last sound to the agent's first, turn by turn: ${waits.join(', ')} ms`
    },
  }
}

interface StepLine {
  readonly event: { readonly type: string }
  readonly from: unknown
  readonly to: unknown
  readonly why: readonly string[]
  readonly effects: readonly { readonly type: string }[]
}

function name(value: unknown): string {
  return typeof value === 'object' && value !== null ? (Object.keys(value)[0] ?? '') : String(value)
}
