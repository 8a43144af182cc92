import { heardText, spokenMs } from '../../hearing/heard-text.ts'
import type { Hypothesis } from '../../answers/answer.ts'
import type { Json, JsonObject } from '../../language/json.ts'
import type { Snapshot } from '../../machine/snapshot.ts'
import { statePath } from '../../machine/state-path.ts'
import type { TimerName } from '../../machine/event.ts'
import { breaksIn } from '../breaks-in.ts'
import type { Acting } from '../call-under-way.ts'
import { Rehearsal } from '../rehearsal.ts'
import type { Move } from '../test-step.ts'
import type { PlacedAct } from './acts.ts'

/** A move, and the same as a step of a test file. */
interface Told {
  readonly move: Move
  readonly step: JsonObject
}

/** A rehearsal that goes where a stored call went, and says by which moves. */
export class Retelling extends Rehearsal {
  /** When the last move was done: what `after` counts from. */
  #movedAt: number | null = null

  /** Whether it is where the call was: in the same state, and in the same flow. */
  isWhere({ value, context, status }: Snapshot): boolean {
    return (
      status === this.current.status &&
      placeOf(value) === placeOf(this.current.value) &&
      context.flow === this.current.context.flow
    )
  }

  /** Comes to rest, as a test does before it looks. */
  *look(): Acting {
    yield* this.settle()
  }

  /** Does what was done, in the words that are told. Null where it cannot be done here. */
  *retell(act: PlacedAct, hypotheses: readonly Hypothesis[], keys: string, data: Json): Acting<JsonObject | null> {
    const began = this.#movedAt ?? this.now
    const told = yield* this.#told(act, hypotheses, keys, data, began)
    if (told === null) return null
    yield* this.act(told.move)
    this.#movedAt = this.now
    return told.step
  }

  *#told(
    act: PlacedAct,
    hypotheses: readonly Hypothesis[],
    keys: string,
    data: Json,
    began: number,
  ): Acting<Told | null> {
    const { done } = act
    switch (done.act) {
      case 'says':
        return says(hypotheses)
      case 'presses': {
        if (act.isAtRest) return { move: { move: 'presses', keys }, step: { presses: keys } }
        yield* this.#happened(act)
        const into = this.#into(act.sinceMs, null, act.happened)
        return into === null
          ? { move: { move: 'presses', keys }, step: { presses: keys } }
          : {
              move: { move: 'bargein', at: into.at, hypotheses: [], keys },
              step: { bargein: { at: into.written, presses: keys } },
            }
      }
      case 'silence':
        return yield* this.#silence(done.timer)
      case 'bargein': {
        yield* this.#happened(act)
        const into = this.#into(act.sinceMs, done.heard, act.happened)
        const isTaken = into !== null && this.expected !== null && breaksIn(hypotheses, this.expected, this.moment)
        if (into === null || !isTaken) return hypotheses.length === 0 ? null : says(hypotheses)
        return {
          move: { move: 'bargein', at: into.at, hypotheses, keys: '' },
          step: { bargein: { at: into.written, ...(hypotheses.length === 0 ? {} : { says: written(hypotheses) }) } },
        }
      }
      case 'untellable':
        return null
      default: {
        const after = yield* this.#after(act, began)
        const written = after === 0 ? {} : { after: timeOf(after) }
        switch (done.act) {
          case 'hangup':
            return { move: { move: 'hangup', afterMs: 0 }, step: { hangup: written } }
          case 'event':
            return {
              move: { move: 'event', name: done.name, data, afterMs: 0 },
              step: { event: { name: done.name, ...(data === null ? {} : { data }), ...written } },
            }
          default:
            return {
              move: { move: done.act, afterMs: 0, awayMs: done.awayMs },
              step: { [done.act]: { ...written, away: timeOf(done.awayMs) } },
            }
        }
      }
    }
  }

  /** As much as had happened by itself in the call when it came. */
  *#happened({ happened }: PlacedAct): Acting {
    yield* this.begin()
    for (let n = 0; n < happened && this.ended === null; n++) {
      if (!this.agenda.has(isAnswer)) return
      yield* this.happen(this.agenda.take(Infinity, (label) => !isSilence(label)))
    }
  }

  /** So long after the move before, where it came in the middle of something. */
  *#after(act: PlacedAct, began: number): Acting<number> {
    if (act.isAtRest) {
      yield* this.settle()
      return 0
    }
    yield* this.#happened(act)
    const next = Math.min(Infinity, ...this.agenda.all.map(({ at }) => at))
    const room = Math.max(0, next - this.now - 1)
    yield* this.wait(Math.min(act.sinceMs, room))
    return this.now - began
  }

  /** Where in what is being said now. */
  #into(
    sinceMs: number,
    heard: string | null,
    happened: number,
  ): { readonly at: { readonly ms: number } | { readonly after: string }; readonly written: string } | null {
    if (this.speech === null) return null
    const { say } = this.speech
    const lastsMs = spokenMs(say.text, say.slower)
    const words = heard === null ? null : heard.split(/\s+/).filter(Boolean).length
    const heardAt = (ms: number): number =>
      heardText(say.text, say.language, ms, lastsMs).split(/\s+/).filter(Boolean).length
    if (happened > 0) {
      const all = say.text.split(/\s+/)
      const upTo = all.slice(0, Math.max(1, Math.min(words ?? 1, all.length - 1)))
      const text = upTo.slice(-5).join(' ')
      if (say.text.includes(text)) return { at: { after: text }, written: text }
    }
    const fits = (ms: number): boolean => ms < lastsMs && (words === null || heardAt(ms) === words)
    const tries = [sinceMs, ...Array.from({ length: say.text.length }, (_, n) => n * 60 + 30)]
    const ms = tries.find(fits) ?? Math.min(sinceMs, Math.floor(lastsMs) - 1)
    return { at: { ms }, written: timeOf(ms) }
  }

  /** Until this timer of silence has fired. */
  *#silence(timer: TimerName): Acting<Told | null> {
    yield* this.rest()
    const due = this.current.context.timers[timer]
    if (due === undefined || this.ended !== null) return null
    const ms = Math.max(0, Math.ceil(due - this.now))
    return { move: { move: 'silence', ms }, step: { silence: timeOf(ms) } }
  }
}

function says(hypotheses: readonly Hypothesis[]): Told {
  return { move: { move: 'says', hypotheses }, step: { says: written(hypotheses) } }
}

/** One that is certain is its text alone; a noise has none. */
function written(hypotheses: readonly Hypothesis[]): Json {
  const [first] = hypotheses
  if (first === undefined) return ''
  if (hypotheses.length === 1 && first.confidence === 1) return first.text
  return hypotheses.map(({ text, confidence }) => ({ text, confidence }))
}

function timeOf(ms: number): string {
  return ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`
}

/** Where in its fillers a wait is tells nothing: they are as long as their voice. */
function placeOf(value: Json): string {
  return statePath(value).replace(/\.(quiet|resumed|(filler|pause)_\d+)$/, '')
}

function isSilence(label: string): boolean {
  return label === 'timer noinput' || label === 'timer keys'
}

function isAnswer(label: string): boolean {
  return /^(speech|tool|decision|transfer|recording|timer (tool|decision|transfer))$/.test(label)
}
