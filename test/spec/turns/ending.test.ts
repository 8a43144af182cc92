import { describe, expect, test } from 'vitest'
import { asking, commandsOf, policy } from './floor-line.ts'

/** When a turn of these words ends, after a voice from 0 to 600 ms. */
const endOf = (
  rules: ReturnType<typeof policy>,
  words: string,
  ...then: readonly (readonly [number, string])[]
): string | undefined => commandsOf(rules, [0, 'voice'], [500, words], [600, 'silence'], ...then)[0]

describe('what is asked for sets the wait', () => {
  test('a value that is read out in groups is waited for longer than one that is said at once', () => {
    expect(endOf(asking('time'), 'hears "seven" open')).toBe('end 1250')
    expect(endOf(asking('name'), 'hears "katie" open')).toBe('end 1400')
    expect(endOf(asking('digits'), 'hears "one two three" open')).toBe('end 1600')
  })

  test('of several things asked for, the longest wait counts: any of them may be the last', () => {
    expect(endOf(asking('time', 'phone'), 'hears "seven" open')).toBe('end 1600')
    expect(endOf(asking('phone', 'time'), 'hears "seven p m and my number" closed')).toBe('end 850')
  })
})

describe('a caller who sounds as if more is to come', () => {
  test.each([
    ['hears "seven um" open', 2100],
    ['hears "on the" none', 2100],
    ['hears "five five um" partial', 2400],
    ['hears "um let me see" none', 2100],
    ['hears "yes um" closed', 1250],
  ])('%s is waited for until %i', (words, at) => {
    expect(endOf(policy(), words)).toBe(`end ${at}`)
  })

  test('also in free text', () => {
    expect(endOf(policy({}, { freeText: true }), 'hears "the tap drips and" open')).toBe('end 2100')
  })

  test('but not where the state says how long', () => {
    expect(endOf(policy({}, { endpointMs: 300 }), 'hears "seven um" open')).toBe('end 900')
  })
})

describe('final words before the end', () => {
  test('shorten the wait', () => {
    expect(endOf(policy(), 'hears "seven" open', [700, 'final "seven" open'])).toBe('end 1120')
    expect(endOf(policy(), 'hears "yes" closed', [700, 'final "yes" closed'])).toBe('end 850')
  })

  test('do not if they come while the voice is on: they are of its first part', () => {
    expect(commandsOf(policy(), [0, 'voice'], [500, 'final "seven" open'], [600, 'silence'])[0]).toBe('end 1250')
  })

  test('with interim ones behind them lengthen it: the silence counts from those', () => {
    expect(
      endOf(policy(), 'hears "seven" open', [700, 'final "seven" open'], [1000, 'hears "seven thirty" open']),
    ).toBe('end 1650')
  })

  test('that are the same again change nothing', () => {
    expect(endOf(policy(), 'hears "seven" open', [700, 'final "seven" open'], [1000, 'hears "seven" open'])).toBe(
      'end 1120',
    )
  })

  test('and interim ones by turns do not hold the end up for ever', () => {
    const more = Array.from({ length: 40 }, (_, n): [number, string] => [
      700 + n * 100,
      `${n % 2 === 0 ? 'final' : 'hears'} "seven ${'x '.repeat(n)}" open`,
    ])
    const [end] = commandsOf(policy(), [0, 'voice'], [600, 'silence'], ...more)
    expect(end).toMatch(/^end (1[0-8]\d\d|1900)$/)
  })

  test('are asked for again when the turn ends: there may be more behind them', () => {
    expect(
      commandsOf(policy(), [0, 'voice'], [600, 'silence'], [700, 'final "yes" closed'], [1300, 'final "yes" closed']),
    ).toEqual(['end 850', 'take 1300'])
  })
})

