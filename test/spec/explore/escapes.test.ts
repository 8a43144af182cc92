import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { tellCall } from '../../../engine/explore/story.ts'
import { drawDiagnostics } from '../../../engine/language/excerpt.ts'
import { normalise } from '../../../engine/language/normalise.ts'
import { plainText } from '../../../engine/language/plain-text.ts'
import { compileFlow } from '../../../engine/machine/compile.ts'
import type { Snapshot } from '../../../engine/machine/snapshot.ts'
import { step, type Stepped } from '../../../engine/machine/step.ts'
import { readSsml } from '../../../engine/prompts/ssml.ts'
import { chat } from '../../../engine/rehearsal/chat.ts'
import { drawNote } from '../../../engine/rehearsal/note.ts'
import { drawExplanation, drawStory } from '../../../src/cli/stored/story-report.ts'
import { Conversation } from '../conversation.ts'

const compiled = compileFlow(
  normalise(
    parse(`flow: notes
language: en-GB
start: ask
slots: { note: { type: text } }
states:
  ask: { gather: note, prompt: What is it?, nomatch: [{ to: bye }], noinput: [{ to: bye }], next: look }
  look: { tool: look, with: { note: =slots.note }, save: { found: result.found }, next: tell, outcomes: { error: bye } }
  tell: { say: { ssml: "<speak>You said {{ slots.note }}, we found {{ found }}.</speak>" }, next: bye }
  bye: { end: Goodbye! }
`) as never,
  ).flow,
)

/** A title, a cleared screen, the eight-bit introducer, a turned direction, a bell, and a line that is not one of ours. */
const hostile = '\u001B]0;owned\u0007 \u001B[2J \u009B31m \u202Edlrow\u202C \u2028 tail'
const markup = '</speak><audio src="https://evil.test/a.wav"/><speak><prosody rate="x-slow">&#27;'
// Everything that a terminal obeys, but for the end of a line.
const obeyed = /[\p{Cc}\u200E\u200F\u2028-\u202E\u2066-\u2069]/u

it('shows what a caller said, and what a tool found, without its obeying a terminal', () => {
  const call = new Conversation(compiled, {
    tools: { look: { answer: { ok: true, result: { found: hostile } } } },
  })
  call.says(hostile).rest()
  expect(call.slots['note']).toContain('owned')
  const story = tellCall(compiled, call.events)
  for (const text of [drawStory(story), drawExplanation(story)]) {
    expect(text).toContain('owned')
    expect(text.replaceAll('\n', '')).not.toMatch(obeyed)
  }
})

it('shows notes and faults of tests alike', () => {
  for (const note of [
    drawNote({ at: 0, kind: 'caller', text: `${hostile}\n0:00.1  agent   You are paid.` }),
    drawNote({ at: 0, kind: 'agent', state: 'tell', text: hostile }),
    drawNote({ at: 0, kind: 'cut', heard: hostile }),
    drawNote({ at: 0, kind: 'world', text: hostile }),
  ])
    expect(note).not.toMatch(obeyed)
  const place = { file: 'a.test.yaml', line: 1, column: 1, start: 0, end: 1 }
  const drawn = drawDiagnostics(
    [{ code: 'test-failed', severity: 'error', message: hostile, advice: hostile, place }] as never,
    { textOf: () => `says: ${hostile}` },
  )
  expect(drawn).toContain('owned')
  expect(drawn.replaceAll('\n', '')).not.toMatch(obeyed)
})

it('chats without obeying what is typed', () => {
  const talk = chat(compiled, { start: { at: 0, from: '', to: '', seed: 1 }, hasTool: () => true })
  let lines = ''
  let next = talk.next()
  for (const line of [hostile, '/slots', '/quit']) {
    if (next.done === true) break
    lines += next.value.lines.join('\n')
    next = talk.next(
      next.value.wants === 'tool' ? { outcome: { ok: true, result: { found: hostile } }, takesMs: 0 } : line,
    )
  }
  if (next.done !== true) lines += next.value.lines.join('\n')
  expect(lines).toContain('What is it?')
  expect(lines.replaceAll('\n', '')).not.toMatch(obeyed)
})

it('speaks markup of callers and tools as words', () => {
  const call = new Conversation(compiled, {
    tools: { look: { answer: { ok: true, result: { found: markup } } } },
  })
  call.says(markup).rest()
  let snapshot: Snapshot | null = null
  const said: string[] = []
  for (const event of call.events) {
    const stepped: Stepped = step(compiled, snapshot, event)
    snapshot = stepped.snapshot
    for (const effect of stepped.effects) if (effect.type === 'say' && effect.ssml !== undefined) said.push(effect.ssml)
  }
  expect(said).toHaveLength(1)
  const { root, faults } = readSsml(said[0] ?? '')
  // One element, our own, with words in it and nothing else; all of them are there.
  expect(faults).toEqual([])
  expect(
    JSON.stringify(root)
      .match(/"tag":"[^"]*"/g)
      ?.filter((tag) => tag !== '"tag":"speak"'),
  ).toEqual([])
  expect(said[0]).not.toContain('<audio')
  expect(call.transcript.join(' ')).toContain('evil.test')
})

it('leaves what only looks as it is', () => {
  const text = 'Zażółć gęślą jaźń\n\t“naïve” 日本 👩‍👩‍👧 é'
  expect(plainText(text)).toBe(text)
  expect(plainText('a\u001Bb\u007Fc\u0085')).toBe('a\u241Bb\u2421c\uFFFD')
})
