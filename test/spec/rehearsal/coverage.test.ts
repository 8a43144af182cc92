import { expect, test } from 'vitest'
import { sharesOf } from '../../../engine/rehearsal/coverage.ts'
import { covered, rehearsed } from './rehearse.ts'

const flow = `start: ask
states:
  ask:
    decide: Another time, or not?
    prompt: Shall we look at another day?
    options:
      again: { means: another time, examples: [another day], next: more }
      stop: { means: no more, examples: [no thanks], next: bye }
    unsure: bye
    noinput: [Hello?, { to: bye }]
    nomatch: [Pardon?, { to: more }]
  more: { say: More., next: [{ when: "attempts.nomatch > 3", to: ask }, { else: bye }] }
  bye: { end: Bye. }
`

test('counts states, transitions, rungs and options, each at its line', () => {
  const runs = [
    rehearsed(flow, '- says: another day'),
    rehearsed(flow, '- silence: 6s\n- silence: 6s'),
    rehearsed(flow, '- says: the dog has eaten it\n- says: the dog has eaten it'),
  ]
  const counts = covered(flow, runs).map(({ kind, name, place, hits }) => `${place.line} ${kind} ${name} ${hits}`)
  expect(counts).toEqual([
    '6 state ask 3',
    '10 option ask again 1',
    '10 transition ask → more by again 1',
    '11 option ask stop 0',
    '11 transition ask → bye by stop 0',
    '13 rung ask noinput 1 1',
    '13 rung ask noinput 2 1',
    '13 transition ask → bye (noinput 2) 1',
    '14 rung ask nomatch 1 1',
    '14 rung ask nomatch 2 1',
    '14 transition ask → more (nomatch 2) 1',
    '15 state more 2',
    '15 transition more → ask 0',
    '15 transition more → bye 2',
    '16 state bye 3',
  ])
})

const shop = `start: ask
slots: { n: { type: integer }, m: { type: integer } }
commands: { repeat: true, operator: bye, help: true }
knowledge: [{ questions: [Do you have parking?], answer: Behind the house. }]
states:
  ask: { gather: n, prompt: "How many?", next: more }
  more: { gather: m, prompt: "How many more?", next: look }
  look: { tool: look, next: bye, outcomes: { full: bye, error: ask } }
  bye: { end: Bye. }
`

test('counts outcomes and repairs: commands, knowledge and corrections', () => {
  const runs = [
    rehearsed(
      shop,
      '- stub: { name: look, fails: full }\n- says: repeat that\n- says: do you have parking\n- says: four\n- says: no, n is five\n- says: six',
    ),
    rehearsed(shop, '- says: operator'),
  ]
  const hits = covered(shop, runs).filter(({ kind }) => kind === 'outcome' || kind === 'repair')
  expect(hits.map(({ kind, name, hits: times }) => `${kind} ${name} ${times}`)).toEqual([
    'repair correction 1',
    'repair command repeat 1',
    'repair command operator 1',
    'repair command help 0',
    'repair knowledge 1',
    'outcome look full 1',
    'outcome look error 0',
  ])
  expect(sharesOf(covered(shop, runs)).repairs).toEqual({ covered: 4, total: 5, percent: 80 })
})
