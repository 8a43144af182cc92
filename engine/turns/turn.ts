import type { BargeIn } from '../language/flow.ts'
import { interrupts, type Heard } from './interruption.ts'
import { silenceThatEnds } from './endpoint.ts'

/**
 * Who has the floor: the ephemeral half of a call. Voice, words and our own speech fold through `turn()`, which may stop our
 * speech and may end the caller's turn, and moves nothing else. Never committed: after a reconnect it starts fresh.
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
  /** Are we speaking? */
  readonly speaking: boolean
  /** The turn has taken the floor: our speech was stopped, or there was none. */
  readonly hasFloor: boolean
  /** It began while we were speaking. */
  readonly overlaps: boolean
  /** Voice that came on while the turn before was still closing. */
  readonly nextStartedAt: number | null
}

export type FloorEvent =
  | { readonly type: 'voice.started'; readonly at: number }
  | { readonly type: 'voice.ended'; readonly at: number }
  | { readonly type: 'words'; readonly at: number; readonly final: boolean; readonly heard: Heard }
  | { readonly type: 'speech.started'; readonly at: number }
  | { readonly type: 'speech.stopped'; readonly at: number }
  | { readonly type: 'clock'; readonly at: number }

/**
 * - interrupt: stop our speech; the caller has taken the floor
 * - end: the turn is over; ask for its final words
 * - take: here they are; the turn may be acted on
 * - discard: it was nothing (a backchannel, a cough): forget it, and go on with the speech that it had stopped. Comes
 *   instead of `end`, or instead of `take` where only the final words told
 */
export type FloorCommand = 'interrupt' | 'end' | 'take' | 'discard'

/** What the state of the flow asks of turn-taking. */
export interface FloorPolicy {
  readonly bargein: BargeIn
  /** Overrides the waits by the answer's state. */
  readonly endpointMs: number | null
  /** A yes/no question is open: "okay" is an answer, not a backchannel. */
  readonly yesNo: boolean
  /** Free text is expected: its end is heard by silence only. */
  readonly freeText: boolean
}

export const quietFloor: Floor = {
  voice: false,
  phase: 'none',
  startedAt: 0,
  silentSince: null,
  closingSince: 0,
  heard: null,
  speaking: false,
  hasFloor: false,
  overlaps: false,
  nextStartedAt: null,
}

/** A turn that goes on longer is ended all the same: music on hold, a television. */
const longestTurnMs = 30_000
/** Final words that take longer do not come: what was heard so far is taken. */
const finalWordsMs = 3_000
/** Voice shorter than this without a word is a click or a cough. */
const shortestWordMs = 250
/** Voice into our speech in which no word was found: a longer one was somebody who wants to be understood. */
const longestNothingMs = 1000

/**
 * Folds one event. Pure. `wakeAt` is when a `clock` event is wanted (absolute milliseconds), null when time alone changes
 * nothing.
 */
export function turn(
  before: Floor,
  event: FloorEvent,
  policy: FloorPolicy,
): { floor: Floor; commands: FloorCommand[]; wakeAt: number | null } {
  let floor = fold(before, event)
  const commands: FloorCommand[] = []
  if (floor.phase === 'open' && floor.speaking && !floor.hasFloor && interrupts(floor, event.at, policy)) {
    commands.push('interrupt')
    floor = { ...floor, speaking: false, hasFloor: true }
  }
  if (floor.phase === 'open' && isOver(floor, event.at, policy)) {
    const nothing =
      !floor.hasFloor || (floor.heard === null && voiced(floor) < shortestWordMs) || isBackchannel(floor, policy)
    commands.push(nothing ? 'discard' : 'end')
    floor = nothing ? next(floor) : { ...floor, phase: 'closing', closingSince: event.at }
  } else if (floor.phase === 'closing' && (isFinal(event) || event.at >= floor.closingSince + finalWordsMs)) {
    commands.push(meantNothing(floor, policy) ? 'discard' : 'take')
    floor = next(floor)
  }
  return { floor, commands, wakeAt: wakeAt(floor, event.at, policy) }
}

/** What was said into our speech was nothing, by its final words. A caller who speaks again already is not talked over. */
function meantNothing(floor: Floor, policy: FloorPolicy): boolean {
  if (!floor.overlaps || floor.nextStartedAt !== null) return false
  const unheard = (floor.heard?.words ?? []).length === 0
  return unheard ? voiced(floor) < longestNothingMs : isBackchannel(floor, policy)
}

/** "mhm" into our speech, which it may have stopped by its length before it was known for one. */
function isBackchannel({ overlaps, heard }: Floor, { bargein, yesNo }: FloorPolicy): boolean {
  if (!overlaps || heard === null || heard.words.length === 0 || (yesNo && heard.answer === 'closed')) return false
  return heard.words.every((word) => bargein.ignore.includes(word) && !bargein.always.includes(word))
}

function fold(floor: Floor, event: FloorEvent): Floor {
  switch (event.type) {
    case 'voice.started':
      if (floor.phase === 'closing') return { ...floor, voice: true, nextStartedAt: event.at }
      if (floor.phase === 'open') return { ...floor, voice: true, silentSince: null }
      return {
        ...floor,
        voice: true,
        phase: 'open',
        startedAt: event.at,
        silentSince: null,
        heard: null,
        hasFloor: !floor.speaking,
        overlaps: floor.speaking,
      }
    case 'voice.ended':
      return { ...floor, voice: false, silentSince: event.at }
    case 'words':
      return floor.phase === 'none' ? floor : { ...floor, heard: event.heard }
    case 'speech.started':
      return { ...floor, speaking: true }
    case 'speech.stopped':
      // Our speech has ended while the caller was speaking into it: what they say now is a turn like any other.
      return { ...floor, speaking: false, hasFloor: true }
    case 'clock':
      break
  }
  return floor
}

function isOver(floor: Floor, at: number, policy: FloorPolicy): boolean {
  if (at >= floor.startedAt + longestTurnMs) return true
  return floor.silentSince !== null && at >= floor.silentSince + silence(floor, policy)
}

function silence(floor: Floor, policy: FloorPolicy): number {
  return silenceThatEnds({
    answer: floor.heard?.answer ?? null,
    endpointMs: policy.endpointMs,
    freeText: policy.freeText,
  })
}

function isFinal(event: FloorEvent): boolean {
  return event.type === 'words' && event.final
}

function voiced(floor: Floor): number {
  return (floor.silentSince ?? floor.startedAt) - floor.startedAt
}

/** After a turn: quiet, or the turn that has begun meanwhile. */
function next(floor: Floor): Floor {
  if (floor.nextStartedAt === null) return { ...quietFloor, speaking: floor.speaking, voice: floor.voice }
  return {
    ...quietFloor,
    voice: floor.voice,
    phase: 'open',
    startedAt: floor.nextStartedAt,
    silentSince: floor.voice ? null : floor.silentSince,
    speaking: floor.speaking,
    hasFloor: !floor.speaking,
    overlaps: floor.speaking,
  }
}

function wakeAt(floor: Floor, now: number, policy: FloorPolicy): number | null {
  if (floor.phase === 'none') return null
  if (floor.phase === 'closing') return floor.closingSince + finalWordsMs
  const times = [floor.startedAt + longestTurnMs]
  if (floor.silentSince !== null) times.push(floor.silentSince + silence(floor, policy))
  // Once that has passed and has not stopped our speech, time alone does not: "mhm", a hotword that has not come.
  const longEnough = floor.startedAt + policy.bargein.minMs
  if (floor.speaking && !floor.hasFloor && floor.voice && longEnough > now) times.push(longEnough)
  return Math.min(...times)
}
