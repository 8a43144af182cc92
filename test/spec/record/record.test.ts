import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import type { CallEvent } from '../../../engine/machine/event.ts'
import { stubOf } from '../../../engine/rehearsal/read-answers.ts'
import { recordCall, type RecordedFile } from '../../../engine/rehearsal/record/record-call.ts'
import { drive } from '../../../engine/rehearsal/rehearsal.ts'
import { runTest, type TestRun } from '../../../engine/rehearsal/run-test.ts'
import { readTestFile } from '../../../engine/rehearsal/test-file.ts'
import { compileFlow } from '../../../src/compile-flow.ts'
import { chance } from './chance.ts'

const clinic = `
flow: clinic
language: en-GB
timezone: Europe/London
start: number
inputs: { patient: { type: text, default: "" } }
slots:
  mobile: { type: phone, region: GB, sensitive: pii }
  caller_name: { type: name }
  mail: { type: email }
  home: { type: postcode, region: GB }
  born: { type: date, range: past, hint: date of birth }
  member: { type: spelled, length: 6 }
  pin: { type: digits, length: 4, sensitive: pci }
  note: { type: text }
  paid: { type: money, currency: GBP }
states:
  number: { gather: mobile, prompt: "Your number?", keypad: { slot: mobile, max: 11 }, next: name }
  name: { gather: caller_name, prompt: "Your name?", next: mail }
  mail: { gather: mail, prompt: "Your mail address?", next: home }
  home: { gather: home, prompt: "Your postcode?", next: born }
  born: { gather: born, prompt: "When were you born?", next: member }
  member: { gather: member, prompt: "Your member's code?", next: look }
  look:
    tool: find_member
    with: { number: =slots.mobile, code: =slots.member, name: =slots.caller_name }
    save: { doctor: result.doctor, street: result.address.street }
    next: pin
    outcomes: { error: sorry }
  pin: { gather: pin, prompt: "Your secret number, please, {{ slots.caller_name }}.", keypad: { slot: pin, max: 4 }, next: note }
  note: { gather: note, prompt: "What is it about?", next: paid }
  paid: { gather: paid, prompt: "How much have you paid?", next: leave }
  leave:
    tool: leave_note
    with: { note: =slots.note, doctor: =doctor, street: =street, amount: =slots.paid.amount }
    next: goodbye
    outcomes: { error: sorry }
  sorry: { end: "Sorry, I could not leave that.", outcome: lost }
  goodbye: { end: "Thank you, {{ slots.caller_name }}. Goodbye!" }
`

const conversation = `
flow: clinic
clock: 2026-10-08T13:00:00+01:00
from: "+447911123456"
to: "+442071838750"
inputs: { patient: Zebedee Quillfeather }
stubs:
  find_member:
    returns:
      doctor: Ottoline Vexley
      holder_name: Zebedee Quillfeather
      mobile: "+447911123456"
      mail: z.quillfeather@gmail.com
      born: "1961-07-23"
      ref: QX7T2M
      account: 83650274
      address: { street: 14 Wobblethorpe Lane, postcode: CB4 1HN }
  leave_note: { fails: not_accepted }
tests:
  tells everything:
    - says: oh seven nine double one one two three four five six
    - says: [{ text: my name is zebedee quillfeather, confidence: 0.8 }, { text: zebedee quill feather, confidence: 0.3 }]
    - says: z dot quillfeather at gmail dot com
    - says: c b four one h n
    - says: the twenty third of july nineteen sixty one
    - says: q x seven t two m
    - presses: "8063"
    - says: it is about my sister philippa at wobblethorpe lane, her number is oh seven nine double one six five four three two one
    - says: forty pounds
    - expect: { ended: lost }
`

/** What may be in no file, as it may be written. */
const canaries =
  /7911|1 ?1 ?2 ?3 ?4 ?5 ?6|1123456|654321|2071838750|zebedee|quillfeather|quill|gmail|cb4|cb ?4|1hn|1961|july|qx7t2m|q x seven|8063|philippa|wobblethorpe|ottoline|vexley|83650274|double one/i

interface Recorded extends RecordedFile {
  readonly events: readonly CallEvent[]
}

function recorded(options: { keeps?: boolean; expect?: Record<string, string>; flow?: string } = {}): Recorded {
  const compiled = compileFlow(options.flow ?? clinic, 'clinic.yaml')
  const { rehearsal, failure } = played(conversation, options.flow)
  expect(failure).toBeNull()
  const { keeps = false, expect: wanted } = options
  const file = recordCall(compiled, rehearsal.events, {
    name: 'as it went',
    random: chance(7),
    keeps,
    ...(wanted === undefined ? {} : { expect: wanted }),
  })
  return { ...file, events: rehearsal.events }
}

