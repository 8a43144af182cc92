import type { Hypothesis } from '../answers/answer.ts'
import { spokenMs } from '../hearing/heard-text.ts'
import { told, understand, understandKeys } from '../hearing/understand.ts'
import { unheardOf } from '../hearing/unheard.ts'
import type { Say, ToolCall } from '../machine/effect.ts'
import type { TimerName } from '../machine/event.ts'
import type { Snapshot } from '../machine/snapshot.ts'
import { breaksIn } from './breaks-in.ts'
import { CallUnderWay, type Acting } from './call-under-way.ts'
import { RehearsalError } from './rehearsal-error.ts'
import type { BargeInAt, Move, Stub } from './test-step.ts'

const silences: ReadonlySet<string> = new Set(['timer noinput', 'timer keys'])
const answers = /^(speech|tool|decision|transfer|recording|timer (tool|decision|transfer))$/

/** More would be a flow that never stops talking by itself. */
const mostHappenings = 1000

/**
 * A whole call without audio, store or sockets: the real step and the real grammars on a virtual clock. Everything is
 * a generator, which asks its driver only for what a tool without a stub answers (`drive`).
 */
export class Rehearsal extends CallUnderWay {
  /** Until a timer of silence is all that is waited for. */
  *rest(): Acting {
    yield* this.begin()
    for (let n = 0; n < mostHappenings; n++) {
      if (this.ended !== null || !this.agenda.has((label) => answers.test(label))) return
      yield* this.happen(this.agenda.take(Infinity, (label) => !silences.has(label)))
    }
    throw new RehearsalError('The call does not come to rest: it goes on and on without the caller.')
  }

  /** At rest, and where the caller is in the middle of keys, they have made a pause. */
  *settle(): Acting {
    yield* this.rest()
    if (this.ended !== null || this.current.context.keys === '') return
    const pause = this.agenda.take(Infinity, (label) => label === 'timer keys')
    if (pause === null) return
    yield* this.happen(pause)
    yield* this.rest()
  }

  /** Throws RehearsalError where the move cannot be made: the call is over, or nothing is being said to break into. */
  *act(move: Move): Acting {
    yield* this.begin()
    if (move.move === 'bargein') return yield* this.#bargein(move)
    if ('afterMs' in move) yield* this.wait(move.afterMs)
    else yield* this.rest()
    if (this.ended !== null) throw new RehearsalError(`The call was over before this: it ended as "${this.ended}".`)
    this.journal.nextMove()
    switch (move.move) {
      case 'says':
        return yield* this.#says(move.hypotheses)
      case 'presses':
        return yield* this.#presses(move.keys)
      case 'silence':
        this.journal.caller(this.now, `(says nothing for ${move.ms / 1000} s)`)
        return yield* this.wait(move.ms)
      case 'hangup':
        this.journal.caller(this.now, '(hangs up)')
        return yield* this.take({ type: 'caller.hungup', at: this.now })
      case 'event':
        this.journal.world(this.now, `event ${move.name}`)
        return yield* this.take({ type: 'event.received', at: this.now, name: move.name, data: move.data })
      case 'reconnect':
        return yield* this.#reconnect(move.awayMs)
      default:
        return yield* this.#crash(move.awayMs, move.isUncertain === true)
    }
  }

