import type { BargeIn } from '../language/flow.ts'
import { interrupts, isBackchannel, type Heard } from './interruption.ts'
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
  /** Since when it was spoken over our speech, or our speech over it; null while neither was. */
  readonly overlapsSince: number | null
  /** Voice that came on while the turn before was still closing. */
  readonly next: { readonly startedAt: number; readonly silentSince: number | null } | null
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
  overlapsSince: null,
  next: null,
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
 *
 * A turn never ends while the voice is on, except by the watchdog. What is said over our speech takes the floor by the
 * policy (`interrupts`), at the latest by its final words; if it does not, it is discarded and we go on. Our own speech that
 * begins over a turn takes the floor from it in the same way: what had been said before is then only taken if it is an answer.
 */
export function turn(
  before: Floor,
  event: FloorEvent,
  policy: FloorPolicy,
): { floor: Floor; commands: FloorCommand[]; wakeAt: number | null } {
  const commands: FloorCommand[] = []
  if (isNewVoiceOverNothing(before, event)) {
    commands.push('discard')
    before = { ...quietFloor, speaking: before.speaking, voice: before.voice }
  }
  let floor = fold(before, event)
  // Our own first sound is not the moment to stop it: the voice that is on lasts, and the next event tells.
  if (event.type !== 'speech.started' && breaksIn(floor, event.at, policy)) {
    commands.push('interrupt')
    floor = { ...floor, speaking: false, hasFloor: true }
  }
  if (floor.phase === 'open' && isOver(floor, event.at, policy)) {
    const nothing = isNothing(floor, event.at, policy)
    commands.push(nothing ? 'discard' : 'end')
    floor = nothing ? afterwards(floor) : { ...floor, phase: 'closing', closingSince: event.at }
  } else if (floor.phase === 'closing' && (isFinal(event) || event.at >= floor.closingSince + finalWordsMs)) {
    if (meansNothing(floor, policy)) commands.push('discard')
    else commands.push(...(floor.speaking ? (['interrupt', 'take'] as const) : (['take'] as const)))
    floor = afterwards(commands.includes('interrupt') ? { ...floor, speaking: false } : floor)
  }
  return { floor, commands, wakeAt: wakeAt(floor, event.at, policy) }
}

/** A turn that has not got the floor waits for its words only until somebody speaks again. */
function isNewVoiceOverNothing(floor: Floor, event: FloorEvent): boolean {
  return event.type === 'voice.started' && floor.phase === 'closing' && floor.speaking && !floor.hasFloor
}

function breaksIn(floor: Floor, at: number, policy: FloorPolicy): boolean {
  if (floor.phase === 'none' || !floor.speaking || floor.hasFloor) return false
  return interrupts({ ...floor, startedAt: floor.overlapsSince ?? floor.startedAt }, at, policy)
}

/** What is known before the final words: a click, a cough, "mhm", a policy that lets nobody break in. */
function isNothing(floor: Floor, at: number, policy: FloorPolicy): boolean {
  if (!floor.hasFloor && policy.bargein.mode === 'off') return true
  const unheard = (floor.heard?.words ?? []).length === 0
  if (unheard && voicedMs(floor, at) < shortestWordMs) return true
  return floor.overlapsSince !== null && isBackchannel(floor.heard, policy)
}

/** … and what only the final words tell. A caller who speaks again already is not talked over. */
function meansNothing(floor: Floor, policy: FloorPolicy): boolean {
  const { heard, overlapsSince, silentSince, startedAt } = floor
  if (overlapsSince === null) return false
  if (!floor.hasFloor) {
    const saidBefore = startedAt < overlapsSince && (silentSince ?? Infinity) < overlapsSince + shortestWordMs
    return !saidBefore || heard === null || heard.answer === null || heard.answer === 'none'
  }
  if (floor.next !== null) return false
  const unheard = (heard?.words ?? []).length === 0
  return unheard ? voicedMs(floor, floor.closingSince) < longestNothingMs : isBackchannel(heard, policy)
}

function fold(floor: Floor, event: FloorEvent): Floor {
  const { at } = event
  switch (event.type) {
    case 'voice.started':
      if (floor.phase === 'closing')
        return { ...floor, voice: true, next: { startedAt: floor.next?.startedAt ?? at, silentSince: null } }
      if (floor.phase === 'open') return { ...floor, voice: true, silentSince: null }
      return { ...floor, voice: true, ...opened(at, null, floor.speaking) }
    case 'voice.ended':
      if (floor.phase === 'closing' && floor.next !== null)
        return { ...floor, voice: false, next: { ...floor.next, silentSince: at } }
      return { ...floor, voice: false, silentSince: at }
    case 'words':
      return floor.phase === 'none' ? floor : { ...floor, heard: event.heard }
    case 'speech.started':
      if (floor.phase === 'none') return { ...floor, speaking: true }
      return { ...floor, speaking: true, hasFloor: false, overlapsSince: at }
    case 'speech.stopped':
      // Our speech has ended while the caller was speaking into it: what they say now is a turn like any other.
      return { ...floor, speaking: false, hasFloor: true }
    case 'clock':
      break
  }
  return floor
}

/** A turn that begins. */
function opened(startedAt: number, silentSince: number | null, speaking: boolean): Partial<Floor> {
  return {
    phase: 'open',
    startedAt,
    silentSince,
    heard: null,
    hasFloor: !speaking,
    overlapsSince: speaking ? startedAt : null,
    next: null,
  }
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

function voicedMs({ silentSince, startedAt }: Floor, at: number): number {
  return (silentSince ?? at) - startedAt
}

/** After a turn: quiet, or the turn that has begun meanwhile. */
function afterwards({ next, speaking, voice }: Floor): Floor {
  const quiet = { ...quietFloor, speaking, voice }
  return next === null ? quiet : { ...quiet, ...opened(next.startedAt, next.silentSince, speaking) }
}

function wakeAt(floor: Floor, now: number, policy: FloorPolicy): number | null {
  if (floor.phase === 'none') return null
  if (floor.phase === 'closing') return floor.closingSince + finalWordsMs
  const times = [floor.startedAt + longestTurnMs]
  if (floor.silentSince !== null) times.push(floor.silentSince + silence(floor, policy))
  // Once that has passed and has not stopped our speech, time alone does not: "mhm", a hotword that has not come.
  const longEnough = (floor.overlapsSince ?? floor.startedAt) + Math.max(policy.bargein.minMs, 1)
  if (floor.speaking && !floor.hasFloor && floor.voice && longEnough > now) times.push(longEnough)
  return Math.min(...times)
}
