import { describe, expect, test } from 'vitest'
import { FloorLine, policy } from './floor-line.ts'

function guesses(rules: ReturnType<typeof policy>, ...happenings: readonly (readonly [number, string])[]): string[] {
  const line = new FloorLine(rules)
  line.run(happenings)
  return line.guesses
}
const text = policy({}, { freeText: true })

describe('what the turn would ask may be asked early', () => {
  test('as soon as the voice is off, where the answer is closed', () => {
    expect(guesses(policy(), [0, 'voice'], [500, 'hears "yes" closed'], [600, 'silence'])).toEqual(['guess 600'])
  })

  test('after a short silence, where it may be all', () => {
    expect(guesses(text, [0, 'voice'], [500, 'hears "the tap drips" none'], [600, 'silence'])).toEqual(['guess 700'])
  })

  test("at a provider's eager end, before that", () => {
    expect(
      guesses(
        text,
        [0, 'voice'],
        [500, 'hears "the tap drips" none'],
        [600, 'silence'],
        [650, 'hears "the tap drips" none eager'],
      ),
    ).toEqual(['guess 650'])
  })

  test('with the end, at the latest: final words take their time', () => {
    expect(guesses(policy(), [0, 'voice'], [500, 'hears "five" partial'], [600, 'silence'])).toEqual(['guess 2400'])
  })

  test('anew when the words have changed', () => {
    expect(
      guesses(
        text,
        [0, 'voice'],
        [600, 'silence'],
        [900, 'hears "the tap" none'],
        [1000, 'hears "the tap drips" none'],
      ),
    ).toEqual(['guess 900', 'guess 1000'])
  })
})

describe('and is thrown away', () => {
  test('when the caller goes on', () => {
    expect(
      guesses(
        text,
        [0, 'voice'],
        [500, 'hears "the tap" none'],
        [600, 'silence'],
        [1000, 'voice'],
        [1900, 'hears "the tap drips" none'],
        [2000, 'silence'],
      ),
    ).toEqual(['guess 700', 'unguess 1000', 'guess 2100'])
  })

  test('when the turn is nothing after all', () => {
    expect(
      guesses(
        policy(),
        [0, 'voice'],
        [400, 'hears "thanks a lot" -'],
        [500, 'silence'],
        [900, 'speech'],
        [2000, 'final "thanks a lot" -'],
      ),
    ).toEqual(['guess 600', 'unguess 2000'])
  })
})

describe('it is never asked', () => {
  test('while the voice is on', () => {
    expect(guesses(policy(), [0, 'voice'], [500, 'hears "yes" closed'], [9000, 'silence'])).toEqual(['guess 9000'])
  })

  test('without words, or with a mere sound of thinking before the end', () => {
    expect(guesses(text, [0, 'voice'], [600, 'silence'])).toEqual([])
    expect(guesses(text, [0, 'voice'], [500, 'hears "um" none'], [600, 'silence'])).toEqual(['guess 2100'])
  })

  test('of a backchannel, or of who has not got the floor', () => {
    expect(
      guesses(policy({ minWords: 3 }), [0, 'speech'], [500, 'voice'], [900, 'hears "well I" none'], [1000, 'silence']),
    ).toEqual([])
    expect(
      guesses(policy({ minMs: 100 }), [0, 'speech'], [500, 'voice'], [900, 'hears "mhm" -'], [1000, 'silence']),
    ).toEqual([])
  })
})
