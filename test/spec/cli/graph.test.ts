import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { checkFlow } from '../../../engine/language/check.ts'
import { drawings } from '../../../src/cli/graph.ts'
import { layout } from '../../../engine/explore/layout.ts'

function flowOf(text: string) {
  const { flow, diagnostics } = checkFlow(text, 'a.yaml')
  if (flow === null) throw new Error(diagnostics.map(({ message }) => message).join('\n'))
  return flow
}

const small = flowOf(`
flow: shop
start: ask
slots: { guests: { type: integer } }
states:
  ask: { gather: guests, prompt: How many?, noinput: ["Hello \\"you\\"?", { to: end }], nomatch: [{ to: end }], next: [{ when: "slots.guests < 3", to: book }, { else: end }] }
  book: { tool: book, next: end, outcomes: { full: ask, error: end } }
  end: { end: "Goodbye, <you> & all!" }
`)

test('Mermaid text has every state and every way, in the order of the file', () => {
  expect(drawings.mermaid(small)).toBe(
    [
      'flowchart TD',
      '  start(( )) --> s_ask',
      '  s_ask["ask<br/><small>guests</small>"]',
      '  s_book[["book<br/><small>book()</small>"]]',
      '  s_end(["end<br/><small>Goodbye, #lt;you#gt; & all!</small>"])',
      '  s_ask -->|"slots.guests #lt; 3"| s_book',
      '  s_ask -->|"else"| s_end',
      '  s_ask -.->|"silence, 2nd time<br/>not understood, 1st time"| s_end',
      '  s_book --> s_end',
      '  s_book -.->|"full"| s_ask',
      '  s_book -.->|"error"| s_end',
      '',
    ].join('\n'),
  )
})

test("the machine for XState's tools is JSON whose targets are all there", () => {
  const machine = JSON.parse(drawings.xstate(small)) as { readonly states: Record<string, { states?: object }> }
  const targets = [...JSON.stringify(machine).matchAll(/"target":"#([^"]+)"/g)].map(([, target = '']) =>
    target.split('.'),
  )
  expect(targets.length).toBeGreaterThan(10)
  for (const [state = '', phase] of targets) {
    expect(Object.keys(machine.states)).toContain(state)
    if (phase !== undefined) expect(Object.keys(machine.states[state]?.states ?? {})).toContain(phase)
  }
})

describe('the picture', () => {
  const dentist = flowOf(readFileSync('flows/dentist/dentist.yaml', 'utf8'))

  test('is the same for the same flow', () => {
    expect(drawings.svg(dentist)).toBe(drawings.svg(structuredClone(dentist)))
  })

  test('names every state, and escapes what is written in the flow', () => {
    const svg = drawings.svg(dentist)
    for (const name of Object.keys(dentist.states)) expect(svg).toContain(`>${name}</text>`)
    expect(drawings.svg(small)).toContain('Goodbye, &lt;you&gt; &amp; all!')
    expect(drawings.svg(small)).not.toContain('<you>')
  })

  test('has no box upon another, and none outside', () => {
    const svg = drawings.svg(dentist)
    const [, width, height] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg) ?? []
    const boxes = [...svg.matchAll(/<g><rect x="([-\d.]+)" y="([-\d.]+)" width="([\d.]+)" height="([\d.]+)"/g)].map(
      ([, ...numbers]) => numbers.map(Number) as [number, number, number, number],
    )
    expect(boxes).toHaveLength(Object.keys(dentist.states).length)
    for (const [index, [x, y, w, h]] of boxes.entries()) {
      expect(x >= 0 && y >= 0 && x + w <= Number(width) && y + h <= Number(height)).toBe(true)
      for (const [x2, y2, w2, h2] of boxes.slice(index + 1))
        expect(x + w <= x2 || x2 + w2 <= x || y + h <= y2 || y2 + h2 <= y).toBe(true)
    }
  })
})

test('a layout is made of what is there: cycles, islands and loops to oneself do no harm', () => {
  const boxes = ['a', 'b', 'c', 'd'].map((id) => ({ id, width: 80, height: 40 }))
  const arrow = (from: string, to: string) => ({ id: from + to, from, to, labelWidth: 30, labelHeight: 14 })
  const placed = layout(boxes, [arrow('a', 'b'), arrow('b', 'a'), arrow('b', 'b'), arrow('c', 'a')], 'a')
  expect([...placed.boxes.keys()].sort()).toEqual(['a', 'b', 'c', 'd'])
  expect([...placed.arrows.keys()].sort()).toEqual(['ab', 'ba', 'ca'])
})