describe("a provider's own turn events", () => {
  test('its end is the end, and its final words are taken at once', () => {
    expect(endOf(policy(), 'hears "seven" open', [700, 'final "seven" open end'])).toBe('end 700')
    expect(commandsOf(policy(), [0, 'voice'], [600, 'silence'], [700, 'final "I am moving" none end'])).toEqual([
      'end 700',
      'take 700',
    ])
  })

  test('its end without final words waits for those', () => {
    expect(
      commandsOf(policy(), [0, 'voice'], [600, 'silence'], [700, 'hears "six" open end'], [900, 'final "six" open']),
    ).toEqual(['end 700', 'take 900'])
  })

  test('its end while the voice is on holds when it goes off', () => {
    expect(commandsOf(policy(), [0, 'voice'], [500, 'final "seven" open end'], [900, 'silence'])).toEqual([
      'end 900',
      'take 900',
    ])
  })

  test('is not believed where the grammar knows that the answer has only begun, or the last word leads on', () => {
    expect(endOf(policy(), 'hears "five" partial', [700, 'final "five five" partial end'])).toBe('end 2040')
    expect(endOf(policy(), 'hears "on" none', [700, 'final "on the" none end'])).toBe('end 2100')
  })

  test('the grammar ends a turn that the provider has not', () => {
    expect(endOf(policy(), 'hears "yes" closed resumed')).toBe('end 850')
  })

  test('an eager end shortens the wait, and one taken back lengthens it', () => {
    expect(endOf(policy(), 'hears "six" open', [700, 'hears "six" open eager'])).toBe('end 1120')
    expect(
      endOf(policy(), 'hears "six" open', [700, 'hears "six" open eager'], [900, 'hears "six" open resumed']),
    ).toBe('end 1550')
  })

  test('a voice that goes on takes them back as well', () => {
    expect(
      endOf(policy(), 'hears "five" partial', [650, 'hears "five" partial end'], [700, 'voice'], [900, 'silence']),
    ).toBe('end 2700')
  })
})

describe('a caller who has been cut off', () => {
  test('is waited for half as long again, and after another time twice as long', () => {
    expect(commandsOf(policy(), [0, 'cut off'], [0, 'voice'], [500, 'hears "six" open'], [600, 'silence'])[0]).toBe(
      'end 1575',
    )
    const thrice = [0, 'cut off'] as const
    expect(
      commandsOf(policy(), thrice, thrice, thrice, [0, 'voice'], [500, 'hears "yes" closed'], [600, 'silence'])[0],
    ).toBe('end 1100')
  })

  test('for the rest of the call, whatever happens in between', () => {
    const commands = commandsOf(
      policy(),
      [0, 'cut off'],
      [0, 'speech'],
      [100, 'voice'],
      [200, 'silence'],
      [5000, 'spoken'],
      [6000, 'voice'],
      [6500, 'hears "yes" closed'],
      [6600, 'silence'],
    )
    expect(commands.at(-2)).toBe('end 6975')
  })
})

describe('a key', () => {
  test('its tone is no voice', () => {
    expect(commandsOf(policy(), [0, 'key'], [60, 'voice'], [400, 'silence'])).toEqual(['discard 1000'])
    expect(commandsOf(policy(), [60, 'voice'], [100, 'key'], [400, 'silence'])).toEqual(['discard 1000'])
  })

  test('does not swallow what is said with it', () => {
    expect(
      commandsOf(
        policy(),
        [0, 'key'],
        [60, 'voice'],
        [300, 'hears "yes" closed'],
        [400, 'silence'],
        [700, 'final "yes" closed'],
      ),
    ).toEqual(['end 650', 'take 700'])
    expect(commandsOf(policy(), [0, 'key'], [60, 'voice'], [900, 'silence'], [1600, 'final "yes" closed'])).toEqual([
      'end 1500',
      'take 1600',
    ])
  })
})

describe('our own voice that comes back', () => {
  test('is discarded, and stops nothing by its words', () => {
    expect(commandsOf(policy(), [0, 'speech'], [500, 'voice'], [900, 'echo "" none'], [3000, 'silence'])).toEqual([
      'discard 4500',
    ])
  })

  test('stops us once by its length, and then no more: on this line it takes words', () => {
    const rules = policy({ minWords: 0, minMs: 400 })
    expect(
      commandsOf(
        rules,
        [0, 'speech'],
        [500, 'voice'],
        [1200, 'silence'],
        [1300, 'echo "" none'],
        [4000, 'speech'],
        [4500, 'voice'],
        [9000, 'silence'],
        [20_000, 'voice'],
        [20_500, 'hears "wait please" none'],
        [30_000, 'silence'],
      ).slice(0, 4),
    ).toEqual(['interrupt 900', 'discard 2700', 'end 9600', 'discard 12600'])
  })
})
