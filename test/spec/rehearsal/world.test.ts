import { describe, expect, test } from 'vitest'
import { checkFlow } from '../../../engine/language/check.ts'
import { readTestFile } from '../../../engine/rehearsal/test-file.ts'
import { checkTestNames } from '../../../engine/rehearsal/test-names.ts'
import { rehearsed, said } from './rehearse.ts'

const flow = `start: ask
slots: { n: { type: integer }, m: { type: integer } }
states:
  ask: { gather: n, prompt: "How many?", next: look }
  look:
    tool: look
    with: { n: =slots.n }
    save: { free: result.free }
    grants: known
    next: [{ when: free, to: book }, { else: again }]
    outcomes: { error: sorry }
  again: { say: That is taken., clear: n, next: ask }
  book: { tool: book, requires: known, with: { n: =slots.n }, next: sure, outcomes: { uncertain: unsure, error: sorry } }
  sure: { confirm: "{{ slots.n }} it is, and {{ slots.m | or('no') }} more. Right?", confirmed: message, denied: ask }
  message: { record: Please leave a message., next: bye, outcomes: { noinput: nobody, failed: sorry } }
  nobody: { end: You said nothing., outcome: silent }
  unsure: { end: I cannot tell whether that was booked., outcome: uncertain }
  sorry: { end: "Sorry.", outcome: sorry }
  bye: { end: Bye. }
`
const free =
  'stubs: { book: { returns: {} }, look: [{ with: { n: 9 }, fails: unavailable }, { returns: { free: false } }, { returns: { free: true } }] }'

describe('the answers of a tool', () => {
  test('come in order, the last one again and again, and by what it is given before that', () => {
    const { rehearsal, failure } = rehearsed(
      flow,
      '- says: four\n- hears: That is taken\n- says: five\n- expect: { state: sure, called: { look: 2 } }',
      free,
    )
    expect(failure).toBeNull()
    expect(said(rehearsal).join(' ')).toContain('5 it is')
    expect(rehearsed(flow, '- says: nine\n- expect: { ended: sorry }', free).failure).toBeNull()
  })

  test('may be told of in the middle of a call', () => {
    const steps =
      '- stub: { name: look, answers: [{ returns: { free: false } }, { fails: unavailable }] }\n- says: four\n- says: five\n- expect: { ended: sorry, called: { look: 2 } }'
    expect(rehearsed(flow, steps, free).failure).toBeNull()
  })
})

describe('a call that begins elsewhere', () => {
  const at = (more: string): string => `- start_at: { state: book, slots: { n: 3, m: 2 }${more} }\n`
  test('has its slots, and what was granted', () => {
    const { rehearsal, failure } = rehearsed(
      flow,
      `${at(', granted: [known]')}- hears: 3 it is, and 2 more\n- crash: {}\n- says: "yes"\n- expect: { ended: completed }`,
      free,
    )
    expect(failure).toBeNull()
    expect(rehearsal.calls.map(({ tool }) => tool)).toEqual(['book'])
  })

  test('does not come into what requires more than that', () => {
    expect(rehearsed(flow, `${at('')}- expect: { ended: failed, called: { book: 0 } }`, free).failure).toBeNull()
  })

  test('at the head of the file holds for every test that says nothing else', () => {
    const before = `${free}\nstart_at: { state: sure, slots: { n: 7 } }`
    expect(rehearsed(flow, '- hears: 7 it is', before).failure).toBeNull()
    expect(rehearsed(flow, '- start_at: { state: ask }\n- hears: How many', before).failure).toBeNull()
  })

  test('names states and slots that there are, and comes first', () => {
    const text =
      'flow: shop\nstart_at: { state: bok, slots: { k: 1 } }\ntests:\n  it:\n    - says: four\n    - start_at: { state: ask }\n'
    const { file } = readTestFile(text, 't.test.yaml')
    const checked = checkFlow(`flow: shop\nlanguage: en-GB\n${flow}`, 'shop.yaml').flow
    if (file === null || checked === null) throw new Error('They can be read.')
    expect(checkTestNames(file, checked, undefined).map(({ code, place }) => [code, place.line])).toEqual([
      ['unknown-state', 2],
      ['unknown-slot', 2],
      ['late-start', 6],
    ])
  })
})

describe('what else may happen', () => {
  const atRecording = '- start_at: { state: message }\n'
  test.each([
    ['noinput', 'silent'],
    ['failed', 'sorry'],
    ['key', 'completed'],
    ['silence', 'completed'],
  ])('a recording that comes out as %s ends the call as %s', (how, ended) => {
    expect(rehearsed(flow, `${atRecording}- records: ${how}\n- expect: { ended: ${ended} }`).failure).toBeNull()
  })

  test('a write that was under way when the server died is uncertain', () => {
    const slow =
      '- stub: { name: book, returns: {}, takes: 3s }\n- start_at: { state: book, slots: { n: 3 }, granted: [known] }\n'
    const [first = '', second = ''] = slow.split('\n')
    const steps = `${second}\n${first}\n- crash: { after: 1s, uncertain: true }\n- expect: { ended: uncertain, called: { book: 1 } }`
    expect(rehearsed(flow, steps).failure).toBeNull()
    const idle = rehearsed(flow, '- crash: { uncertain: true }')
    expect(idle.failure?.message).toBe('No tool is under way whose result could be uncertain.')
  })
})
