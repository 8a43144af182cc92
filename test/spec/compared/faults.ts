/** A mistake in the small agent, as a row of README's comparison names it, and what finds it here. */
export interface PlantedFault {
  readonly row: string
  readonly from: string
  readonly to: string
  readonly by: 'validate' | 'explore'
  readonly code: string
}

/** In the order of README's table. */
export const plantedFaults: readonly PlantedFault[] = [
  {
    row: 'a way to a state that is not there',
    from: 'to: rain',
    to: 'to: rainy',
    by: 'validate',
    code: 'unknown-state',
  },
  {
    row: 'a state that nothing leads to',
    from: 'to: rain',
    to: 'to: check',
    by: 'validate',
    code: 'unreachable-state',
  },
  {
    row: 'conditions without an else',
    from: '      - { else: check }\n',
    to: '',
    by: 'validate',
    code: 'missing-else',
  },
  {
    row: 'a condition on a choice that the slot does not have',
    from: "== 'outside'",
    to: "== 'terrace'",
    by: 'validate',
    code: 'unknown-option',
  },
  { row: 'a slot that is not declared', from: 'clear: at,', to: 'clear: time,', by: 'validate', code: 'unknown-slot' },
  {
    row: 'a tool, or an action, that nobody has declared',
    from: 'tool: book_table',
    to: 'tool: book_tabel',
    by: 'validate',
    code: 'unknown-tool',
  },
  {
    row: 'an argument of another type than the tool takes',
    from: 'guests: =slots.guests, at: =slots.at, area',
    to: 'guests: =slots.at, at: =slots.at, area',
    by: 'validate',
    code: 'tool-input',
  },
  {
    row: 'a field read that the tool’s result does not have',
    from: 'result.tables',
    to: 'result.table',
    by: 'validate',
    code: 'unknown-field',
  },
  {
    row: 'a field read that the tool may leave out',
    from: 'result.reference',
    to: 'result.deposit',
    by: 'validate',
    code: 'unfilled-slot',
  },
  {
    row: 'a value spoken before it is known',
    from: 'Thank you for calling Alba.',
    to: 'For {{ slots.guests }}?',
    by: 'validate',
    code: 'unfilled-slot',
  },
  {
    row: 'a failure of a tool that goes nowhere',
    from: '    outcomes: { error: to_person }\n',
    to: '',
    by: 'validate',
    code: 'tool-without-failure',
  },
  {
    row: 'a caller asked again for ever',
    from: '    keypad: { slot: card, max: 16 }\n    noinput: [{ repeat: true }, { to: sorry }]',
    to: '    keypad: { slot: card, max: 16 }\n    noinput: [{ repeat: true }]',
    by: 'validate',
    code: 'ladder-ends-nowhere',
  },
  {
    row: 'a place from which no call ends',
    from: 'next: goodbye }\n  to_person',
    to: 'next: again }\n  again:\n    confirm: Shall I say that again?\n    confirmed: booked\n    denied: again\n    noinput: [{ repeat: true }, { to: again }]\n    nomatch: [{ repeat: true }, { to: again }]\n  to_person',
    by: 'validate',
    code: 'no-way-to-end',
  },
  {
    row: 'a wait that leaves the caller in silence for over 2 s',
    from: '    filler: { after: 800ms, say: [One moment please., I am still looking.], every: 1500ms }\n',
    to: '    filler: { after: 5s, say: [One moment please.], every: 5s }\n',
    by: 'validate',
    code: 'silence-too-long',
  },
  {
    row: 'a card number spoken',
    from: 'Your reference is {{ reference | spell }}.',
    to: 'Your card is {{ slots.card | spell }}.',
    by: 'validate',
    code: 'pci-spoken',
  },
  {
    row: 'a state reached without what it requires',
    from: '    grants: agreed\n',
    to: '',
    by: 'validate',
    code: 'not-granted',
  },
  {
    row: 'a write that can be made twice',
    from: 'outcomes: { declined: to_person, uncertain: to_person, error: to_person }',
    to: 'outcomes: { declined: to_person, uncertain: book_again, error: to_person }\n  book_again:\n    tool: book_table\n    requires: agreed\n    with: { at: =slots.at, guests: =slots.guests, card: =slots.card }\n    save: { reference: result.reference }\n    next: booked\n    outcomes: { error: to_person }',
    by: 'explore',
    code: 'write-twice',
  },
]
