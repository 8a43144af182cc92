import type { Hypothesis } from '../answers/answer.ts'
import { parseDuration } from '../language/duration.ts'
import type { Json, JsonObject } from '../language/json.ts'
import { asNumber, asObject, asText, asTexts, defined } from '../language/reading.ts'
import { answersOf, decisionOf, durationOf, transferOf } from './read-answers.ts'
import type { StartAt } from './started-at.ts'
import type { Called, Expected, RecordedHow, Step, Words } from './test-step.ts'

/** What a test begins with where it does not say: the numbers are Ofcom's for plays, 020 7946 0000 to 0999. */
export const usual = {
  from: '+442079460000',
  to: '+442079460001',
  clock: '2026-10-08T12:00:00Z',
  bargeinAt: '500ms',
  reconnectAway: '300ms',
  crashAway: '2s',
}

/** Where a call begins, from its JSON; null where it is absent. */
export function startOf(start: Json | undefined): StartAt | null {
  if (start === undefined) return null
  const { state, slots, saved, granted } = asObject(start)
  return { state: asText(state) ?? '', slots: asObject(slots), saved: asObject(saved), granted: asTexts(granted) }
}

function hypothesesOf(says: Json | undefined): readonly Hypothesis[] {
  const list = Array.isArray(says) ? (says as readonly Json[]) : says === undefined ? [] : [says]
  return list.map((one) => {
    const { text, confidence } = asObject(typeof one === 'string' ? { text: one } : one)
    return { text: asText(text) ?? '', confidence: asNumber(confidence) ?? 1 }
  })
}

/** A step from its JSON, which the schema has passed. What begins a test (`use`, `clock`, `start_at`) is none. */
export function stepOf(step: JsonObject): Step {
  const [key = '', value = null] = Object.entries(step)[0] ?? []
  const options = asObject(value)
  const afterMs = durationOf(options['after'], '0s')
  switch (key) {
    case 'says':
      return { move: 'says', hypotheses: hypothesesOf(value) }
    case 'presses':
      return { move: 'presses', keys: asText(value) ?? '' }
    case 'silence':
      return { move: 'silence', ms: durationOf(value, '0s') }
    case 'bargein': {
      const at = asText(options['at']) ?? usual.bargeinAt
      const ms = parseDuration(at)
      const keys = asText(options['presses']) ?? ''
      return {
        move: 'bargein',
        at: ms === null ? { after: at } : { ms },
        hypotheses: hypothesesOf(options['says']),
        keys,
      }
    }
    case 'hangup':
      return { move: 'hangup', afterMs }
    case 'reconnect':
      return { move: 'reconnect', afterMs, awayMs: durationOf(options['away'], usual.reconnectAway) }
    case 'crash':
      return {
        move: 'crash',
        afterMs,
        awayMs: durationOf(options['away'], usual.crashAway),
        isUncertain: options['uncertain'] === true,
      }
    case 'event':
      return { move: 'event', name: asText(options['name']) ?? '', data: options['data'] ?? null, afterMs }
    case 'stub':
      return { change: 'stub', name: asText(options['name']) ?? '', answers: answersOf(options['answers'] ?? options) }
    case 'decides':
      return { change: 'decides', decision: decisionOf(options) }
    case 'transfers':
      return { change: 'transfers', transfer: transferOf(value) }
    case 'records':
      return { change: 'records', how: (asText(value) ?? 'silence') as RecordedHow }
    case 'hears':
    case 'not_hears':
      return { check: key, words: (Array.isArray(value) ? (value as readonly Json[]) : [value]).map(wordsOf) }
    default:
      return { check: 'expect', expected: expectedOf(options) }
  }
}

function wordsOf(value: Json): Words {
  if (typeof value === 'string') return { words: value }
  const { pattern, variant_of: variantOf } = asObject(value)
  return pattern === undefined ? { variantOf: asText(variantOf) ?? '' } : { pattern: asText(pattern) ?? '' }
}

function calledOf(wanted: Json): Called {
  if (typeof wanted === 'number') return { times: wanted }
  if (Array.isArray(wanted)) return { each: (wanted as readonly Json[]).map((one) => asObject(one)) }
  const { times, with: given } = asObject(wanted)
  return defined({ times: asNumber(times), with: given === undefined ? undefined : asObject(given) })
}

function expectedOf(expect: JsonObject): Expected {
  const { state, slots, saved, called, attempts, ended, transferred } = expect
  const msOf = (value: Json | undefined): number | undefined =>
    value === undefined ? undefined : durationOf(value, '0s')
  const nameOrNull = (value: Json | undefined): string | null | undefined => (value === false ? null : asText(value))
  return defined({
    state: asText(state),
    slots: slots === undefined ? undefined : asObject(slots),
    saved: saved === undefined ? undefined : asObject(saved),
    called:
      called === undefined
        ? undefined
        : Object.fromEntries(Object.entries(asObject(called)).map(([tool, wanted]) => [tool, calledOf(wanted)])),
    attempts:
      attempts === undefined
        ? undefined
        : defined({
            noinput: asNumber(asObject(attempts)['noinput']),
            nomatch: asNumber(asObject(attempts)['nomatch']),
          }),
    ended: nameOrNull(ended),
    transferred: nameOrNull(transferred),
    turns: asNumber(expect['turns']),
    modelCalls: asNumber(expect['model_calls']),
    longestSilenceMs: msOf(expect['longest_silence']),
    lastsMs: msOf(expect['lasts']),
  })
}
