import { describe, expect, test } from 'vitest'
import { firstDifference } from '../../../engine/explore/difference.ts'
import { tellCall } from '../../../engine/explore/story.ts'
import { checkFlow } from '../../../engine/language/check.ts'
import { compileFlow } from '../../../engine/machine/compile.ts'
import type { CallEvent } from '../../../engine/machine/event.ts'

const { flow } = checkFlow(
  `
flow: table
start: ask
slots: { guests: { type: integer } }
states:
  ask: { gather: guests, prompt: How many?, nomatch: [{ to: bye }], noinput: [{ to: bye }], next: find }
  find: { tool: find, with: { guests: =slots.guests }, filler: { after: 800ms, say: One moment. }, next: bye, outcomes: { error: bye } }
  bye: { end: Goodbye! }
`,
  'table.yaml',
)
if (flow === null) throw new Error('The flow has a mistake.')
const compiled = compileFlow(flow)
const key = (events: readonly CallEvent[]): string => {
  const awaiting = tellCall(compiled, events).snapshot?.context.awaiting
  return awaiting?.type === 'tool.call' ? awaiting.key : ''
}

const call = { id: 'c', lineId: 'CA', from: '', to: '', direction: 'inbound' } as const
const asked: readonly CallEvent[] = [
  { type: 'call.started', at: 1000, call, inputs: {}, seed: 1 },
  { type: 'speech.played', at: 2000, id: 'u1' },
  {
    type: 'turn.ended',
    at: 5000,
    hypotheses: [{ text: 'four\u001B[2J', confidence: 0.9 }],
    readings: {
      guests: { state: 'open', value: 4, alternatives: [40], spans: [[0, 1]], confidence: 0.9, readback: 'four' },
    },
    matches: {},
  },
]
const filled: readonly CallEvent[] = [
  ...asked,
  { type: 'timer.fired', at: 5800, timer: 'filler', due: 5800 },
  { type: 'speech.played', at: 6800, id: 'u2' },
  { type: 'tool.finished', at: 7000, key: key(asked), outcome: { ok: true, result: { table: 7 } } },
  { type: 'speech.played', at: 8000, id: 'u3' },
]

describe('a call told from its log', () => {
  const story = tellCall(compiled, filled)

  test('says of each step where it led and why', () => {
    expect(story.steps.map(({ from, to }) => [from, to])).toEqual([
      ['', 'ask.asking'],
      ['ask.asking', 'ask.listening'],
      ['ask.listening', 'find.calling.quiet'],
      ['find.calling.quiet', 'find.calling.filler_1'],
      ['find.calling.filler_1', 'find.calling.pause_1'],
      ['find.calling.pause_1', 'bye.saying'],
      ['bye.saying', '$ended'],
    ])
    expect(story.steps[2]?.why).toContain('the answer was understood')
  })

  test('says what the words were taken for, and which slots changed', () => {
    expect(story.steps[2]?.readings).toEqual(['guests is open: 4, or 40 (0.90)'])
    expect(story.steps[2]?.slots).toEqual({ guests: '4' })
  })

  test('lets nothing that a caller said act on a terminal', () => {
    expect(JSON.stringify(story.steps)).toContain('\\\\u001b[2J')
    for (const { event } of story.steps) expect(event).not.toContain('\u001B')
  })

  test('gives all of the time to somebody: a filler does not make a tool faster', () => {
    expect(story.spent).toEqual({ agent: 1000 + 1000, caller: 3000, tool: 2000 })
  })

  test('measures the wait for a reply to the words that are no filler', () => {
    expect(story.waits).toEqual([{ seq: 3, ms: 2000, firstSoundMs: 800, on: { tool: 2000 } }])
  })

  test('a lost stream is time away', () => {
    const away = tellCall(compiled, [
      ...asked.slice(0, 2),
      { type: 'stream.lost', at: 3000, unheard: '' },
      { type: 'stream.resumed', at: 4500 },
      { type: 'caller.hungup', at: 4600 },
    ])
    expect(away.spent).toEqual({ agent: 1000 + 100, caller: 1000, away: 1500 })
  })
})

test('the first difference of two values is named by its path', () => {
  expect(firstDifference({ a: { b: [1] }, c: 1 }, { a: { b: [1] }, c: 1 })).toBeNull()
  expect(firstDifference({ a: { b: [1] } }, { a: { b: [2] } })).toEqual({ path: 'a.b', before: '[1]', after: '[2]' })
  expect(firstDifference({ a: 1 }, {})).toEqual({ path: 'a', before: '1', after: 'nothing' })
  // the same content in another order is not the same bytes
  expect(firstDifference({ a: 1, b: 2 }, { b: 2, a: 1 })?.path).toBe('')
})
