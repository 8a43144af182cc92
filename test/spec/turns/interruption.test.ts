import { describe, expect, test } from 'vitest'
import { commandsOf, policy } from './floor-line.ts'

const overSpeech = (
  rules: ReturnType<typeof policy>,
  ...then: readonly (readonly [number, string])[]
): readonly string[] => commandsOf(rules, [0, 'speech'], [1000, 'voice'], ...then)

describe('by words', () => {
  test('one is enough where one is asked for; it is noticed with the word, and the turn goes on', () => {
    expect(
      overSpeech(policy(), [1300, 'hears "wait" -'], [2000, 'silence'], [2700, 'final "wait a moment" -']),
    ).toEqual(['interrupt 1300', 'end 2600', 'take 2700'])
  })

  test('two where two are', () => {
    expect(
      overSpeech(policy({ minWords: 2 }), [1300, 'hears "wait" -'], [1600, 'hears "wait a" -'], [9000, 'silence'])[0],
    ).toBe('interrupt 1600')
  })

  test('too few are discarded by the final words, and nothing was interrupted', () => {
    expect(
      overSpeech(policy({ minWords: 2 }), [1300, 'hears "wait" -'], [1500, 'silence'], [2300, 'final "wait" -']),
    ).toEqual(['end 2100', 'discard 2300'])
  })

  test('that only the final words tell: it is an interruption then', () => {
    expect(overSpeech(policy({ minWords: 2 }), [1500, 'silence'], [2300, 'final "wait a moment" -'])).toEqual([
      'end 2100',
      'interrupt 2300',
      'take 2300',
    ])
  })

  test('that come only after half a second of closing interrupt before the final ones', () => {
    expect(
      overSpeech(policy(), [1500, 'silence'], [2300, 'hears "wait" -'], [2900, 'final "wait a moment" -']),
    ).toEqual(['end 2100', 'interrupt 2300', 'take 2900'])
  })
})

describe('by the length of the voice', () => {
  const rules = policy({ minWords: 0, minMs: 250 })
  test('to the millisecond, and without words', () => {
    expect(overSpeech(rules, [9000, 'silence'])[0]).toBe('interrupt 1250')
    expect(overSpeech(rules, [1250, 'silence'])[0]).toBe('interrupt 1250')
  })

  test('not when it was shorter', () => {
    expect(overSpeech(rules, [1249, 'silence'], [1900, 'final "" -'])).toEqual(['discard 1849'])
  })

  test('either way where both are set: whichever comes first', () => {
    const both = policy({ minWords: 2, minMs: 400 })
    expect(overSpeech(both, [1200, 'hears "wait a" -'], [9000, 'silence'])[0]).toBe('interrupt 1200')
    expect(overSpeech(both, [1200, 'hears "wait" -'], [9000, 'silence'])[0]).toBe('interrupt 1400')
  })

  test('any voice does where neither is set, and what was a click is taken up again', () => {
    const any = policy({ minWords: 0, minMs: 0 })
    expect(overSpeech(any, [1060, 'silence'])).toEqual(['interrupt 1000', 'discard 1660'])
  })

  test('what turns out to be nothing by its final words is taken up again; who spoke for long wanted something', () => {
    expect(overSpeech(rules, [1900, 'silence'], [3000, 'final "" -'])).toEqual([
      'interrupt 1250',
      'end 2500',
      'discard 3000',
    ])
    expect(overSpeech(rules, [2100, 'silence'], [3000, 'final "" -'])).toEqual([
      'interrupt 1250',
      'end 2700',
      'take 3000',
    ])
  })

  test('nobody who speaks again already is talked over', () => {
    expect(overSpeech(rules, [1900, 'silence'], [2800, 'voice'], [3000, 'final "" -']).slice(0, 3)).toEqual([
      'interrupt 1250',
      'end 2500',
      'join 3000',
    ])
  })
})

describe('at once', () => {
  test('an always word does, also in a hotword policy that waits for an answer, also among others', () => {
    for (const rules of [policy({ minWords: 5 }), policy({ mode: 'hotword' })])
      expect(overSpeech(rules, [1200, 'hears "please stop" none'], [9000, 'silence'])[0]).toBe('interrupt 1200')
  })

  test('an always phrase of several words does, and its words alone do not', () => {
    const rules = policy({ minWords: 9, always: ['let me speak'] })
    expect(overSpeech(rules, [1200, 'hears "please let me speak" -'], [9000, 'silence'])[0]).toBe('interrupt 1200')
    expect(overSpeech(rules, [1200, 'hears "let me" -'], [1300, 'silence'], [2900, 'final "let me" -'])).toEqual([
      'end 2800',
      'discard 2900',
    ])
  })

  test('a complete answer does, whatever its length', () => {
    for (const rules of [policy({ minWords: 5, minMs: 9000 }), policy({ mode: 'hotword' })])
      expect(overSpeech(rules, [1200, 'hears "seven" closed'], [9000, 'silence'])[0]).toBe('interrupt 1200')
  })

  test('nothing else does in a hotword policy: no voice, no words, no half an answer', () => {
    expect(
      overSpeech(
        policy({ mode: 'hotword', minMs: 10 }),
        [1200, 'hears "well I think" none'],
        [1500, 'hears "well I think seven" open'],
        [2000, 'silence'],
        [3000, 'final "well I think seven" open'],
      ),
    ).toEqual(['end 2650', 'discard 3000'])
  })

  test('a hotword that only the final words bring does', () => {
    expect(overSpeech(policy({ mode: 'hotword' }), [1400, 'silence'], [2500, 'final "seven" closed'])).toEqual([
      'end 2000',
      'interrupt 2500',
      'take 2500',
    ])
  })
})

