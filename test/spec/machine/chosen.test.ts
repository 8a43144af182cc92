import { describe, expect, test } from 'vitest'
import { checkFlow } from '../../../engine/language/check.ts'
import { rehearsed } from '../rehearsal/rehearse.ts'

const flow = (denied = '{ correct: [day, flight], next: search }'): string => `
start: ask
slots:
  day: { type: date }
  flight: { type: choice, from: flights, label: departs }
states:
  ask: { gather: day, prompt: Which day?, next: search }
  search:
    tool: search
    with: { day: =slots.day }
    save: { flights: result }
    next: [{ when: "size(flights) == 0", to: bye }, { else: pick }]
    outcomes: { error: bye }
  pick: { gather: flight, prompt: "{{ flights | list('departs') }}?", next: sure }
  sure:
    confirm: "{{ slots.flight.departs | datetime }}?"
    confirmed: bye
    denied: ${denied}
  bye: { end: Goodbye! }
`

const stubs = `stubs:
  search:
    - { returns: [{ departs: "2026-10-09T09:00:00+01:00", id: a }, { departs: "2026-10-09T17:00:00+01:00", id: b }] }
    - { returns: [{ departs: "2026-10-10T09:00:00+01:00", id: c }, { departs: "2026-10-10T17:00:00+01:00", id: d }] }`

describe('What was chosen of what a tool has found', () => {
  test.each([
    ['no, on saturday', 'at a confirm that may correct it'],
    ['no, on saturday the later one', 'at a confirm, with a choice that was made of the old ones'],
  ])('is asked anew after "%s" (%s)', (words) => {
    const { failure } = rehearsed(
      flow(),
      `
- says: tomorrow
- says: the second one
- hears: Friday the 9th of October at five
- says: "${words}"
- expect: { state: pick, slots: { day: "2026-10-10", flight: null }, called: { search: 2 } }
- says: the first one
- expect: { state: sure, slots: { flight: { departs: "2026-10-10T09:00:00+01:00", id: c } } }`,
      stubs,
    )
    expect(failure).toBeNull()
  })

  test('is asked anew after a correction that the confirm does not name', () => {
    const { failure } = rehearsed(
      flow('pick'),
      `
- says: tomorrow
- says: the second one
- says: "actually, on saturday"
- expect: { state: pick, slots: { day: "2026-10-10", flight: null } }`,
      stubs,
    )
    expect(failure).toBeNull()
  })

  test('keeps while another one of the same is chosen', () => {
    const { failure } = rehearsed(
      flow(),
      `
- says: tomorrow
- says: the second one
- says: "no, the earlier one"
- expect: { state: sure, slots: { day: "2026-10-09", flight: { departs: "2026-10-09T09:00:00+01:00", id: a } } }`,
      `stubs: { search: { returns: [{ departs: "2026-10-09T09:00:00+01:00", id: a }, { departs: "2026-10-09T17:00:00+01:00", id: b }] } }`,
    )
    expect(failure).toBeNull()
  })

  test('is not read where a "no" may have opened it again', () => {
    const { diagnostics } = checkFlow(
      `flow: shop\nlanguage: en-GB\ntimezone: Europe/London\n${flow('{ correct: [day, flight], next: told }').replace(
        '  bye:',
        '  told: { say: "{{ slots.flight.departs | datetime }} then.", next: bye }\n  bye:',
      )}`,
      'shop.yaml',
    )
    expect(diagnostics.map(({ code, place }) => [code, place.line])).toEqual([['unfilled-slot', 22]])
  })
})
