import type { Floor, FloorCommand, FloorEvent } from '../../../engine/turns/floor.ts'
import { FloorLine } from './floor-line.ts'

/** Half a minute: the watchdog. */
const longestTurnMs = 30_000
/** Twice the longest wait, which words that come into the silence can make of it; and after two cut-offs twice that. */
const longestSilenceMs = 2 * 1800
const finalWordsMs = 3000

/** What must hold of every floor, whatever the order of events. Throws where it does not. */
class Referee {
  #closingSince: number | null = null
  #interruptions = 0
  #isGuessing = false
  /** The words that the recogniser told last of the turn that is open. */
  #told: readonly string[] = []

  watch(before: Floor, event: FloorEvent, commands: readonly FloorCommand[], after: Floor, at: number): void {
    const must = (holds: boolean, what: string): void => {
      if (!holds) throw new Error(`${what} at ${at}, by ${event.type}: ${commands.join(', ')}`)
    }
    const speaking = event.type === 'speech.started' || (before.speaking && event.type !== 'speech.stopped')
    const voice = event.type === 'voice.started' || (before.voice && event.type !== 'voice.ended')
    const silentSince = event.type === 'voice.ended' && before.next === null ? event.at : before.silentSince
    if (before.phase === 'none') this.#told = []
    else if (event.type === 'words') this.#told = event.heard.words
    for (const command of commands) {
      switch (command) {
        case 'interrupt':
          must(speaking, 'Nothing was being said')
          must(++this.#interruptions === 1, 'Interrupted twice')
          break
        case 'guess':
          must(!voice, 'Guessed while the voice was on')
          this.#isGuessing = true
          break
        case 'unguess':
          must(this.#isGuessing, 'Nothing was guessed')
          this.#isGuessing = false
          break
        case 'end':
          must(this.#closingSince === null, 'Ended twice')
          must(!voice || at >= before.startedAt + longestTurnMs, 'Ended while the voice was on')
          must(voice || at <= (silentSince ?? at) + longestSilenceMs, 'Ended too late')
          this.#closingSince = at
          break
        case 'take':
          must(this.#closingSince !== null, 'Taken, and never ended')
          must(at <= (this.#closingSince ?? at) + finalWordsMs, 'Taken too late')
          must(this.#told.join(' ') === wordsAt(before, event).join(' '), 'Words were lost')
          this.#isGuessing = false
          break
        case 'join':
          must(this.#closingSince !== null, 'Joined, and never ended')
          must(before.next !== null || event.type === 'voice.started', 'Nobody has gone on')
          must(!this.#isGuessing, 'It goes on, and is still thought about')
          this.#closingSince = null
          break
        case 'discard':
          must(!this.#isGuessing, 'Nothing came of it, and it is still thought about')
          must(before.overlapsSince !== null || wordsAt(before, event).length === 0, 'Words were thrown away')
          break
      }
      if (command === 'take' || command === 'discard') {
        this.#closingSince = null
        this.#told = []
      }
    }
    must((after.phase === 'closing') === (this.#closingSince !== null), 'Closing, or not')
    must((after.guessedAt !== null) === this.#isGuessing, 'Guessing, or not')
    if (commands.includes('take') || commands.includes('discard') || event.type === 'speech.started')
      this.#interruptions = 0
  }
}

function wordsAt(before: Floor, event: FloorEvent): readonly string[] {
  return (event.type === 'words' ? event.heard : before.heard)?.words ?? []
}

/** A line that is watched by the referee. */
export class WatchedLine extends FloorLine {
  readonly #referee = new Referee()

  override take(happening: FloorEvent): readonly FloorCommand[] {
    const { floor } = this
    const commands = super.take(happening)
    this.#referee.watch(floor, happening, commands, this.floor, this.now)
    return commands
  }
}

/** Every way to merge these sequences, each in its own order. */
export function* merges(sequences: readonly (readonly string[])[]): Generator<string[]> {
  if (sequences.every(({ length }) => length === 0)) yield []
  for (const [index, [first, ...rest]] of sequences.entries())
    if (first !== undefined)
      for (const others of merges(sequences.map((sequence, other) => (other === index ? rest : sequence))))
        yield [first, ...others]
}
