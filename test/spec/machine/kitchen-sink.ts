import { compileFlow } from '../../../src/compile-flow.ts'
import { projectOf } from './project.ts'

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

/** The same with all that is heard besides, flows that run flows, and what comes from outside. */
export const wholeKitchen = projectOf({
  kitchen: `
start: greet
commands: { help: true, repeat: true, goback: true, wait: true, operator: desk, cancel: true, slower: true }
interrupts:
  place: { means: asks where we are, examples: [where are you], run: place, resume: restate }
  menu: { means: asks what there is, examples: [what is on the menu], run: place, with: { short: true }, resume: silent, cooldown: 1m }
knowledge:
  - { id: closing, questions: [when do you close, what time do you close], answer: At eleven. }
  - { id: parking, questions: [do you have parking], answer: Behind the house. }
slots:
  guests: { type: integer, min: 1, max: 20, confirm: always, reject: [{ when: "slots.guests > 8", say: Eight at most. }] }
  at: { type: time, earliest: "12:00", latest: "22:00" }
states:
  greet: { greeting: Hello., next: ask }
  ask: { gather: [guests, at], prompt: How many and when?, keypad: { slot: guests, max: 2, terminator: "#" }, next: look }
  look: { tool: look, with: { guests: =slots.guests }, dedupe_on: [at], save: { found: result.items }, next: car, outcomes: { error: sure } }
  car: { run: car, with: { kind: van }, save: { plate: result.plate }, next: sure, outcomes: { none: pay, error: desk } }
  sure: { confirm: "{{ slots.guests | or('some') }}?", confirmed: pay, denied: { correct: [at], next: look } }
  pay: { wait: paid, prompt: Please pay now., timeout: 10s, next: leave, outcomes: { timeout: leave } }
  leave: { record: Leave a message., max: 10s, save: message, next: over, outcomes: { noinput: desk } }
  over: { goto_flow: after, with: { note: bye } }
  desk: { transfer: desk, outcomes: { busy: bye, error: bye } }
  bye: { end: Goodbye. }
`,
  place:
    'start: tell\ninputs: { short: { type: boolean, default: false } }\nslots: {}\nstates:\n  tell: { say: By the station., next: done }\n  done: { end: "" }\n',
  car: `
start: has
inputs: { kind: { type: text } }
outputs: { plate: slots.plate }
slots: { has: { type: boolean }, plate: { type: digits, length: 4 } }
states:
  has: { gather: has, prompt: "A {{ inputs.kind }}?", next: [{ when: slots.has, to: plate }, { else: none }] }
  plate: { gather: plate, prompt: Its number?, next: done }
  done: { end: Thank you. }
  none: { end: "", outcome: none }
`,
  after: `
start: sort
inputs: { guests: { type: integer }, note: { type: text } }
slots: { n: { type: integer } }
states:
  sort:
    decide: More, or done?
    prompt: Anything else?
    options:
      more: { means: wants more, examples: ["yes", another one], slots: [n], next: bye }
      done: { means: is done, examples: ["no", that is all], next: bye }
    unsure: bye
  bye: { end: "Bye, {{ inputs.note }}." }
`,
})
