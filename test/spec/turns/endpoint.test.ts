import { describe, expect, test } from 'vitest'
import { commandsOf, policy } from './floor-line.ts'

describe('a turn ends by a silence as long as the answer wants', () => {
  test.each([
    ['final "yes" closed', 250],
    ['hears "yes" closed', 250],
    ['hears "seven" open', 650],
    ['hears "five five five" partial', 1800],
    ['hears "well" none', 1500],
    ['hears "a table" -', 600],
  ])('%s: after %i ms', (words, ms) => {
    const [end] = commandsOf(policy(), [0, 'voice'], [500, words], [600, 'silence'])
    expect(end).toBe(`end ${600 + ms}`)
  })

  test('before any words: after 600 ms', () => {
    expect(commandsOf(policy(), [0, 'voice'], [600, 'silence'])[0]).toBe('end 1200')
  })

  test('or as the state says, whatever the answer', () => {
    for (const words of ['hears "yes" closed', 'hears "five" partial', 'hears "well" none'])
      expect(commandsOf(policy({}, { endpointMs: 900 }), [0, 'voice'], [500, words], [600, 'silence'])[0]).toBe(
        'end 1500',
      )
  })

  test.each([
    ['hears "a window seat" open', 700],
    ['hears "the tap drips" none', 700],
    ['hears "well" none', 1500],
    ['hears "yes please" closed', 250],
  ])('free text cannot be seen to be complete: %s ends after %i ms', (words, ms) => {
    const [end] = commandsOf(policy({}, { freeText: true }), [0, 'voice'], [500, words], [600, 'silence'])
    expect(end).toBe(`end ${600 + ms}`)
  })

  test('words that come in the silence shorten it, also when it is over by then', () => {
    const late = [0, 'voice'] as const
    expect(commandsOf(policy(), late, [600, 'silence'], [700, 'hears "yes" closed'])[0]).toBe('end 850')
    expect(commandsOf(policy(), late, [600, 'silence'], [1000, 'hears "yes" closed'])[0]).toBe('end 1000')
  })

  test('words that come in the silence lengthen it: "seven", then "seven p"', () => {
    const [end] = commandsOf(
      policy(),
      [0, 'voice'],
      [500, 'hears "seven" closed'],
      [600, 'silence'],
      [800, 'hears "seven p" partial'],
    )
    expect(end).toBe('end 2400')
  })
})

describe('a turn does not end', () => {
  test('while the voice is on, however complete the answer', () => {
    const commands = commandsOf(policy(), [0, 'voice'], [300, 'hears "yes" closed'], [9000, 'silence'])
    expect(commands[0]).toBe('end 9250')
  })

  test('in a pause that is shorter than the silence', () => {
    const commands = commandsOf(
      policy(),
      [0, 'voice'],
      [400, 'hears "seven" open'],
      [500, 'silence'],
      [1100, 'voice'],
      [1500, 'hears "seven p m" closed'],
      [1600, 'silence'],
      [2000, 'final "seven p m" closed'],
    )
    expect(commands).toEqual(['end 1850', 'take 2000'])
  })
})

