import type { BargeIn } from '../language/prompt.ts'
import type { Waits } from './endpoint.ts'
import type { Heard } from './interruption.ts'

/**
 * Who has the floor: the ephemeral half of a call. Voice, words and our own speech fold through `turn()`, which may stop our
 * speech and may end the caller's turn, and moves nothing else. Never committed: after a reconnect it starts fresh, but for
 * what was learnt of the caller.
 */
export interface Floor {
  /** Is the caller's voice on? */
  readonly voice: boolean
  /** `open`: the caller is speaking or has paused; `closing`: the turn is over and its final words are awaited. */
  readonly phase: 'none' | 'open' | 'closing'
  readonly startedAt: number
  /** When the voice stopped; null while it is on. */
  readonly silentSince: number | null
  readonly closingSince: number
  /** The words so far; null before any. */
  readonly heard: Heard | null
  /** The words are final and nothing has come since: they need not be asked for again. */
  readonly isFinal: boolean
  /** What the provider makes of it: the turn may be over, or is. */
  readonly ending: 'eager' | 'end' | null
  /** When words came in a silence although the ones before were final, or the provider took its end back. */
  readonly grewAt: number | null
  /** The words on which a decision has been started early; null where none is under way. */
  readonly guessedAt: Heard | null
  /** Are we speaking? */
  readonly speaking: boolean
  /** The turn has taken the floor: our speech was stopped, or there was none. */
  readonly hasFloor: boolean
  /** Since when it was spoken over our speech, or our speech over it; null while neither was. */
  readonly overlapsSince: number | null
  /** Voice that came on while the turn before was still closing. */
  readonly next: { readonly startedAt: number; readonly silentSince: number | null } | null
  /** When a key was pressed last: its tone may be taken for a voice. */
  readonly keyAt: number | null
  readonly learnt: Learnt
}

/** What a call has taught about its caller and line; kept from turn to turn. */
export interface Learnt {
  /** How often the caller was taken to be at the end and was not. */
  readonly cutOffs: number
  /** Our own voice comes back on the line: how long a voice lasts tells nothing while we speak. */
  readonly echoes: boolean
}

export const nothingLearnt: Learnt = { cutOffs: 0, echoes: false }

export type FloorEvent =
  | { readonly type: 'voice.started'; readonly at: number }
  | { readonly type: 'voice.ended'; readonly at: number }
  | HeardWords
  | { readonly type: 'speech.started'; readonly at: number }
  | { readonly type: 'speech.stopped'; readonly at: number }
  | { readonly type: 'key.pressed'; readonly at: number }
  /** The turn before had been ended too early (`oneAnswer`). */
  | { readonly type: 'cutoff.noticed'; readonly at: number }
  | { readonly type: 'clock'; readonly at: number }

export interface HeardWords {
  readonly type: 'words'
  readonly at: number
  readonly final: boolean
  /** All words of the turn so far. */
  readonly heard: Heard
  /** The provider's own view (`Words.endOfTurn`). */
  readonly endOfTurn?: 'eager' | 'end' | 'resumed'
}

/**
 * - interrupt: stop our speech; the caller has taken the floor
 * - guess: the turn may be over: what it would ask of a model may be asked now, instead of what was guessed before. A tool
 *   never starts so early
 * - unguess: it goes on, or was nothing: throw that away
 * - end: the turn is over; ask for its final words
 * - take: here they are; the turn may be acted on
 * - discard: it was nothing (a backchannel, a cough, an echo): forget it, and go on with the speech that it had stopped.
 *   Comes instead of `end`, or instead of `take` where only the final words told
 * - join: instead of `take`: the caller has gone on meanwhile. What is said now is behind these words, in the same turn
 */
export type FloorCommand = 'interrupt' | 'guess' | 'unguess' | 'end' | 'take' | 'discard' | 'join'

/** What the state of the flow asks of turn-taking (`policyOf`). */
export interface FloorPolicy {
  readonly bargein: BargeIn
  /** The silences that end a turn, by the answer's state. */
  readonly waits: Waits
  /** Overrides them all. */
  readonly endpointMs: number | null
  /** A yes/no question is open: "okay" is an answer, not a backchannel. */
  readonly yesNo: boolean
  /** Free text is expected: its end is heard by silence only. */
  readonly freeText: boolean
}

/** Nobody speaks. */
export const quietFloor: Floor = {
  voice: false,
  phase: 'none',
  startedAt: 0,
  silentSince: null,
  closingSince: 0,
  heard: null,
  isFinal: false,
  ending: null,
  grewAt: null,
  guessedAt: null,
  speaking: false,
  hasFloor: false,
  overlapsSince: null,
  next: null,
  keyAt: null,
  learnt: nothingLearnt,
}

/** A turn that begins. */
export function opened(startedAt: number, silentSince: number | null, speaking: boolean): Partial<Floor> {
  return {
    phase: 'open',
    startedAt,
    silentSince,
    heard: null,
    isFinal: false,
    ending: null,
    grewAt: null,
    guessedAt: null,
    hasFloor: !speaking,
    overlapsSince: speaking ? startedAt : null,
    next: null,
  }
}

/** After a turn: quiet, or the turn that has begun meanwhile. */
export function afterwards({ next, speaking, voice, keyAt, learnt }: Floor): Floor {
  const quiet = { ...quietFloor, speaking, voice, keyAt, learnt }
  return next === null ? quiet : { ...quiet, ...opened(next.startedAt, next.silentSince, speaking) }
}

/** A turn whose caller has gone on before its final words were there: with what was said so far. */
export function joined(floor: Floor): Floor {
  const { next } = floor
  return {
    ...floor,
    phase: 'open',
    silentSince: next?.silentSince ?? null,
    isFinal: false,
    ending: null,
    grewAt: null,
    guessedAt: null,
    next: null,
  }
}

/** How long its voice lasted, up to now. */
export function voicedMs({ silentSince, startedAt }: Floor, at: number): number {
  return (silentSince ?? at) - startedAt
}
