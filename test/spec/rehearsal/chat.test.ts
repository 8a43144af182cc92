import { describe, expect, test } from 'vitest'
import { chat } from '../../../engine/rehearsal/chat.ts'
import type { ChatOptions } from '../../../engine/rehearsal/chat-session.ts'
import { stubOf } from '../../../engine/rehearsal/read-answers.ts'
import { compileFlow } from '../../../src/compile-flow.ts'

const compiled = compileFlow(`
flow: shop
language: en-GB
start: ask
slots: { guests: { type: integer, max: 20 } }
states:
  ask:
    gather: guests
    prompt: How many people?
    keypad: { max: 2 }
    noinput: [Hello?, { to: bye }]
    next: book
  book: { tool: book, with: { guests: =slots.guests }, save: { id: result.id }, next: bye, outcomes: { full: full, error: desk } }
  full: { say: Full., clear: [guests], next: ask }
  desk: { transfer: desk, outcomes: { busy: bye, noanswer: bye, declined: bye, failed: bye } }
  bye: { end: Goodbye., outcome: completed }
`)

/** What comes of these lines, one list a line: the first is what is shown before any. */
function talk(lines: readonly string[], options: Partial<ChatOptions> = {}): readonly (readonly string[])[] {
  const talking = chat(compiled, { start: { at: Date.parse('2026-10-08T12:00:00Z') }, ...options })
  const shown: (readonly string[])[] = []
  let next = talking.next()
  for (const line of lines) {
    if (next.done === true) break
    shown.push(next.value.lines)
    next = talking.next(line)
  }
  shown.push(next.done === true ? next.value : next.value.lines)
  return shown
}

const stubs = { book: [{ stub: stubOf({ returns: { id: 'B1' } }) }] }
const last = (lines: readonly string[], options?: Partial<ChatOptions>): readonly string[] =>
  talk(lines, options).at(-1) ?? []

test('shows what is said, where the call is and why it went there', () => {
  expect(talk(['four'], { stubs })).toEqual([
    ['0:00.0  agent   How many people?  [ask]'],
    [
      '0:00.9          ask → book: the answer was understood, all is known',
      '0:00.9          calls book {"guests":4}',
      '0:01.0          it returns {"id":"B1"}',
      '0:01.0          book → bye: the tool answered',
      '0:01.0  agent   Goodbye.  [bye]',
      '0:01.5          hangs up: completed',
      'The call is over: completed.',
    ],
  ])
})

test('asks what a tool returns that nobody answers, until it is JSON or a failure', () => {
  const asked = 'The flow calls book {"guests":4}. What does it return? JSON, "fails CODE", or nothing for {}.'
  const shown = talk(['four', 'B1', 'fails full'])
  expect(shown[1]).toEqual([
    '0:00.9          ask → book: the answer was understood, all is known',
    '0:00.9          calls book {"guests":4}',
    asked,
  ])
  expect(shown[2]).toEqual(['That is no JSON. For example: {"id": "B1"}, or: fails conflict'])
  expect(shown[3]).toContain('0:01.0          it fails: full')
})

test("leaves the project's own tools to whoever drives it", () => {
  const talking = chat(compiled, { start: { at: 0 }, hasTool: (name) => name === 'book' })
  talking.next()
  const asked = talking.next('four').value
  expect(asked).toMatchObject({ wants: 'tool', call: { tool: 'book', input: { guests: 4 } } })
  const over = talking.next(stubOf({ returns: { id: 'B7' } }))
  expect(over.done).toBe(true)
})

describe('a command', () => {
  test.each<[string, readonly string[], string]>([
    ['presses keys', ['/press 12'], 'calls book {"guests":12}'],
    ['says nothing', ['/silence 6s'], 'agent   Hello?  [ask]'],
    ['breaks in', ['/bargein 300ms four'], '(cut off after "How")'],
    ['drops the stream', ['/reconnect'], 'the stream drops'],
    ['kills the server', ['/crash'], 'the server dies'],
    ['hangs up', ['/hangup'], 'The call is over: hangup.'],
    ['says what is filled', ['/slots'], 'guests: null'],
    ['says where the call is', ['/state'], 'in ask.listening'],
    ['says why', ['/silence', '/why'], 'stays in ask: noinput 1'],
    ['stubs a tool', ['/stub book fails broken', 'four'], 'it fails: broken'],
    ['settles transfers', ['/stub book fails broken', '/transfer busy', 'four'], 'the transfer: busy'],
    ['helps', ['/help'], '/silence'],
    ['is misspelt', ['/silense'], 'Did you mean "silence"?'],
    ['lacks its keys', ['/press'], 'Which keys?'],
    ['has no length of time', ['/silence soon'], 'How long?'],
    ['has no JSON', ['/stub book {'], 'Which tool, and what?'],
    ['breaks in too late', ['/bargein 1m stop'], 'is over after 960 ms'],
  ])('that %s', (_, lines, expected) => {
    expect(last(lines, { stubs }).join('\n')).toContain(expected)
  })

  test('that breaks in takes the call back to then, with the answers that tools gave', () => {
    const shown = last(['four', 'fails full', '/bargein 300ms five', '{"id":"B2"}'])
    expect(shown.join('\n')).toContain('it returns {"id":"B2"}')
    expect(shown.at(-1)).toBe('The call is over: completed.')
  })

  test('that quits ends it, as the end of input does', () => {
    const talking = chat(compiled, { start: { at: 0 } })
    talking.next()
    expect(talking.next('/quit').done).toBe(true)
    const other = chat(compiled, { start: { at: 0 } })
    other.next()
    expect(other.next(null).done).toBe(true)
  })
})
