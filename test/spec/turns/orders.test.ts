import { describe, expect, test } from 'vitest'
import type { FloorPolicy } from '../../../engine/turns/floor.ts'
import { asking, policy } from './floor-line.ts'
import { merges, WatchedLine } from './referee.ts'

/** Who does what, each in their own order; how these orders mix is chance. */
interface Scene {
  readonly caller: readonly string[]
  readonly recogniser: readonly string[]
  readonly agent?: readonly string[]
  readonly keys?: readonly string[]
}

const scenes: readonly (readonly [string, FloorPolicy, Scene])[] = [
  [
    'a plain answer',
    asking('boolean'),
    { caller: ['voice', 'silence'], recogniser: ['hears "yes" closed', 'final "yes" closed'] },
  ],
  [
    'an answer with a pause in it',
    asking('time'),
    {
      caller: ['voice', 'silence', 'voice', 'silence'],
      recogniser: ['hears "seven" open', 'hears "seven p m" closed', 'final "seven p m" closed'],
    },
  ],
  [
    'three groups of digits',
    asking('phone'),
    {
      caller: ['voice', 'silence', 'voice', 'silence', 'voice', 'silence'],
      recogniser: ['hears "five" partial', 'hears "five five" partial', 'final "five five five" closed'],
    },
  ],
  [
    'a recogniser that is final by parts',
    asking('date'),
    {
      caller: ['voice', 'silence', 'voice', 'silence'],
      recogniser: [
        'final "friday" open',
        'hears "friday the" open',
        'final "friday the ninth" closed',
        'final "friday the ninth" closed',
      ],
    },
  ],
  [
    'a provider with turn events of its own',
    asking('time'),
    {
      caller: ['voice', 'silence', 'voice', 'silence'],
      recogniser: [
        'hears "six" open eager',
        'hears "six" open resumed',
        'hears "six p m" closed eager',
        'final "six p m" closed end',
      ],
    },
  ],
  [
    'a provider that ends too early',
    asking('phone'),
    {
      caller: ['voice', 'silence', 'voice', 'silence'],
      recogniser: [
        'final "five five" partial end',
        'hears "five five six" partial',
        'final "five five six" closed end',
      ],
    },
  ],
  [
    'an answer into the question',
    policy({ minWords: 2 }),
    {
      agent: ['speech', 'spoken'],
      caller: ['voice', 'silence', 'voice', 'silence'],
      recogniser: ['hears "well" none', 'hears "well seven" open', 'final "well seven p m" closed'],
    },
  ],
  [
    'a backchannel while a yes/no question is asked',
    policy({}, { yesNo: true }),
    {
      agent: ['speech', 'spoken', 'speech'],
      caller: ['voice', 'silence'],
      recogniser: ['hears "mhm" none', 'hears "okay" closed', 'final "okay" closed'],
    },
  ],
  [
    'our own voice, and then the caller',
    policy({ minWords: 1, minMs: 300 }),
    {
      agent: ['speech', 'spoken'],
      caller: ['voice', 'silence', 'voice', 'silence'],
      recogniser: ['echo "" none', 'echo "seven" open', 'final "seven" open'],
    },
  ],
  [
    'keys, with and without words',
    asking('digits'),
    {
      caller: ['voice', 'silence', 'voice', 'silence'],
      keys: ['key', 'key', 'key'],
      recogniser: ['hears "one" open', 'final "one two" open'],
    },
  ],
  [
    'a cough, and a question after it',
    policy({ minWords: 0, minMs: 0 }),
    {
      agent: ['speech', 'spoken', 'speech'],
      caller: ['voice', 'silence', 'voice', 'silence'],
      recogniser: ['final "" none', 'final "what" none'],
    },
  ],
]

/** A recogniser knows of no word before there was a voice. */
function isPossible(order: readonly string[]): boolean {
  const voice = order.indexOf('voice')
  const words = order.findIndex((text) => /^(hears|final|echo)/.test(text))
  return words === -1 || voice < words
}

describe.each(scenes)('%s, in every order', (_, rules, { caller, recogniser, agent = [], keys = [] }) => {
  test.each([20, 240, 660, 1900])(
    '%i ms apart: each turn ends once, never in mid-voice, in time, and with all of its words',
    (apartMs) => {
      let orders = 0
      for (const order of merges([caller, recogniser, agent, keys])) {
        if (!isPossible(order)) continue
        orders++
        const line = new WatchedLine(rules)
        try {
          line.run(order.map((text, index) => [index * apartMs, text] as const))
        } catch (error) {
          throw new Error(order.join(', '), { cause: error })
        }
        if (line.floor.phase !== 'none' || line.wakeAt !== null) throw new Error(`It never rests: ${order.join(', ')}`)
        const { commands } = line
        const over = commands.filter((command) => /^(take|discard)/.test(command))
        if (over.length === 0) throw new Error(`Nothing comes of it: ${order.join(', ')}`)
      }
      expect(orders).toBeGreaterThan(2)
    },
  )
})
