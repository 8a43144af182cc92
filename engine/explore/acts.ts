import type { Json } from '../language/json.ts'
import type { CompiledFlow } from '../machine/compile.ts'
import { runningOf } from '../machine/stack.ts'
import type { Move } from '../rehearsal/test-step.ts'
import type { Course, Instant } from './course.ts'
import { commandWords } from '../patterns/command-words.ts'
import { mumble, sayingsAt, type Saying } from './sayings.ts'

/** A move of the caller's, of the line's, or something from outside, and how a test writes it. */
export interface Act {
  readonly move: Move
  readonly step: Json
  readonly kind: 'caller' | 'silence' | 'line' | 'event' | 'hangup'
}

/** How long a dropped stream, and a dead server, stay away. */
const awayMs = 300
const deadMs = 2000

export function silence(ms: number): Act {
  return { kind: 'silence', move: { move: 'silence', ms }, step: { silence: `${ms}ms` } }
}

/** A cough, a door: heard, and no words. */
const noise: Act = { kind: 'caller', move: { move: 'says', hypotheses: [] }, step: { says: [] } }

function said({ step, text }: Saying): Act {
  const move: Move =
    'presses' in step
      ? { move: 'presses', keys: step.presses }
      : { move: 'says', hypotheses: [{ text, confidence: 1 }] }
  return { kind: 'caller', move, step }
}

function hangup(afterMs: number): Act {
  return { kind: 'hangup', move: { move: 'hangup', afterMs }, step: { hangup: after(afterMs) } }
}

function reconnect(afterMs: number): Act {
  return { kind: 'line', move: { move: 'reconnect', afterMs, awayMs }, step: { reconnect: after(afterMs) } }
}

function crash(afterMs: number, isUncertain: boolean): Act {
  const uncertain = isUncertain ? { uncertain: true } : {}
  return {
    kind: 'line',
    move: { move: 'crash', afterMs, awayMs: deadMs, isUncertain },
    step: { crash: { ...after(afterMs), ...uncertain } },
  }
}

function event(name: string, afterMs: number): Act {
  const data = { id: 'E1' }
  return {
    kind: 'event',
    move: { move: 'event', name, data, afterMs },
    step: { event: { name, data, ...after(afterMs) } },
  }
}

function bargein(words: string, saying: Saying | null): Act {
  const says = saying === null ? {} : { says: saying.text }
  const hypotheses = saying === null ? [] : [{ text: saying.text, confidence: 1 }]
  return {
    kind: 'caller',
    move: { move: 'bargein', at: { after: words }, hypotheses, keys: '' },
    step: { bargein: { at: words, ...says } },
  }
}

function after(ms: number): { readonly [key: string]: Json } {
  return ms === 0 ? {} : { after: `${ms}ms` }
}

/** What may happen to a call that has come to rest. */
export function actsAt(course: Course, sayings: readonly Saying[]): readonly Act[] {
  const { nextAt } = course
  return [
    ...sayings.map(said),
    ...(course.listening === null ? [] : [noise]),
    ...(nextAt === null ? [] : [silence(Math.max(0, nextAt - course.now))]),
    ...lineActs(course.compiled, course, 0, false),
  ]
}

/** Whether what follows is another thing where a ladder has been climbed, or speech is slower: silence, no-matches, "faster". */
export function dependsOnAttempts({ kind, step }: Act, { listening, snapshot }: Course): boolean {
  if (kind === 'silence' || listening === null) return true
  const said = (step as { readonly says?: string }).says
  const faster = snapshot.context.slower === true ? commandWords(listening.language).faster.examples[0] : undefined
  return said !== undefined && (said === mumble || said === faster)
}

/** What may come in between, so long after the move before. */
export function actsBetween(
  course: Course,
  instant: Instant,
  afterMs: number,
  sayings: readonly Saying[],
): readonly Act[] {
  const words = instant.text?.split(' ').slice(0, 3).join(' ') ?? ''
  const isSaid = words !== '' && instant.listening !== null
  const breaking = isSaid ? [null, ...sayings.filter(({ text }) => text !== '').slice(0, 3)] : []
  return [
    ...lineActs(course.compiled, course, afterMs, instant.awaits === 'tool.call'),
    ...breaking.map((saying) => bargein(words, saying)),
  ]
}

function lineActs(compiled: CompiledFlow, course: Course, afterMs: number, isCalling: boolean): readonly Act[] {
  const { flow } = runningOf(compiled, course.snapshot.context)
  const events = Object.values(flow.states).flatMap((state) => (state.kind === 'wait' ? [state.event] : []))
  return [
    hangup(afterMs),
    reconnect(afterMs),
    ...(isCalling ? [crash(afterMs, true)] : []),
    ...[...new Set(events)].map((name) => event(name, afterMs)),
  ]
}

/** The sayings at one kind of question, made once. */
export class SayingsKnown {
  readonly #harvest: readonly string[]
  readonly #known = new Map<string, readonly Saying[]>()

  constructor(harvest: readonly string[]) {
    this.#harvest = harvest
  }

  at(course: Course, listen: Course['listening']): readonly Saying[] {
    if (listen === null) return []
    const { flow } = runningOf(course.compiled, course.snapshot.context)
    const { bargein: _, stands: __, earlier, slots, ...asked } = listen
    const key = JSON.stringify([flow.flow, asked, Object.keys(earlier), slots.map(({ reject: ___, ...slot }) => slot)])
    const made = this.#known.get(key) ?? sayingsAt(listen, flow, course.moment, this.#harvest)
    this.#known.set(key, made)
    return made
  }
}
