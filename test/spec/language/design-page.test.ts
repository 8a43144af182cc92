import { describe, expect, it } from 'vitest'
import { checkFlow } from '../../../engine/language/check.ts'

/** The flow that the page on the language shows, whole. */
const page = `# yaml-language-server: $schema=../schemas/flow.schema.json
flow: book_table                       # identity in snapshots, logs and metrics
description: Books a table for a caller.
language: en-GB
timezone: Europe/London
hours: { main: { mon-thu: 12:00-22:00, fri-sat: 12:00-23:30 } }
inputs: { branch: { type: text, default: Soho } }      # bound by the number that was dialled, or by whoever starts the call
start: greet
defaults:
  gather: { noinput_after: 6s }
  bargein: { min_words: 2, ignore: [mhm, yeah, okay], always: [stop, operator] }
commands: { help: true, repeat: true, goback: true, wait: true, operator: to_agent, cancel: cancelled }
interrupts:
  directions: { means: asks how to get here, examples: [where are you, how do I find you], run: directions, resume: restate }
knowledge: knowledge.md                # vetted answers to what callers ask in passing

slots:
  party_size: { type: integer, min: 1, max: 20, hint: number of guests }
  at:
    type: datetime
    reject: [{ when: "slots.at < now", say: That time has passed. }]
  offer: { type: choice, from: options, label: at }    # one of what a tool has found: by value, "the second", "the later one", "neither"
  mobile: { type: phone, region: GB, sensitive: pii, default: "=call.from" }

states:
  greet:
    greeting: ["Thanks for calling Alba, {{ inputs.branch }}.", "Alba {{ inputs.branch }}, hello!"]
    next: [{ when: "!open('main')", to: closed }, { else: ask }]
  ask:
    gather: [party_size, at]           # any order; more than was asked for is taken
    prompt: How many people, and for what time?
    prompts: { party_size: For how many?, at: What day and time? }     # when only one is missing
    keypad: { slot: party_size, max: 2, terminator: "#" }
    nomatch: ["Sorry, how many and when?", { say: Let me get someone., to: to_agent }]
    noinput: ["Are you still there?", { repeat: true }, { to: goodbye }]
    next: check
  check:
    tool: availability
    with: { guests: =slots.party_size, at: =slots.at }
    save: { options: result.times }
    filler: { after: 800ms, say: [One moment., Still checking.], every: 1500ms }
    timeout: 6s
    retry: { max: 1, errors: [timeout, unavailable] }
    next:
      - { when: "size(options) == 0", to: full }
      - { when: "options[0].at == slots.at", to: confirm }
      - { else: offer }
    outcomes: { error: to_agent }
  offer:
    gather: offer
    prompt: "We have {{ options | list('at') }}. Would one of those do?"
    none_of_these: other_day
    nomatch: [{ repeat: true }, { to: to_agent }]
    set: { slots.at: =slots.offer.at }
    next: confirm
  full: { say: We are full around then., next: other_day }
  other_day:
    decide: Does the caller want to try another time, or give up?
    prompt: Shall we look at another day?
    options:
      again:   { means: wants another time, examples: [yes, "let's try Saturday"], clear: [at, offer], next: ask }
      give_up: { means: no longer wants a table, examples: [no thanks, leave it], next: goodbye }
    unsure: to_agent
    confidence: 0.7
    budget: 1200ms
  confirm:
    confirm: "{{ slots.party_size }} people, {{ slots.at | datetime }}. Is that right?"
    confirmed: book
    denied: { correct: [party_size, at], next: check }
  book:
    tool: book
    with: { at: =slots.at, guests: =slots.party_size, mobile: =slots.mobile }
    next: booked
    outcomes: { conflict: other_day, uncertain: to_agent, error: to_agent }
  booked: { say: "You are booked for {{ slots.at | datetime }}.", next: goodbye }
  to_agent:
    transfer: front_desk               # a destination named in the configuration, never a number from a caller
    mode: warm                         # cold | warm
    brief: "Wants a table for {{ slots.party_size | or('some guests') }}."
    ring: 20s
    outcomes: { busy: voicemail, noanswer: voicemail, declined: voicemail, failed: voicemail }
  voicemail: { record: Please leave a message after the tone., max: 60s, next: goodbye }
  closed:    { say: We are closed just now., next: goodbye }
  cancelled: { say: "Okay, I've stopped that.", next: goodbye }
  goodbye:   { end: Goodbye!, outcome: completed }
`

/** Without what this version does not run yet. */
const today = page
  .replace(/^commands:.*\n/m, '')
  .replace(/^interrupts:\n.*\n/m, '')
  .replace(/^knowledge:.*\n/m, '')
  .replace(/\{ record: .*/, '{ say: Please call again., next: goodbye }')
  .replace(/^ {2}cancelled:.*\n/m, '')

describe('the flow of the language page', () => {
  it('is told what this version does not run yet, and nothing else', () => {
    const { flow, diagnostics } = checkFlow(page, 'book_table.yaml')
    expect(flow).toBeNull()
    expect(diagnostics.map(({ code, message }) => [code, message.split('"')[1]])).toEqual([
      ['not-supported-yet', 'commands'],
      ['not-supported-yet', 'interrupts'],
      ['not-supported-yet', 'knowledge'],
      ['not-supported-yet', 'record'],
    ])
  })

  it('is sound without it', () => {
    const { flow, diagnostics } = checkFlow(today, 'book_table.yaml')
    expect(diagnostics).toEqual([])
    expect(Object.keys(flow?.states ?? {})).toEqual([
      'greet',
      'ask',
      'check',
      'offer',
      'full',
      'other_day',
      'confirm',
      'book',
      'booked',
      'to_agent',
      'voicemail',
      'closed',
      'goodbye',
      'unheard',
      'not_understood',
    ])
  })

  it('agrees with a manifest of its tools, and is told where it does not', () => {
    const input = (properties: object): object => ({ type: 'object', required: Object.keys(properties), properties })
    const times = { type: 'array', items: { type: 'object', properties: { at: { type: 'string' } } } }
    const tools = {
      availability: {
        effect: 'read' as const,
        input: input({ guests: { type: 'integer' }, at: { type: 'string' } }) as never,
        output: { type: 'object', properties: { times } },
      },
      book: {
        effect: 'write' as const,
        input: input({ at: { type: 'string' }, guests: { type: 'integer' }, mobile: { type: 'string' } }) as never,
        errors: ['conflict'],
      },
    }
    expect(checkFlow(today, 'f', { tools, destinations: ['front_desk'] }).diagnostics).toEqual([])
    const mistaken = today
      .replace('result.times', 'result.tims')
      .replace('{ guests: =slots.party_size, at: =slots.at }', '{ guests: =slots.at, from: =slots.at }')
      .replace('transfer: front_desk', 'transfer: back_desk')
      .replace('{ conflict: other_day,', '{ conflicts: other_day,')
    const { diagnostics } = checkFlow(mistaken, 'f', { tools, destinations: ['front_desk'] })
    expect(diagnostics.map(({ code, place }) => `${code} ${mistaken.slice(place.start, place.end)}`)).toEqual([
      'tool-input with',
      'tool-input =slots.at',
      'tool-input from',
      'unknown-field result.tims',
      'unknown-outcome conflicts',
      'unknown-destination back_desk',
    ])
  })
})
