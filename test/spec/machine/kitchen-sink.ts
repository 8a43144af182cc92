import { compileFlow } from '../../../src/compile-flow.ts'

/** A flow with every kind of state and every option that moves a call, for properties that must hold of any. */
export const kitchenSink = compileFlow(
  `
flow: kitchen_sink
language: en-GB
timezone: Europe/London
start: greet
slots:
  guests: { type: integer, min: 1, max: 20, reject: [{ when: "slots.guests > 8", say: Eight at most. }] }
  at: { type: time, earliest: "12:00", latest: "22:00" }
  code: { type: digits, length: 4 }
  offer: { type: choice, from: found, label: name }
  again: { type: boolean }
  mobile: { type: phone, region: GB, default: "=call.from" }
states:
  greet: { greeting: [Welcome., Hello.], next: legal }
  legal: { say: This call is recorded., bargein: false, next: news }
  news: { say: [We are open., We are here.], next: ask }
  ask:
    gather: [guests, at]
    prompt: [How many and when?, When, and how many?]
    prompts: { guests: For how many?, at: At what time? }
    keypad: { slot: guests, max: 2, terminator: "#" }
    noinput: [Hello?, { repeat: true }, { say: Never mind., to: again }]
    nomatch: [Pardon?, { repeat: true }, { to: again }]
    next: look
  look:
    tool: look
    with: { guests: =slots.guests }
    save: { found: result.items }
    filler: { after: 800ms, say: [One moment., Still looking.], every: 1s }
    timeout: 5s
    next: [{ when: "size(found) == 0", to: again }, { else: offer }]
    outcomes: { busy: ask, error: desk }
  offer:
    gather: offer
    prompt: "{{ found | list('name') }}?"
    none_of_these: again
    bargein: { mode: hotword }
    next: sure
  sure:
    confirm: "{{ slots.guests | or('some') }} at {{ slots.at | or('some time') }}?"
    confirmed: code
    denied: { correct: [guests, at], next: look }
  code: { gather: code, prompt: Your code?, bargein: false, next: book }
  book: { tool: book, with: { code: =slots.code }, again: true, next: sort, outcomes: { error: sort } }
  sort:
    decide: Another, or done?
    prompt: Anything else?
    options:
      more: { means: wants another, examples: ["yes", another one], key: 1, clear: [guests, at, offer, code], next: ask }
      done: { means: is done, examples: ["no", that is all], key: 2, set: { finished: true }, next: bye }
    filler: { after: 300ms, say: Let me see., every: 1s }
    budget: 3s
    unsure: desk
  again: { gather: again, prompt: Once more?, nomatch: [{ to: guess }], next: which }
  which: { branch: [{ when: slots.again, to: reset }, { else: bye }] }
  reset: { set: { round: =now }, clear: [again, guests, at], next: ask }
  guess:
    decide: Again, or not?
    options:
      go_on: { means: goes on, examples: [go on], next: reset }
      leave: { means: leaves it, examples: [leave it], next: bye }
    unsure: desk
  desk: { transfer: desk, say: One moment., brief: "{{ slots.guests | or('some') }}.", outcomes: { busy: again, error: bye } }
  bye: { end: [Goodbye., Bye.] }
`,
  'kitchen-sink.yaml',
)