describe('"mhm"', () => {
  test.each(['mhm', 'mhm mhm', 'uh huh', 'Uh-huh, okay.'])('%s into a statement is nothing', (words) => {
    expect(overSpeech(policy(), [1200, `hears "${words}" -`], [1300, 'silence'])).toEqual(['discard 1900'])
  })

  test('that has stopped our speech by its length is taken up again', () => {
    expect(
      overSpeech(policy({ minMs: 200 }), [1300, 'hears "mhm" -'], [1350, 'silence'], [2500, 'final "mhm" -']),
    ).toEqual(['interrupt 1200', 'discard 1950'])
  })

  test('with something behind it is more', () => {
    expect(overSpeech(policy(), [1200, 'hears "mhm" -'], [1500, 'hears "mhm but" -'], [9000, 'silence'])[0]).toBe(
      'interrupt 1500',
    )
  })

  test.each(['closed', 'open'])('is the answer where a yes/no question is open (%s)', (answer) => {
    expect(overSpeech(policy({}, { yesNo: true }), [1200, `hears "okay" ${answer}`], [1300, 'silence'])[0]).toBe(
      'interrupt 1200',
    )
  })

  test('is no answer to a yes/no question if it is none', () => {
    expect(overSpeech(policy({}, { yesNo: true }), [1200, 'hears "mhm" none'], [1300, 'silence'])).toEqual([
      'discard 2800',
    ])
  })

  test('at the very end of our speech is still nothing', () => {
    expect(overSpeech(policy(), [1100, 'hears "mhm" none'], [1200, 'spoken'], [1300, 'silence'])).toEqual([
      'discard 2800',
    ])
  })

  test('in our silence is what the caller says', () => {
    expect(
      commandsOf(policy(), [0, 'voice'], [200, 'hears "mhm" none'], [300, 'silence'], [1900, 'final "mhm" none']),
    ).toEqual(['end 1800', 'take 1900'])
  })
})

describe('where nobody may break in', () => {
  const rules = policy({ mode: 'off', always: ['stop'] })
  test('nobody does, and what was said into it is thrown away', () => {
    expect(
      overSpeech(rules, [1200, 'hears "stop please now" closed'], [5000, 'silence'], [6000, 'final "stop" closed']),
    ).toEqual(['discard 5250'])
  })

  test('what goes on after our speech has ended is a turn', () => {
    expect(
      overSpeech(
        rules,
        [1500, 'spoken'],
        [1800, 'hears "at seven" closed'],
        [2000, 'silence'],
        [2400, 'final "at seven" closed'],
      ),
    ).toEqual(['end 2250', 'take 2400'])
  })
})

describe('our speech that ends while the caller speaks into it', () => {
  test('leaves them the floor: what they said is taken', () => {
    expect(
      overSpeech(
        policy({ minWords: 9 }),
        [1500, 'spoken'],
        [2000, 'hears "at seven" closed'],
        [2100, 'silence'],
        [2500, 'final "at seven" closed'],
      ),
    ).toEqual(['end 2350', 'take 2500'])
  })

  test('also where only the final words are still to come', () => {
    expect(
      overSpeech(policy({ minWords: 9 }), [1500, 'silence'], [2200, 'spoken'], [2500, 'final "at seven" open']),
    ).toEqual(['end 2100', 'take 2500'])
  })
})

describe('our speech that begins while the caller speaks', () => {
  test('is stopped as by anybody who breaks in: by its length, counted from our first sound', () => {
    expect(commandsOf(policy({ minWords: 0, minMs: 250 }), [0, 'voice'], [2000, 'speech'], [4000, 'silence'])[0]).toBe(
      'interrupt 2250',
    )
  })

  test('gives way at once to a caller who is in the middle of a sentence', () => {
    expect(
      commandsOf(policy(), [0, 'voice'], [1000, 'hears "I would" none'], [2000, 'speech'], [4000, 'silence'])[0],
    ).toBe('interrupt 2001')
  })

  test('is not stopped by what was said before it, and that is dropped', () => {
    expect(
      commandsOf(
        policy(),
        [0, 'voice'],
        [900, 'hears "thanks a lot" -'],
        [1000, 'silence'],
        [1300, 'speech'],
        [2000, 'final "thanks a lot" -'],
      ),
    ).toEqual(['end 1600', 'discard 2000'])
  })

  test('is stopped by what was said before it if that answers', () => {
    expect(
      commandsOf(
        policy(),
        [0, 'voice'],
        [900, 'hears "on tuesday" open'],
        [1000, 'silence'],
        [1300, 'speech'],
        [2000, 'final "on tuesday" open'],
      ),
    ).toEqual(['end 1650', 'interrupt 2000', 'take 2000'])
  })

  test('while the final words are awaited: the same', () => {
    expect(commandsOf(policy(), [0, 'voice'], [1000, 'silence'], [1700, 'speech'], [2000, 'final "thanks" -'])).toEqual(
      ['end 1600', 'discard 2000'],
    )
  })
})

test('a second try to break in does not wait for the final words of the first', () => {
  expect(
    overSpeech(policy({ minWords: 0, minMs: 400 }), [1300, 'silence'], [2500, 'voice'], [9000, 'silence']).slice(0, 3),
  ).toEqual(['end 1900', 'discard 2500', 'interrupt 2900'])
})
