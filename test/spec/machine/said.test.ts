import { expect, test } from 'vitest'
import type { Effect } from '../../../engine/machine/effect.ts'
import { startCall } from '../../../engine/machine/start-call.ts'
import { aProject, projectOf } from './project.ts'

const says = (yaml: string): Effect | undefined =>
  startCall(projectOf({ flow: yaml })).effects.find(({ type }) => type === 'say')

test('markup is said with its values escaped, and logged as its words', () => {
  const ssml =
    'start: s\ninputs: { name: { type: text, default: "Rock & Roll" } }\nslots: {}\nstates:\n  s: { say: { ssml: "Hello <emphasis>{{ inputs.name }}</emphasis>." }, next: b }\n  b: { end: "" }\n'
  expect(says(ssml)).toMatchObject({ text: 'Hello Rock & Roll.', ssml: 'Hello <emphasis>Rock &amp; Roll</emphasis>.' })
})

test('a recording is named, with its words for where it cannot be played', () => {
  const audio =
    'start: s\nslots: {}\nstates:\n  s: { say: { audio: hello.wav, text: Hello there. }, next: b }\n  b: { end: "" }\n'
  expect(says(audio)).toMatchObject({ text: 'Hello there.', audio: 'hello.wav' })
})

test('a caller who is not understood twice is offered the keys, where what is asked for has some', () => {
  const flow = (keypad: string): string =>
    `start: a\nslots: { n: { type: integer } }\nstates:\n  a: { gather: n, prompt: How many?, ${keypad} nomatch: [One., Two., { say: Three., to: b }], next: b }\n  b: { end: "" }\n`
  const offer = 'You can also type it on your keypad.'
  const keyed = aProject({ flow: flow('keypad: { max: 2 },') })
    .says('purple')
    .says('purple')
    .says('purple')
    .rest()
  expect(keyed.transcript).toEqual(['How many?', 'One.', `Two. ${offer}`, 'Three.'])
  // The question in its own words offers them, too.
  const repeated = flow('keypad: { max: 2 },').replace('[One., Two.', '[One., { repeat: true }')
  expect(aProject({ flow: repeated }).says('purple').says('purple').rest().last).toBe(`How many? ${offer}`)
  const offered = (yaml: string): string | undefined =>
    aProject({ flow: yaml }).says('purple').says('purple').rest().last?.slice('Two.'.length).trim()
  expect(offered(flow(''))).toBe(offer)
  // What has a form of its own on the keys says which.
  const of = (slot: string): string | undefined => offered(flow('').replace('{ type: integer }', slot))
  expect(of('{ type: boolean }')).toBe('You can also press 1 for yes, or 2 for no.')
  expect(of('{ type: date, range: past }')).toBe(
    'You can also key in the day and the month, with two digits each, and then the year.',
  )
  expect(of('{ type: postcode, region: DE }')).toBe(offer)
  expect(of('{ type: postcode, region: GB }')).toBe('')
  expect(of('{ type: spelled, length: 6 }')).toBe('')
  expect(of('{ type: choice, options: { a: { key: 1 }, b: { key: 2 } } }')).toBe('')
  // Of two that are missing nobody could tell which is keyed.
  expect(
    offered(
      flow('').replace('integer }', 'integer }, m: { type: digits, length: 4 }').replace('gather: n', 'gather: [n, m]'),
    ),
  ).toBe('')
})

test('a run flow speaks the language of the call where it has the words', () => {
  const outer =
    'language: de-DE\nstart: r\nslots: {}\nstates:\n  r: { run: inner, next: b, outcomes: { error: b } }\n  b: { end: "Ende." }\n'
  const inner =
    'languages: [de]\nstart: s\nslots: {}\nstates:\n  s: { say: { text: Hello., languages: { de: Hallo. } }, next: b }\n  b: { end: "" }\n'
  expect(aProject({ outer, inner }).rest().transcript).toEqual(['Hallo.', 'Ende.'])
})

test('a value that ends in a point ends its sentence: there are not two', () => {
  const said = says(`
flow: told
language: en-US
start: tell
slots: { at: { type: datetime, default: "2026-10-09T19:00:00+01:00" } }
states:
  tell: { say: "It is {{ slots.at | datetime }}. See you then...", next: bye }
  bye: { end: Bye. }
`)
  expect(said?.type === 'say' ? said.text : '').toMatch(/p\.m\. See you then\.\.\.$/)
})
