import { describe, expect, it } from 'vitest'
import { checkFlow } from '../../../engine/language/check.ts'

const H = `flow: demo\nlanguage: en-GB\ntimezone: Europe/London\nstart: ask\n`
const cases: readonly (readonly [name: string, text: string])[] = [
  ['crlf and bom', '\ufeff' + (H + `states: { ask: { end: Bye } }\n`).replaceAll('\n', '\r\n')],
  ['one state', H + `states:\n  ask: { end: "We are closed." }\n`],
  [
    'literal block prompt',
    H +
      `states:\n  ask:\n    say: |\n      Hello.\n      We are here.\n    next: bye\n  bye:\n    end: >-\n      Good\n      bye\n`,
  ],
  [
    'loop with exit by ladder',
    H +
      `slots: { n: { type: integer } }\nstates:\n  ask: { gather: n, prompt: "How many?", clear: n, noinput: [{ to: bye }], next: ask }\n  bye: { end: Bye }\n`,
  ],
  [
    'german',
    `flow: d\nlanguage: de-DE\ntimezone: Europe/Berlin\nstart: ask\nslots: { n: { type: integer } }\nstates:\n  ask: { gather: n, prompt: "Wie viele Personen, bitte?", next: sagen }\n  sagen: { say: "Gut, {{ slots.n | number }}.", next: bye }\n  bye: { end: "Auf Wiederhören!" }\n`,
  ],
  [
    'outbound',
    H +
      `states:\n  ask: { branch: [{ when: "call.direction == 'outbound'", to: out }, { else: inb }] }\n  out: { end: "We called {{ call.to | phone }}." }\n  inb: { end: "You called us." }\n`,
  ],
  [
    'nested condition',
    H +
      `slots: { n: { type: integer }, at: { type: datetime } }\nstates:\n  ask: { gather: [n, at], prompt: "How many, and when?", next: [{ when: "slots.n > 8 || (slots.at < now + days(1) && slots.n > 4)", to: big }, { else: bye }] }\n  big: { end: "For {{ slots.n }} on {{ slots.at | date }} at {{ slots.at | time }}, please write to us." }\n  bye: { end: Bye }\n`,
  ],
  ['quote in text', H + `states:\n  ask: { end: "It's called \\"The Crown\\", on King's Road." }\n`],
  [
    'emoji and html-free ssml',
    H + `states:\n  ask: { end: { ssml: "<speak>Good<break time='200ms'/>bye</speak>" } }\n`,
  ],
  [
    'deep run outputs',
    H + `outputs: { n: slots.n }\nslots: { n: { type: integer, default: 3 } }\nstates:\n  ask: { end: "Three." }\n`,
  ],
  [
    'tool after tool, partial saves',
    H +
      `states:\n  ask: { tool: a, save: { x: result.x }, next: [{ when: filled(x), to: b }, { else: none }], outcomes: { error: none } }\n  b: { tool: b, with: { x: =x }, save: { y: result.y }, next: tell, outcomes: { error: none } }\n  tell: { end: "It is {{ y }} and {{ x }}." }\n  none: { end: "Nothing there." }\n`,
  ],
  [
    'ternary in text',
    H +
      `slots: { n: { type: integer } }\nstates:\n  ask: { gather: n, prompt: "How many?", next: bye }\n  bye: { end: "That is {{ slots.n }} {{ slots.n == 1 ? 'room' : 'rooms' }}." }\n`,
  ],
  [
    'list of objects map',
    H +
      `states:\n  ask: { tool: t, save: { xs: result.items }, next: [{ when: "size(xs) > 0", to: say }, { else: bye }], outcomes: { error: bye } }\n  say: { say: "There is {{ xs.filter(x, x.open) | list('name', 'and') }}.", next: bye }\n  bye: { end: Bye }\n`,
  ],
  [
    'keypad only digits with hash',
    H +
      `slots: { code: { type: digits, min_length: 4, max_length: 8 } }\nstates:\n  ask:\n    gather: code\n    prompt: Please key in your code, and then the hash key.\n    keypad: { slot: code, terminator: "#" }\n    next: bye\n  bye: { end: Thank you. }\n`,
  ],
  [
    'confirm loops to gather',
    H +
      `slots: { n: { type: integer } }\nstates:\n  ask: { gather: n, prompt: "How many?", next: sure }\n  sure: { confirm: "{{ slots.n }}, right?", confirmed: bye, denied: { correct: n, next: sure } }\n  bye: { end: "{{ slots.n }} it is." }\n`,
  ],
  [
    'decide with set then branch',
    H +
      `states:\n  ask:\n    decide: Which?\n    prompt: Sales or service?\n    options:\n      sales: { means: wants to buy, examples: [sales], key: 1, set: { dept: sales }, next: go }\n      service: { means: needs a repair, examples: [service], key: 2, set: { dept: service }, next: go }\n    unsure: bye\n  go: { branch: [{ when: "dept == 'sales'", to: s }, { else: bye }] }\n  s: { transfer: sales, outcomes: { error: bye } }\n  bye: { end: Bye }\n`,
  ],
  [
    'comments everywhere',
    `# a flow\nflow: demo # its name\nlanguage: en-GB\nstart: ask # begins\nstates:\n  # first\n  ask: # the question\n    say: Hello there # greeting\n    next: bye # on\n  bye: { end: Bye } # over\n`,
  ],
  [
    'grant by outcome',
    H +
      `states:\n  ask: { tool: who, next: vip, grants: known, outcomes: { regular: { to: vip, grants: known }, error: bye } }\n  vip: { say: Welcome back., requires: known, next: bye }\n  bye: { end: Bye }\n`,
  ],
  [
    'hours overnight and holiday',
    H +
      `hours: { bar: { fri-sat: "18:00-02:00", holidays: { "12-25": closed } } }\nstates:\n  ask: { branch: [{ when: "open('bar')", to: yes_open }, { else: bye }] }\n  yes_open: { end: We are open. }\n  bye: { end: We are closed. }\n`,
  ],
  [
    'wait for an event',
    H +
      `states:\n  ask: { wait: paid, prompt: "Please pay on the page that I sent you.", timeout: 2m, next: thanks, outcomes: { timeout: bye } }\n  thanks: { end: Thank you. }\n  bye: { end: Bye }\n`,
  ],
  [
    'record and read',
    H +
      `states:\n  ask: { record: Please leave a message after the tone., max: 60s, save: message, next: tell, outcomes: { noinput: bye, failed: bye } }\n  tell: { tool: keep, with: { ref: =message.ref }, next: bye, outcomes: { error: bye } }\n  bye: { end: Bye }\n`,
  ],
  [
    'statement that names a price with comma',
    H +
      `states:\n  ask: { say: "It costs 1,200 pounds, or 100 pounds a month, and you may pay by card, cheque or transfer.", next: bye }\n  bye: { end: Bye }\n`,
  ],
  [
    'confirmed but question',
    H +
      `states:\n  ask: { tool: look, next: tell, outcomes: { error: sorry } }\n  tell: { say: "Your order was sent on Monday.", next: sorry }\n  sorry: { end: "Is there anything else? No? Goodbye then." }\n`,
  ],
  [
    'phone default guard',
    H +
      `slots: { phone: { type: phone, region: GB, default: "=call.from" } }\nstates:\n  ask: { gather: phone, prompt: "What is your number?", next: bye }\n  bye: { end: "We will call {{ slots.phone | phone }}." }\n`,
  ],
  [
    'choice default',
    H +
      `slots: { size: { type: choice, options: [small, large], default: small } }\nstates:\n  ask: { end: "A {{ slots.size }} one." }\n`,
  ],
  [
    'money',
    H +
      `slots: { sum: { type: money, currency: GBP, min: 5 } }\nstates:\n  ask: { gather: sum, prompt: "How much?", next: bye }\n  bye: { end: "{{ slots.sum | money }} it is." }\n`,
  ],
  ['anchor reuse', H + `x: 1\nstates: { ask: { end: Bye } }\n`.replace('x: 1\n', '')],
  ['hash in quoted and hash after space comment', H + `states:\n  ask: { end: "Press # now." } # end\n`],
]

describe('what is unusual, and right', () => {
  it.each(cases)('%s: nothing is said of it', (_, text) => {
    expect(checkFlow(text, 'flow.yaml').diagnostics).toEqual([])
  })
})
