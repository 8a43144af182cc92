import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Floor, FloorCommand, FloorPolicy } from '../../../engine/turns/floor.ts'
import { event, FloorLine, policy } from './floor-line.ts'

const seed = Number(process.env['FC_SEED'] ?? Date.now() % 1_000_000_000)

const policies: readonly [string, FloorPolicy][] = [
  ['one word', policy()],
  ['two words', policy({ minWords: 2 })],
  ['so long a voice', policy({ minWords: 0, minMs: 250 })],
  ['any voice', policy({ minWords: 0, minMs: 0 })],
  ['a hotword', policy({ mode: 'hotword' })],
  ['nobody', policy({ mode: 'off' })],
  ['a yes/no question', policy({ minWords: 0, minMs: 250 }, { yesNo: true })],
  ['free text', policy({}, { freeText: true })],
]

/** What must hold of every floor, whatever the order of events. */
class Referee {
  #closing = false
  #interruptions = 0

  watch(before: Floor, text: string, commands: readonly FloorCommand[], after: Floor, at: number): void {
    const must = (holds: boolean, what: string): void => {
      if (!holds) throw new Error(`${what} at ${at}, by ${text}: ${commands.join(', ')}`)
    }
    const speaking = text === 'speech' || (before.speaking && text !== 'spoken')
    const voice = text === 'voice' || (before.voice && text !== 'silence')
    for (const command of commands) {
      if (command === 'interrupt') {
        must(speaking, 'Nothing was being said')
        must(++this.#interruptions === 1, 'Interrupted twice')
      }
      if (command === 'end') {
        must(!this.#closing, 'Ended twice')
        must(!voice || at >= before.startedAt + 30_000, 'Ended while the voice was on')
        this.#closing = true
      }
      if (command === 'take') must(this.#closing, 'Taken, and never ended')
      if (command === 'take' || command === 'discard') this.#closing = false
    }
    must((after.phase === 'closing') === this.#closing, 'Closing, or not')
    if (commands.includes('take') || commands.includes('discard') || text === 'speech') this.#interruptions = 0
  }
}

class Watched extends FloorLine {
  readonly #referee = new Referee()

  override take(happening: Parameters<FloorLine['take']>[0]): readonly FloorCommand[] {
    const { floor } = this
    const commands = super.take(happening)
    const text =
      { 'voice.started': 'voice', 'voice.ended': 'silence', 'speech.started': 'speech', 'speech.stopped': 'spoken' }[
        happening.type as string
      ] ?? happening.type
    this.#referee.watch(floor, text, commands, this.floor, this.now)
    return commands
  }
}

/** Every way to merge these sequences, each in its own order. */
function* merges(sequences: readonly (readonly string[])[]): Generator<string[]> {
  if (sequences.every(({ length }) => length === 0)) yield []
  for (const [index, [first, ...rest]] of sequences.entries())
    if (first !== undefined)
      for (const others of merges(sequences.map((sequence, other) => (other === index ? rest : sequence))))
        yield [first, ...others]
}

describe.each(policies)('where %s breaks in, in every order of events', (_, rules) => {
  const caller = ['voice', 'silence', 'voice', 'silence']
  const recogniser = ['hears "mhm" none', 'hears "at seven" closed', 'final "at seven" closed']
  const agent = ['speech', 'spoken', 'speech']

  test.each([50, 300, 900, 4000])('%i ms apart: no turn is lost, ended twice, or ended in mid-voice', (apartMs) => {
    let orders = 0
    for (const order of merges([caller, recogniser, agent])) {
      orders++
      const line = new Watched(rules)
      line.run(order.map((text, index) => [index * apartMs, text] as const))
      if (line.floor.phase !== 'none' || line.wakeAt !== null) throw new Error(`It never rests: ${order.join(', ')}`)
    }
    expect(orders).toBe(4200)
  })

  test(`and in any (seed ${seed})`, () => {
    const happening = fc.record({
      afterMs: fc.oneof(fc.nat(300), fc.nat(4000)),
      text: fc.constantFrom('voice', 'silence', 'speech', 'spoken', ...recogniser, 'final "" -', 'hears "stop" none'),
    })
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 40, size: 'max' }), (happenings) => {
        const line = new Watched(rules)
        for (const { afterMs, text } of happenings) {
          line.until(line.now + afterMs)
          if (text === 'voice' && line.floor.voice) continue
          if (text === 'silence' && !line.floor.voice) continue
          line.take(event(text, line.now))
        }
        if (line.floor.voice) line.take(event('silence', line.now))
        line.until(line.now + 100_000)
        expect(line.floor.phase).toBe('none')
      }),
      { seed, numRuns: 400 },
    )
  })
})
