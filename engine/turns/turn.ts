import { finalWordsMs, goesOn, isNothing, isOver, mayBeOver, meansNothing, wakeAt } from './ending.ts'
import { afterwards, joined, type Floor, type FloorCommand, type FloorEvent, type FloorPolicy } from './floor.ts'
import { fold } from './fold.ts'
import { interrupts } from './interruption.ts'

/**
 * Folds one event. Pure. `wakeAt` is when a `clock` event is wanted (absolute milliseconds), null when time alone changes
 * nothing.
 *
 * A turn never ends while the voice is on, except by the watchdog. What is said over our speech takes the floor by the
 * policy (`interrupts`), at the latest by its final words; if it does not, it is discarded and we go on. Our own speech that
 * begins over a turn takes the floor from it in the same way: what had been said before is then only taken if it is an answer.
 * A caller who goes on while the final words are awaited is still in the same turn, unless the answer was closed.
 */
export function turn(
  before: Floor,
  event: FloorEvent,
  policy: FloorPolicy,
): { floor: Floor; commands: FloorCommand[]; wakeAt: number | null } {
  const { at } = event
  const commands: FloorCommand[] = []
  if (isNewVoiceOverNothing(before, event)) {
    commands.push(...thrownAway(before))
    before = afterwards({ ...before, next: null })
  }
  let floor = fold(before, event)
  // Our own first sound is not the moment to stop it: the voice that is on lasts, and the next event tells.
  if (event.type !== 'speech.started' && breaksIn(floor, at, policy)) {
    commands.push('interrupt')
    floor = { ...floor, speaking: false, hasFloor: true }
  }
  floor = guess(floor, event, policy, commands)
  if (floor.phase === 'open' && isOver(floor, at, policy)) {
    if (isNothing(floor, at, policy)) {
      commands.push(...thrownAway(floor))
      floor = afterwards(floor)
    } else {
      commands.push('end')
      floor = { ...floor, phase: 'closing', closingSince: at }
    }
  }
  const wasClosing = before.phase === 'closing'
  if (floor.phase === 'closing' && hasFinalWords(floor, event, wasClosing)) {
    const nothing = meansNothing(floor, policy)
    if (!nothing && goesOn(floor)) {
      commands.push(...(floor.guessedAt === null ? [] : (['unguess'] as const)), 'join')
      return { floor: joined(floor), commands, wakeAt: wakeAt(joined(floor), at, policy) }
    }
    if (nothing) commands.push(...thrownAway(floor))
    else if (floor.speaking) commands.push('interrupt', 'take')
    else commands.push('take')
    floor = afterwards(nothing ? floor : { ...floor, speaking: false })
  }
  return { floor, commands, wakeAt: wakeAt(floor, at, policy) }
}

/** A turn that has not got the floor waits for its words only until somebody speaks again. */
function isNewVoiceOverNothing(floor: Floor, event: FloorEvent): boolean {
  return event.type === 'voice.started' && floor.phase === 'closing' && floor.speaking && !floor.hasFloor
}

function breaksIn(floor: Floor, at: number, policy: FloorPolicy): boolean {
  if (floor.phase === 'none' || !floor.speaking || floor.hasFloor) return false
  return interrupts({ ...floor, startedAt: floor.overlapsSince ?? floor.startedAt }, at, policy)
}

/** Early decisions: begun on words after which the turn may be over, thrown away when it goes on. */
function guess(floor: Floor, event: FloorEvent, policy: FloorPolicy, commands: FloorCommand[]): Floor {
  if (mayBeOver(floor, event.at, policy)) {
    if (isSaid(floor.guessedAt, floor)) return floor
    commands.push('guess')
    return { ...floor, guessedAt: floor.heard }
  }
  if (floor.guessedAt === null || floor.phase !== 'open') return floor
  if (floor.silentSince !== null && isSaid(floor.guessedAt, floor)) return floor
  commands.push('unguess')
  return { ...floor, guessedAt: null }
}

function isSaid(guessed: Floor['heard'], { heard }: Floor): boolean {
  return guessed !== null && guessed.words.join(' ') === heard?.words.join(' ')
}

function thrownAway(floor: Floor): FloorCommand[] {
  return floor.guessedAt === null ? ['discard'] : ['unguess', 'discard']
}

/**
 * They have come, or will not come any more. Final words from before the turn was over are asked for again, since there may
 * be more behind them, unless their provider has ended the turn itself.
 */
function hasFinalWords(floor: Floor, event: FloorEvent, wasClosing: boolean): boolean {
  if (floor.isFinal && floor.ending === 'end') return true
  return (wasClosing && event.type === 'words' && event.final) || event.at >= floor.closingSince + finalWordsMs
}