describe('a turn that ends', () => {
  test('asks for its final words, and is taken with them', () => {
    expect(commandsOf(policy(), [0, 'voice'], [500, 'silence'], [1900, 'final "at seven" closed'])).toEqual([
      'end 1100',
      'take 1900',
    ])
  })

  test('is taken with what was heard when the final words do not come', () => {
    expect(commandsOf(policy(), [0, 'voice'], [400, 'hears "yes" closed'], [500, 'silence'])).toEqual([
      'end 750',
      'take 3750',
    ])
  })

  test('is not taken by interim words', () => {
    expect(
      commandsOf(
        policy(),
        [0, 'voice'],
        [500, 'silence'],
        [1300, 'hears "at" partial'],
        [1500, 'final "at nine" closed'],
      ),
    ).toEqual(['end 1100', 'take 1500'])
  })

  test('without words is taken all the same: a voice was heard', () => {
    expect(commandsOf(policy(), [0, 'voice'], [500, 'silence'], [1300, 'final "" none'])).toEqual([
      'end 1100',
      'take 1300',
    ])
  })

  test('a click or a cough of less than a quarter of a second is nothing', () => {
    expect(commandsOf(policy(), [0, 'voice'], [249, 'silence'], [900, 'final "" -'])).toEqual([
      'end 849',
      'discard 900',
    ])
    expect(commandsOf(policy(), [0, 'voice'], [250, 'silence'], [900, 'final "" -'])).toEqual(['end 850', 'take 900'])
  })

  test('a short word that a slow recogniser tells only at the end is a word all the same', () => {
    expect(commandsOf(policy(), [0, 'voice'], [200, 'silence'], [1700, 'final "yes" closed'])).toEqual([
      'end 800',
      'take 1700',
    ])
  })

  test('a short word is a word', () => {
    expect(
      commandsOf(policy(), [0, 'voice'], [200, 'silence'], [300, 'hears "no" closed'], [500, 'final "no" closed']),
    ).toEqual(['end 450', 'take 500'])
  })
})

describe('the watchdog', () => {
  test('ends a turn after half a minute, voice or not: music on hold', () => {
    const commands = commandsOf(policy(), [0, 'voice'], [30_100, 'final "la la" none'], [31_000, 'silence'])
    expect(commands.slice(0, 2)).toEqual(['end 30000', 'take 30100'])
  })

  test('also where no words were known by then', () => {
    expect(commandsOf(policy(), [0, 'voice'])[0]).toBe('end 30000')
  })
})

describe('a voice that comes on while a turn closes', () => {
  test('is the next turn: the first is taken with its own words, the second ends by its own silence', () => {
    const commands = commandsOf(
      policy(),
      [0, 'voice'],
      [400, 'hears "yes" closed'],
      [500, 'silence'],
      [1000, 'voice'],
      [1100, 'final "yes" closed'],
      [1400, 'hears "at nine" closed'],
      [1500, 'silence'],
      [1900, 'final "at nine" closed'],
    )
    expect(commands).toEqual(['end 750', 'take 1100', 'end 1750', 'take 1900'])
  })

  test('goes on with an answer that could grow: it is one turn, which ends by the silence behind both', () => {
    const commands = commandsOf(
      policy(),
      [0, 'voice'],
      [400, 'hears "seven" open'],
      [500, 'silence'],
      [1300, 'voice'],
      [1400, 'final "seven" open'],
      [1600, 'hears "seven thirty" open'],
      [1700, 'silence'],
      [2500, 'final "seven thirty" open'],
    )
    expect(commands).toEqual(['end 1150', 'join 1400', 'end 2350', 'take 2500'])
  })

  test('is joined as well where final words never come', () => {
    const commands = commandsOf(policy(), [0, 'voice'], [400, 'hears "seven" open'], [500, 'silence'], [1300, 'voice'])
    expect(commands.slice(0, 2)).toEqual(['end 1150', 'join 4150'])
  })

  test('and is off again before the first is taken, ends by a silence that is counted from there', () => {
    const commands = commandsOf(
      policy(),
      [0, 'voice'],
      [400, 'hears "yes" closed'],
      [500, 'silence'],
      [800, 'voice'],
      [1200, 'silence'],
      [1300, 'final "yes" closed'],
      [2000, 'final "at nine" closed'],
    )
    expect(commands).toEqual(['end 750', 'take 1300', 'end 1800', 'take 2000'])
  })

  test('and off and on again, begins where it first came on', () => {
    const commands = commandsOf(
      policy(),
      [0, 'voice'],
      [400, 'hears "yes" closed'],
      [500, 'silence'],
      [800, 'voice'],
      [900, 'silence'],
      [1000, 'voice'],
      [1200, 'silence'],
      [1300, 'final "yes" closed'],
    )
    // 400 ms from 800 to 1200: not a click.
    expect(commands.slice(0, 3)).toEqual(['end 750', 'take 1300', 'end 1800'])
  })
})
