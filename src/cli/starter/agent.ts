/** The agent of a new project: it books a table. */
export const agentFlow = `flow: table
description: Books a table.
language: en-GB
timezone: Europe/London
start: greet
commands: { help: true, repeat: true, operator: to_person }
slots:
  guests: { type: integer, min: 1, max: 20, hint: how many of you are coming }
  at: { type: datetime, earliest: "12:00", latest: "22:00", hint: the day and the time }
states:
  greet: { greeting: "Thank you for calling Alba.", next: ask }
  ask:
    gather: [guests, at]
    prompt: How many people, and for when?
    prompts: { guests: For how many people?, at: For what day and time? }
    nomatch: ["Sorry, for how many people, and when?", { say: Let me get someone., to: to_person }]
    noinput: ["Are you still there?", { repeat: true }, { to: goodbye }]
    next: check
  check:
    confirm: "{{ slots.guests }} people, {{ slots.at | datetime }}. Is that right?"
    confirmed: book
    denied: { correct: [guests, at], next: check }
    nomatch: [{ repeat: true }, { to: to_person }]
    noinput: [{ repeat: true }, { to: goodbye }]
  book:
    tool: book_table
    with: { guests: =slots.guests, at: =slots.at }
    save: { reference: result.reference }
    filler: { after: 800ms, say: [One moment please., I am still booking it.], every: 1500ms }
    next: booked
    outcomes: { full: full, uncertain: to_person, error: to_person }
  booked: { say: "You are booked. Your reference is {{ reference | spell }}.", next: goodbye }
  full: { say: "I am sorry, we have no table for so many.", next: goodbye }
  to_person:
    transfer: front_desk
    outcomes: { busy: sorry, noanswer: sorry, declined: sorry, failed: sorry }
  sorry: { end: I am sorry that nobody can take your call. Please call again later. }
  goodbye: { end: Goodbye!, outcome: completed }
`

/** Its conversations. */
export const agentTest = `flow: table
clock: 2026-10-08T13:00:00+01:00 # a Thursday
stubs: { book_table: { returns: { reference: T100 } } }
tests:
  books a table, and corrects the number:
    - hears: Alba
    - says: four of us on friday at seven
    - expect: { state: check, slots: { guests: 4 } }
    - says: no, five of us
    - expect: { state: check, slots: { guests: 5 } }
    - says: "yes"
    - hears: T 1 0 0
    - expect: { called: { book_table: 1 }, ended: completed }
  says nothing:
    - silence: 6s
    - hears: still there
    - silence: 6s
    - silence: 6s
    - expect: { called: { book_table: 0 }, ended: completed }
  there is no table:
    - stub: { name: book_table, fails: full }
    - says: nineteen people tomorrow at eight
    - says: "yes"
    - hears: no table
`

/** What it can do. */
export const agentTools = `import { defineTool, ToolError } from 'callchart'
import { Type } from 'typebox'

// Yours would ask a booking system. This one keeps its tables in memory.
const booked = new Map<string, string>()
let next = 100

export const tablesBooked = () => booked.size

export const bookTable = defineTool({
  name: 'book_table',
  description: 'Books a table.',
  // happens once for its key, whatever is retried, interrupted or restarted
  effect: 'write',
  input: Type.Object({ guests: Type.Integer(), at: Type.String() }),
  output: Type.Object({ reference: Type.String() }),
  errors: ['full'],
  handler({ guests }, { idempotencyKey }) {
    if (guests > 8) throw new ToolError('full', 'There is no table for so many.')
    const reference = booked.get(idempotencyKey) ?? \`T\${next++}\`
    booked.set(idempotencyKey, reference)
    return { reference }
  },
  // after a crash: was it booked?
  reconcile(key) {
    const reference = booked.get(key)
    return reference === undefined ? null : { reference }
  },
})
`

/** What its handler is tried for, with what Node has itself. */
export const handlerTest = `import { test } from 'node:test'
import { testTool } from 'callchart'
import { bookTable, tablesBooked } from './tools.ts'

const at = '2026-10-09T19:00:00+01:00'

test('book_table writes once for its key, and tells what has happened', () =>
  testTool(bookTable, {
    examples: [{ input: { guests: 4, at } }],
    failures: [{ error: 'full', input: { guests: 19, at } }],
    effects: tablesBooked,
  }).then(() => undefined))
`
