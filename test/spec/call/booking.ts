import { Type } from 'typebox'
import { defineTool } from '../../../src/tools/define-tool.ts'
import type { CompiledFlow } from '../../../engine/machine/compile.ts'
import type { Tool } from '../../../src/tools/tool.ts'
import type { VirtualClock } from '../../stand-ins/virtual-clock.ts'
import { flowOf } from './scenario.ts'

const yaml = `
flow: booking
description: Asks what is wanted, looks whether it is free, confirms, books.
language: en-GB
timezone: Europe/London
start: greet
defaults:
  bargein: { min_words: 2, min_ms: 300, ignore: [mhm, okay], always: [stop] }
slots:
  kind: { type: choice, options: { haircut: [haircut], colour: [colour] }, hint: what is to be done }
states:
  greet:
    greeting: Welcome to the salon. We are open from nine to five on every weekday.
    next: ask
  ask:
    gather: kind
    prompt: Would you like a haircut, or a colour?
    noinput_after: 5s
    noinput: [Are you still there?, { to: goodbye }]
    nomatch: ["Sorry, haircut or colour?", { to: goodbye }]
    next: look
  look:
    tool: look
    with: { kind: =slots.kind }
    filler: { after: 800ms, say: [One moment., Still looking.], every: 1500ms }
    timeout: 6s
    next: check
    outcomes: { error: sorry }
  sorry: { say: That did not work., next: goodbye }
  check:
    confirm: "A {{ slots.kind }}. Shall I book it?"
    confirmed: book
    denied: { correct: [kind], next: ask }
  book:
    tool: book
    with: { kind: =slots.kind }
    timeout: 6s
    next: booked
    outcomes: { uncertain: unclear, error: sorry }
  unclear: { say: I will ring you back about it., next: goodbye }
  booked: { say: It is booked for you. We look forward to seeing you., next: goodbye }
  goodbye: { end: Goodbye!, outcome: completed }
`

/** A short call with one state of each kind that matters to a session. */
export const booking = flowOf(yaml)

/** The same, but nobody looks anything up: the caller is put through to somebody. */
export const bookingWithTransfer = flowOf(`
flow: transferring
description: Puts the caller through.
language: en-GB
timezone: Europe/London
start: through
states:
  through:
    transfer: desk
    say: I will put you through.
    ring: 20s
    outcomes: { busy: nobody, noanswer: nobody, declined: nobody, failed: nobody }
  nobody: { say: Nobody is free., next: goodbye }
  goodbye: { end: Goodbye!, outcome: completed }
`)

export const bookingWithWarmTransfer = flowOf(`
flow: transferring_warmly
description: Puts the caller through, with a brief.
language: en-GB
timezone: Europe/London
start: through
states:
  through:
    transfer: desk
    say: I will put you through.
    mode: warm
    brief: Wants a haircut.
    ring: 20s
    outcomes: { busy: nobody, noanswer: nobody, declined: nobody, failed: nobody }
  nobody: { say: Nobody is free., next: goodbye }
  goodbye: { end: Goodbye!, outcome: completed }
`)

/** The same with another policy of interruptions, as YAML has it. */
export function bookingWithBargein(policy: string): CompiledFlow {
  return flowOf(yaml.replace(/bargein: .*/, `bargein: ${policy}`))
}

/** What the salon says, in order. */
export const said = {
  greeting: 'Welcome to the salon. We are open from nine to five on every weekday.',
  question: 'Would you like a haircut, or a colour?',
  check: 'A haircut. Shall I book it?',
  booked: 'It is booked for you. We look forward to seeing you.',
  goodbye: 'Goodbye!',
  cutOff: 'Sorry, we were cut off.',
  failed: 'I am sorry, something went wrong on our side. Please call again in a few minutes. Goodbye.',
} as const

/** The salon's tools, on the test's clock, and what they have done. */
export interface Salon {
  readonly tools: readonly Tool[]
  readonly looks: number[]
  /** How often the handler of the booking was called. */
  begun: number
  /** Keys of the bookings that were written, one for each time that the handler wrote. */
  readonly written: string[]
  lookTakesMs: number
  bookTakesMs: number
}

export function salonOn(clock: () => VirtualClock): Salon {
  const pause = (ms: number): Promise<void> => new Promise((resolve) => void clock().after(ms, resolve))
  const salon: Salon = {
    looks: [],
    written: [],
    begun: 0,
    lookTakesMs: 100,
    bookTakesMs: 100,
    tools: [
      defineTool({
        name: 'look',
        description: 'Looks whether it is free.',
        effect: 'read',
        input: Type.Object({ kind: Type.String() }),
        output: Type.Object({}),
        async handler() {
          salon.looks.push(clock().now())
          await pause(salon.lookTakesMs)
          return {}
        },
      }),
      defineTool({
        name: 'book',
        description: 'Books it.',
        effect: 'write',
        input: Type.Object({ kind: Type.String() }),
        output: Type.Object({}),
        async handler(_, { idempotencyKey }) {
          salon.begun += 1
          await pause(salon.bookTakesMs)
          salon.written.push(idempotencyKey)
          return {}
        },
      }),
    ],
  }
  return salon
}
