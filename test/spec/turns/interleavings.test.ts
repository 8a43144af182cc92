import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FloorPolicy } from '../../../engine/turns/floor.ts'
import { event, policy } from './floor-line.ts'
import { merges, WatchedLine } from './referee.ts'

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

describe.each(policies)('where %s breaks in, in every order of events', (_, rules) => {
  const caller = ['voice', 'silence', 'voice', 'silence']
  const recogniser = ['hears "mhm" none', 'hears "at seven" closed', 'final "at seven" closed']
  const agent = ['speech', 'spoken', 'speech']

  test.each([50, 300, 900, 4000])('%i ms apart: no turn is lost, ended twice, or ended in mid-voice', (apartMs) => {
    let orders = 0
    for (const order of merges([caller, recogniser, agent])) {
      orders++
      const line = new WatchedLine(rules)
      line.run(order.map((text, index) => [index * apartMs, text] as const))
      if (line.floor.phase !== 'none' || line.wakeAt !== null) throw new Error(`It never rests: ${order.join(', ')}`)
    }
    expect(orders).toBe(4200)
  })

  test(`and in any (seed ${seed})`, () => {
    const happening = fc.record({
      afterMs: fc.oneof(fc.nat(300), fc.nat(4000)),
      text: fc.constantFrom(
        'voice',
        'silence',
        'speech',
        'spoken',
        'key',
        ...recogniser,
        'final "" -',
        'hears "stop" none',
        'hears "at seven um" open eager',
        'hears "at" none resumed',
        'final "at nine" open end',
        'echo "" none',
      ),
    })
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 40, size: 'max' }), (happenings) => {
        const line = new WatchedLine(rules)
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