function played(text: string, flow = clinic): TestRun {
  const { file, diagnostics } = readTestFile(text, 'clinic.test.yaml')
  const [first] = file?.tests ?? []
  if (file === null || first === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'))
  return drive(runTest(compileFlow(flow, 'clinic.yaml'), file.setting, first), () => stubOf({ fails: 'unavailable' }))
}

describe('a recorded call', () => {
  test('goes to its end and passes, and nothing in it is the caller’s', () => {
    const { text, stopped, failure } = recorded()
    expect({ stopped, failure }).toEqual({ stopped: null, failure: null })
    expect(text.match(canaries)).toBeNull()
  })

  test('has none of it whatever chance invents', () => {
    const compiled = compileFlow(clinic, 'clinic.yaml')
    const { events } = recorded()
    for (let seed = 100; seed < 125; seed++) {
      const file = recordCall(compiled, events, { name: 'x', random: chance(seed), keeps: false })
      expect({ seed, found: file.text.match(canaries), stopped: file.stopped, failure: file.failure }).toEqual({
        seed,
        found: null,
        stopped: null,
        failure: null,
      })
    }
  })

  test('has the same for the same, said, keyed, returned and written', () => {
    const data = parse(recorded().text) as {
      readonly from: string
      readonly inputs: { readonly patient: string }
      readonly stubs: { readonly find_member: { readonly returns: Record<string, string> } }
      readonly tests: Record<string, readonly { readonly expect?: { readonly slots?: Record<string, string> } }[]>
    }
    const slots = Object.assign(
      {},
      ...(data.tests['as it went'] ?? []).map((step) => step.expect?.slots ?? {}),
    ) as Record<string, string>
    const { returns } = data.stubs.find_member
    expect(slots['mobile']).toBe(data.from)
    expect(returns['mobile']).toBe(data.from)
    expect(returns['born']).toBe(slots['born'])
    expect(returns['ref']).toBe(slots['member'])
    expect(returns['mail']).toBe(slots['mail'])
    expect(returns['holder_name']?.toLowerCase()).toBe(slots['caller_name']?.toLowerCase())
    expect(data.inputs.patient.toLowerCase()).toBe(slots['caller_name']?.toLowerCase())
  })

  test('keeps amounts, times and what the flow itself says', () => {
    const { text } = recorded()
    expect(text).toContain('forty pounds')
    expect(text).toContain('2026-10-08T13:00:00+01:00')
    expect(text).toContain('What is it about?')
  })

  test('is as it was where that is asked for, but never for what is pci', () => {
    const { text, failure } = recorded({ keeps: true })
    expect(failure).toBeNull()
    expect(text).toContain('quillfeather')
    expect(text).not.toContain('8063')
  })

  test('becomes a red test by one expectation, and a green one when the flow is mended', () => {
    const { text, failure } = recorded({ expect: { ended: 'completed' } })
    expect(failure).toContain('it ended as "lost"')
    expect(played(text).failure?.message).toContain('it ended as "lost"')
    const mended = clinic.replace(/error: sorry(?= \}\n {2}sorry)/u, 'error: goodbye')
    // what the call came to is no longer so: only what should be is left
    const only = text
      .replace(/\n +ended: "lost"/u, '')
      .replace(/- hears: "Sorry[^\n]*\n/u, '- hears: "Goodbye!"\n')
      .replace('state: "sorry"', 'state: "goodbye"')
    expect(played(only, mended).failure).toBeNull()
  })

  test('stops where no test can follow, and says why', () => {
    const compiled = compileFlow(clinic, 'clinic.yaml')
    const { events } = recorded()
    const at = events.findIndex(({ type }) => type === 'key.pressed')
    const moment = events[at]?.at ?? 0
    const ended: readonly CallEvent[] = [...events.slice(0, at), { type: 'operator.ended', at: moment, by: 'oncall' }]
    const { stopped, failure, text } = recordCall(compiled, ended, { name: 'x', random: chance(1), keeps: false })
    expect(stopped).toContain('an operator ended it')
    expect(failure).toBeNull()
    expect(text).toContain('an operator ended it')
    expect(text).not.toContain('oncall')
  })
})
