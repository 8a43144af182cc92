import { silenceThatEnds } from './endpoint.ts'
import { voicedMs, type Floor, type FloorPolicy } from './floor.ts'
import { isBackchannel } from './interruption.ts'

/** A turn that goes on longer is ended all the same: music on hold, a television. */
const longestTurnMs = 30_000
/** Final words that take longer do not come: what was heard so far is taken. */
export const finalWordsMs = 3_000
/** Voice shorter than this without a word is a click or a cough. */
const shortestWordMs = 250
/** Voice into our speech in which no word was found: a longer one was somebody who wants to be understood. */
const longestNothingMs = 1000
/**
 * A silence after which words that are not the beginning of something may be all. Longer than a stop within a word, and no
 * longer: what is asked then is thrown away when the caller goes on, and every moment of waiting is the caller's.
 */
const eagerMs = 100
/** A key's tone is over by then, and the detector has noticed it. */
const toneMs = 500

/**
 * Is the turn over? Never while the voice is on, except by the watchdog. A provider that says so is believed, unless the
 * grammar knows that the answer is but begun, or the caller's last word leads on.
 */
export function isOver(floor: Floor, at: number, policy: FloorPolicy): boolean {
  return at >= endsAt(floor, policy)
}

function endsAt(floor: Floor, policy: FloorPolicy): number {
  const watchdog = floor.startedAt + longestTurnMs
  if (floor.silentSince === null) return watchdog
  const { heard } = floor
  if (floor.ending === 'end' && heard !== null && heard.answer !== 'partial' && heard.hesitation === 'none') return 0
  const silence = silenceOf(floor, policy)
  // Words that go on coming into a silence do not hold it up for ever.
  const from = Math.max(floor.silentSince, Math.min(floor.grewAt ?? 0, floor.silentSince + silence))
  return Math.min(watchdog, from + silence)
}

function silenceOf(floor: Floor, policy: FloorPolicy): number {
  return silenceThatEnds({
    answer: floor.heard?.answer ?? null,
    hesitation: floor.heard?.hesitation ?? 'none',
    settled: floor.heard !== null && (floor.isFinal || floor.ending !== null),
    cutOffs: floor.learnt.cutOffs,
    waits: policy.waits,
    endpointMs: policy.endpointMs,
    freeText: policy.freeText,
  })
}

/** What is known before the final words: a click, a cough, a key's tone, "mhm", an echo, a policy that lets nobody break in. */
export function isNothing(floor: Floor, at: number, policy: FloorPolicy): boolean {
  if (!floor.hasFloor && policy.bargein.mode === 'off') return true
  if (isUnheard(floor)) {
    const isTone = floor.keyAt !== null && floor.keyAt >= floor.startedAt - toneMs && voicedMs(floor, at) < toneMs
    if (isTone || floor.heard?.echo === true) return true
    // A short "yes" into our silence may be one of a recogniser that is slow to say so: its final words tell.
    if (floor.overlapsSince !== null && voicedMs(floor, at) < shortestWordMs) return true
  }
  return floor.overlapsSince !== null && isBackchannel(floor.heard, policy)
}

/** … and what only the final words tell. A caller who speaks again already is not talked over. */
export function meansNothing(floor: Floor, policy: FloorPolicy): boolean {
  const { heard, overlapsSince, silentSince, startedAt } = floor
  if (overlapsSince === null) return isUnheard(floor) && voicedMs(floor, floor.closingSince) < shortestWordMs
  if (!floor.hasFloor) {
    const saidBefore = startedAt < overlapsSince && (silentSince ?? Infinity) < overlapsSince + shortestWordMs
    return !saidBefore || heard === null || heard.answer === null || heard.answer === 'none'
  }
  if (floor.next !== null) return false
  if (!isUnheard(floor)) return isBackchannel(heard, policy)
  return heard?.echo === true || voicedMs(floor, floor.closingSince) < longestNothingMs
}

/** Has the caller gone on before the turn could be taken? Behind an answer that cannot grow they say something else. */
export function goesOn({ next, heard, hasFloor, startedAt, closingSince }: Floor): boolean {
  return next !== null && hasFloor && heard?.answer !== 'closed' && closingSince < startedAt + longestTurnMs
}

/**
 * May a decision on these words start early? The answer is closed, or the provider thinks that the turn may be over, or
 * enough silence has passed after words that are no mere beginning.
 */
export function mayBeOver(floor: Floor, at: number, policy: FloorPolicy): boolean {
  if (floor.phase !== 'open' || floor.silentSince === null || isUnheard(floor)) return false
  if ((floor.speaking && !floor.hasFloor) || isNothing(floor, at, policy)) return false
  if (floor.heard?.answer === 'closed' || floor.ending !== null || isOver(floor, at, policy)) return true
  return isTelling(floor) && at >= floor.silentSince + eagerMs
}

function isTelling({ heard }: Floor): boolean {
  return heard !== null && heard.answer !== 'partial' && heard.hesitation === 'none'
}

function isUnheard({ heard }: Floor): boolean {
  return heard === null || heard.words.length === 0
}

/** When the floor wants to look again (absolute milliseconds); null when time alone changes nothing. */
export function wakeAt(floor: Floor, now: number, policy: FloorPolicy): number | null {
  if (floor.phase === 'none') return null
  if (floor.phase === 'closing') return floor.closingSince + finalWordsMs
  const times = [endsAt(floor, policy)]
  if (floor.silentSince !== null && floor.silentSince + eagerMs > now && isTelling(floor))
    times.push(floor.silentSince + eagerMs)
  // Once that has passed and has not stopped our speech, time alone does not: "mhm", a hotword that has not come.
  const longEnough = (floor.overlapsSince ?? floor.startedAt) + Math.max(policy.bargein.minMs, 1)
  if (floor.speaking && !floor.hasFloor && floor.voice && longEnough > now) times.push(longEnough)
  return Math.min(...times)
}
