import { describe, expect, test } from 'vitest'
import { diffFlows } from '../../../engine/explore/diff.ts'
import { checkFlows } from '../../../engine/language/check.ts'
import type { Flow } from '../../../engine/language/flow.ts'
import { drawDiff } from '../../../src/cli/diff.ts'

const shop = `
flow: shop
start: ask
slots: { guests: { type: integer } }
states:
  ask: { gather: guests, prompt: How many?, nomatch: [{ to: bye }], noinput: [{ to: bye }], next: more }
  more: { run: more, next: bye, outcomes: { error: bye } }
  bye: { end: Goodbye! }
`
const more = `
flow: more
start: tell
states:
  tell: { say: There is more., next: done }
  done: { end: "", outcome: completed }
`

function read(shopText: string, moreText: string = more): Flow {
  const { results, diagnostics } = checkFlows([
    { file: 'shop.yaml', text: shopText },
    { file: 'more.yaml', text: moreText },
  ])
  const flow = results.find(({ file }) => file === 'shop.yaml')?.flow
  if (flow === undefined || flow === null) throw new Error(diagnostics.map(({ message }) => message).join('\n'))
  return flow
}

describe('the difference of two versions of a flow', () => {
  test('is nothing where the file was only written otherwise', () => {
    const diff = diffFlows(read(shop), read(shop.replace('prompt: How many?', 'prompt: "How many?"')))
    expect(diff).toEqual({ changes: [], breaks: [] })
    expect(drawDiff(diff)).toContain('Nothing is other')
  })

  test('names what was added and changed, with both sides, and says that calls survive it', () => {
    const newer = shop
      .replace('How many?', 'For how many?')
      .replace('  bye:', '  thanks: { say: Thanks., next: bye }\n  bye:')
    const diff = diffFlows(read(shop), read(newer.replace('next: bye, outcomes', 'next: thanks, outcomes')))
    expect(diff.breaks).toEqual([])
    expect(diff.changes.map(({ what, how }) => `${how} ${what}`)).toEqual([
      'changed state ask',
      'changed state more',
      'added state thanks',
    ])
    expect(diff.changes[0]?.keys).toEqual([
      { key: 'prompt', before: expect.stringContaining('How many?'), after: expect.stringContaining('For how many?') },
    ])
  })

  test('tells what a call in progress would not survive, also in a flow that is run', () => {
    const renamed = more.replace('start: tell', 'start: say_more').replace('  tell:', '  say_more:')
    const diff = diffFlows(read(shop), read(shop.replace('type: integer', 'type: text'), renamed))
    expect(diff.breaks.map(({ flow, message }) => `${flow}: ${message}`)).toEqual([
      'shop: A call may hold "guests" as integer, and now it is text.',
      'more: A call may stand in "tell", and that state is gone.',
    ])
    expect(drawDiff(diff)).toContain('would not survive')
  })

  test('a flow that is run no more may still be where a call is', () => {
    const without = shop.replace('next: more }', 'next: bye }').replace(/ {2}more: .*\n/u, '')
    const { breaks } = diffFlows(read(shop), read(without))
    expect(breaks.map(({ flow }) => flow)).toEqual(['shop', 'more'])
  })
})