  *#says(hypotheses: readonly Hypothesis[]): Acting {
    const text = hypotheses[0]?.text ?? ''
    this.journal.caller(this.now, text === '' ? '(a noise)' : text)
    if (this.expected === null) {
      this.journal.world(this.now, 'nobody listens just now: that was not heard')
      return
    }
    const understood = understand(hypotheses, this.expected, this.moment)
    yield* this.take({ type: 'turn.ended', at: this.now, ...told(understood) })
  }

  *#presses(keys: string): Acting {
    this.journal.caller(this.now, `(presses ${keys})`)
    for (const key of keys) {
      if (this.ended !== null) return
      const all = this.current.context.keys + key
      const readings = this.expected === null ? {} : understandKeys(all, this.expected, this.moment)
      yield* this.take({ type: 'key.pressed', at: this.now, key, readings })
    }
  }

  *#bargein({ at, hypotheses, keys }: Extract<Move, { move: 'bargein' }>): Acting {
    yield* this.#until(at)
    const speech = this.speech
    if (speech === null) throw new RehearsalError('Nothing is being said that could be broken into.')
    this.journal.nextMove()
    if (keys !== '') {
      yield* this.#presses(keys)
      return
    }
    const text = hypotheses[0]?.text ?? ''
    if (this.expected === null || !breaksIn(hypotheses, this.expected, this.moment)) {
      this.journal.caller(this.now, text)
      this.journal.world(this.now, 'this does not break in: the agent goes on')
      return
    }
    const heard = this.heard
    this.agenda.drop((label) => label === 'speech')
    this.speech = null
    this.journal.cut(this.now, heard)
    yield* this.take({ type: 'speech.interrupted', at: this.now, id: speech.say.id, heard })
    if (this.ended === null) yield* this.#says(text === '' ? [] : hypotheses)
  }

  /** Until so much of something has been said. */
  *#until(at: BargeInAt): Acting {
    for (let n = 0; n < mostHappenings && this.ended === null; n++) {
      const ms = this.speech === null ? null : momentOf(at, this.speech.say)
      if (this.speech !== null && ms !== null) {
        const { say, from } = this.speech
        const lastsMs = spokenMs(say.text, say.slower)
        if ('ms' in at && ms >= lastsMs) throw new RehearsalError(`"${say.text}" is over after ${lastsMs} ms.`)
        return yield* this.waitUntil(Math.max(this.now, from + Math.min(ms, lastsMs - 1)))
      }
      const next = this.agenda.take(Infinity, (label) => !silences.has(label))
      if (next === null) break
      yield* this.happen(next)
    }
    const what = 'ms' in at ? 'Nothing is being said' : `"${at.after}" is not being said`
    throw new RehearsalError(`${what}: there is nothing to break into.`)
  }

  *#reconnect(awayMs: number): Acting {
    this.journal.world(this.now, 'the stream drops')
    const unheard = this.speech === null ? '' : unheardOf(this.speech.say.text, this.heard)
    yield* this.loseStream(unheard)
    yield* this.resume(awayMs)
  }

  /** Nothing but the log and what the store holds is left; what was awaited outside comes out as it would have. */
  *#crash(awayMs: number, isUncertain: boolean): Acting {
    this.journal.world(this.now, 'the server dies')
    if (!this.foldsAlike()) throw new RehearsalError('The log, folded again, gives another snapshot than the call had.')
    this.known.clear()
    this.current = JSON.parse(JSON.stringify(this.current)) as Snapshot
    const { timers, speaking, awaiting } = this.current.context
    if (isUncertain) {
      if (awaiting?.type !== 'tool.call')
        throw new RehearsalError('No tool is under way whose result could be uncertain.')
      const { key } = awaiting
      const outcome = { ok: false, error: 'uncertain', message: 'Nobody can tell whether it was done.' } as const
      this.agenda.drop((label) => label === 'tool')
      this.later(awayMs, 'tool', (at) => ({ type: 'tool.finished', at, key, outcome }))
    }
    this.agenda.drop((label) => label.startsWith('timer'))
    for (const [timer, due] of Object.entries(timers)) this.arm(timer as TimerName, due)
    if (speaking !== null || timers.noinput !== undefined || timers.keys !== undefined) yield* this.loseStream('')
    else this.streamLost = true
    yield* this.resume(awayMs)
  }
}

/** Runs what a rehearsal does to its end; `answer` is asked for tools without a stub. */
export function drive<T>(acting: Acting<T>, answer: (call: ToolCall) => Stub): T {
  let next = acting.next()
  while (next.done !== true) next = acting.next(answer(next.value))
  return next.value
}

/** Milliseconds into this text at which it is broken into; null where it is another that is meant. */
function momentOf(at: BargeInAt, { text, slower }: Say): number | null {
  if ('ms' in at) return at.into === undefined || at.into === text ? at.ms : null
  const index = text.toLowerCase().indexOf(at.after.toLowerCase())
  return index < 0 ? null : spokenMs(text.slice(0, index + at.after.length), slower)
}
