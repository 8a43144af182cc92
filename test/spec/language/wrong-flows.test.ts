import { describe, expect, it } from 'vitest'
import { checkFlow } from '../../../engine/language/check.ts'

/** Lines 1 to 8. */
const H = `flow: demo
language: en-GB
timezone: Europe/London
start: ask
slots:
  n: { type: integer, min: 1 }
  at: { type: datetime }
  card: { type: digits, sensitive: pci }
`
const S = (states: string, head = '') => `${H}${head}states:\n${states}`
const bye = `  bye: { end: Goodbye }\n`
const ask = `  ask: { gather: n, prompt: "How many?", next: bye }\n`
const cases: readonly (readonly [name: string, text: string, found: string])[] = [
  ['typo next', S(`  ask: { gather: n, prompt: "How many?", nxt: bye }\n${bye}`), '10 unknown-key'],
  ['typo state', S(`  ask: { gather: n, prompt: "How many?", next: by }\n${bye}`), '10 unknown-state'],
  ['typo start', S(ask + bye).replace('start: ask', 'start: aks'), '4 unknown-state'],
  ['no start', S(ask + bye).replace('start: ask\n', ''), '1 missing-key'],
  ['no states', H, '1 missing-key'],
  ['empty states', H + 'states: {}\n', '9 wrong-value'],
  ['states list', H + 'states:\n  - ask: { say: hi }\n', '9 wrong-type'],
  ['typo kind', S(`  ask: { gathr: n, prompt: "How many?", next: bye }\n${bye}`), '10 unknown-key'],
  ['two kinds', S(`  ask: { gather: n, say: hi, prompt: "How many?", next: bye }\n${bye}`), '10 two-kinds'],
  ['no prompt in gather', S(`  ask: { gather: n, next: bye }\n${bye}`), '10 missing-key'],
  ['no next in say', S(`  ask: { say: hello }\n${bye}`), '10 missing-key'],
  ['unknown slot in gather', S(`  ask: { gather: m, prompt: "How many?", next: bye }\n${bye}`), '10 unknown-slot'],
  ['slot type typo', S(ask + bye).replace('integer', 'intger'), '6 wrong-value'],
  ['slot without type', S(ask + bye).replace('type: integer, ', ''), '6 missing-key'],
  ['min on text', S(ask + bye, '').replace('type: integer', 'type: text'), '6 unknown-key'],
  ['choice without options', S(ask + bye).replace('type: integer, min: 1', 'type: choice'), '6 missing-key'],
  [
    'choice both',
    S(ask + bye).replace('type: integer, min: 1', 'type: choice, options: [a, b], from: xs'),
    '6 unknown-key 6 unknown-name',
  ],
  ['list without of', S(ask + bye).replace('type: integer, min: 1', 'type: list, of: {}'), '6 wrong-value'],
  [
    'else first',
    S(`  ask: { gather: n, prompt: "How many?", next: [{ else: bye }, { when: slots.n > 3, to: bye }] }\n${bye}`),
    '10 misplaced-else',
  ],
  [
    'else missing',
    S(`  ask: { gather: n, prompt: "How many?", next: [{ when: slots.n > 3, to: bye }] }\n${bye}`),
    '10 missing-else',
  ],
  [
    'else twice',
    S(`  ask: { gather: n, prompt: "How many?", next: [{ else: bye }, { else: bye }] }\n${bye}`),
    '10 misplaced-else',
  ],
  [
    'when without to',
    S(`  ask: { gather: n, prompt: "How many?", next: [{ when: slots.n > 3 }, { else: bye }] }\n${bye}`),
    '10 missing-key',
  ],
  [
    'single equals',
    S(`  ask: { gather: n, prompt: "How many?", next: [{ when: slots.n = 3, to: bye }, { else: bye }] }\n${bye}`),
    '10 expression-syntax',
  ],
  [
    'and word',
    S(
      `  ask: { gather: n, prompt: "How many?", next: [{ when: slots.n > 3 and slots.n < 5, to: bye }, { else: bye }] }\n${bye}`,
    ),
    '10 expression-syntax',
  ],
  [
    'type error',
    S(
      `  ask: { gather: n, prompt: "How many?", next: [{ when: "slots.n > 'many'", to: bye }, { else: bye }] }\n${bye}`,
    ),
    '10 expression-type',
  ],
  [
    'string plus number',
    S(`  ask: { gather: n, prompt: "How many?", set: { x: "='a' + slots.n" }, next: bye }\n${bye}`),
    '10 expression-type',
  ],
  [
    'unknown function',
    S(`  ask: { gather: n, prompt: "How many?", next: [{ when: "isOpen('main')", to: bye }, { else: bye }] }\n${bye}`),
    '10 unknown-function',
  ],
  [
    'unknown hours',
    S(
      `  ask: { gather: n, prompt: "How many?", next: [{ when: "open('shop')", to: bye }, { else: bye }] }\n${bye}`,
      'hours: { main: { mon-fri: "09:00-17:00" } }\n',
    ),
    '11 unknown-hours',
  ],
  ['bad hours', S(ask + bye, 'hours: { main: { mon-fri: 9-5pm } }\n'), '9 wrong-value'],
  ['bad weekday', S(ask + bye, 'hours: { main: { mondy: "09:00-17:00" } }\n'), '9 bad-name'],
  ['slot read early', S(`  ask: { say: "{{ slots.n }}", next: bye }\n${bye}`), '10 unfilled-slot'],
  [
    'saved read early',
    S(
      `  ask: { say: "{{ ref }}", next: book }\n  book: { tool: book, save: { ref: result.id }, next: bye, outcomes: { error: bye } }\n${bye}`,
    ),
    '10 unfilled-slot',
  ],
  [
    'result elsewhere',
    S(
      `  ask: { tool: book, next: tell, outcomes: { error: bye } }\n  tell: { say: "{{ result.id }}", next: bye }\n${bye}`,
    ),
    '11 unfilled-slot',
  ],
  [
    'unknown filter',
    S(`  ask: { gather: n, prompt: "How many?", next: t }\n  t: { say: "{{ slots.n | digts }}", next: bye }\n${bye}`),
    '11 unknown-filter',
  ],
  [
    'filter wrong type',
    S(
      `  ask: { gather: n, prompt: "How many?", next: t }\n  t: { say: "{{ slots.n | datetime }}", next: bye }\n${bye}`,
    ),
    '11 filter-type',
  ],
  [
    'unclosed braces',
    S(`  ask: { gather: n, prompt: "How many {{ slots.n }?", next: bye }\n${bye}`),
    '10 template-syntax',
  ],
  [
    'single braces',
    S(`  ask: { gather: n, prompt: "How many?", next: t }\n  t: { say: "You said { slots.n }.", next: bye }\n${bye}`),
    '11 braces-spoken',
  ],
  [
    'jinja if',
    S(
      `  ask: { gather: n, prompt: "How many?", next: t }\n  t: { say: "{% if slots.n %}x{% endif %}", next: bye }\n${bye}`,
    ),
    '11 braces-spoken',
  ],
  ['unreachable', S(ask + `  lost: { say: hi, next: bye }\n` + bye), '11 unreachable-state'],
  ['no end', S(`  ask: { gather: n, prompt: "How many?", next: ask }\n`), '10 no-way-to-end'],
  ['silent cycle', S(`  ask: { say: hi, next: b }\n  b: { say: ho, next: ask }\n`), '10 silent-cycle'],
  [
    'ladder no route',
    S(`  ask: { gather: n, prompt: "How many?", nomatch: ["Sorry?"], next: bye }\n${bye}`),
    '10 ladder-ends-nowhere',
  ],
  [
    'ladder route first',
    S(`  ask: { gather: n, prompt: "How many?", nomatch: [{ to: bye }, "Sorry?"], next: bye }\n${bye}`),
    '10 rung-after-end',
  ],
  [
    'ladder unknown state',
    S(`  ask: { gather: n, prompt: "How many?", noinput: [{ to: buy }], next: bye }\n${bye}`),
    '10 unknown-state',
  ],
  [
    'repeat yes',
    S(`  ask: { gather: n, prompt: "How many?", noinput: [{ repeat: yes }, { to: bye }], next: bye }\n${bye}`),
    '10 yes-is-text',
  ],
  [
    'duration number',
    S(`  ask: { gather: n, prompt: "How many?", noinput_after: 6, next: bye }\n${bye}`),
    '10 wrong-type',
  ],
  [
    'duration words',
    S(`  ask: { gather: n, prompt: "How many?", noinput_after: 6 seconds, next: bye }\n${bye}`),
    '10 wrong-value',
  ],
  [
    'timeout < filler',
    S(
      `  ask: { tool: book, timeout: 600ms, filler: { after: 800ms, say: One moment. }, next: bye, outcomes: { error: bye } }\n${bye}`,
    ),
    '10 filler-too-late',
  ],
  [
    'silence limit',
    S(
      `  ask: { tool: book, filler: { after: 5s, say: One moment. }, timeout: 8s, next: bye, outcomes: { error: bye } }\n${bye}`,
    ),
    '10 silence-too-long',
  ],
  ['tool no outcomes', S(`  ask: { tool: book, next: bye }\n${bye}`), '10 tool-without-failure'],
  ['transfer no outcomes', S(`  ask: { transfer: desk }\n`), '10 transfer-without-failure'],
  ['transfer number', S(`  ask: { transfer: "+442079460000", outcomes: { error: bye } }\n${bye}`), '10 wrong-value'],
  [
    'decide no unsure',
    S(
      `  ask: { decide: "What?", prompt: "What?", options: { a: { means: wants a, next: bye }, b: { means: wants b, next: bye } } }\n${bye}`,
    ),
    '10 missing-key',
  ],
  [
    'decide options list',
    S(`  ask: { decide: "What?", prompt: "What?", options: [a, b], unsure: bye }\n${bye}`),
    '10 wrong-type',
  ],
  [
    'decide option no next',
    S(
      `  ask: { decide: "What?", prompt: "What?", options: { a: { means: wants a, examples: [a] }, b: { means: wants b, next: bye } }, unsure: bye }\n${bye}`,
    ),
    '10 missing-key',
  ],
  [
    'confidence 70',
    S(
      `  ask: { decide: "What?", prompt: "What?", confidence: 70, options: { a: { means: wants a, next: bye }, b: { means: wants b, next: bye } }, unsure: bye }\n${bye}`,
    ),
    '10 wrong-value',
  ],
  [
    'example number',
    S(
      `  ask: { decide: "What?", prompt: "What?", options: { a: { means: wants one, examples: [1], next: bye }, b: { means: wants two, examples: [two], next: bye } }, unsure: bye }\n${bye}`,
    ),
    '10 wrong-type',
  ],
  [
    'key two digits',
    S(
      `  ask: { decide: "What?", prompt: "What?", options: { a: { means: wants one, key: "12", next: bye }, b: { means: wants two, key: "2", next: bye } }, unsure: bye }\n${bye}`,
    ),
    '10 wrong-value',
  ],
  ['confirm missing denied', S(`  ask: { confirm: "Sure?", confirmed: bye }\n${bye}`), '10 missing-key'],
  [
    'confirm denied unknown slot',
    S(`  ask: { confirm: "Sure?", confirmed: bye, denied: { correct: [x], next: bye } }\n${bye}`),
    '10 unknown-slot',
  ],
  [
    'pci spoken',
    S(`  ask: { gather: card, prompt: "Your card?", next: t }\n  t: { say: "{{ slots.card }}", next: bye }\n${bye}`),
    '11 pci-spoken',
  ],
  [
    'pci context',
    S(
      `  ask: { decide: "What?", prompt: "What?", context: { slots: [card] }, options: { a: { means: wants a, next: bye }, b: { means: wants b, next: bye } }, unsure: bye }\n${bye}`,
    ),
    '10 pci-spoken',
  ],
  ['run unknown', S(`  ask: { run: other, next: bye, outcomes: { error: bye } }\n${bye}`), '10 unknown-flow'],
  [
    'interrupt unknown flow',
    S(ask + bye, 'interrupts: { w: { means: asks where, examples: [where], run: nowhere } }\n'),
    '9 unknown-flow',
  ],
  ['commands typo', S(ask + bye, 'commands: { hlep: true }\n'), '9 unknown-key'],
  ['command to unknown', S(ask + bye, 'commands: { operator: agent }\n'), '9 unknown-state'],
  ['defaults typo', S(ask + bye, 'defaults: { gathr: { noinput_after: 6s } }\n'), '9 unknown-key'],
  ['language', S(ask + bye).replace('en-GB', 'english'), '2 wrong-value'],
  ['timezone', S(ask + bye).replace('Europe/London', 'GMT+1'), '3 unknown-timezone'],
  ['tabs', S(ask + bye).replace('  ask:', '\task:'), '10 yaml-syntax'],
  ['dup state', S(ask + ask + bye), '11 duplicate-key'],
  ['dup key', S(`  ask: { gather: n, prompt: "How many?", prompt: "How?", next: bye }\n${bye}`), '10 duplicate-key'],
  ['unclosed quote', S(`  ask: { gather: n, prompt: "How many?, next: bye }\n${bye}`), '10 yaml-syntax'],
  ['unclosed flow map', S(`  ask: { gather: n, prompt: "How many?", next: bye\n${bye}`), '11 yaml-syntax'],
  ['colon in text', S(`  ask: { gather: n, prompt: Note: how many?, next: bye }\n${bye}`), '10 yaml-syntax'],
  [
    'colon in block',
    S(`  ask:\n    gather: n\n    prompt: Please note: how many?\n    next: bye\n${bye}`),
    '12 yaml-syntax',
  ],
  ['comma in flow text', S(`  ask: { gather: n, prompt: One moment, please, next: bye }\n${bye}`), '10 unquoted-comma'],
  ['hash', S(`  ask:\n    gather: n\n    prompt: Press #\n    next: bye\n${bye}`), '12 hash-is-comment'],
  ['say template unquoted', S(`  ask:\n    say: {{ call.to }}\n    next: bye\n${bye}`), '11 unquoted-template'],
  [
    'when bang',
    S(
      `  ask:\n    branch:\n      - when: !open('main')\n        to: bye\n      - else: bye\n${bye}`,
      'hours: { main: { mon-fri: "09:00-17:00" } }\n',
    ),
    '13 unquoted-not',
  ],
  [
    'indent',
    `flow: demo\nlanguage: en-GB\nstart: ask\nstates:\n  ask:\n    say: hi\n     next: bye\n  bye: { end: Bye }\n`,
    '6 yaml-syntax',
  ],
  [
    'dedent',
    `flow: demo\nlanguage: en-GB\nstart: ask\nstates:\n  ask:\n  say: hi\n  next: bye\n  bye: { end: Bye }\n`,
    '6 wrong-indentation',
  ],
  [
    'set unknown slot',
    S(`  ask: { gather: n, prompt: "How many?", set: { slots.m: 1 }, next: bye }\n${bye}`),
    '10 unknown-slot',
  ],
  ['clear unknown', S(`  ask: { gather: n, prompt: "How many?", clear: m, next: bye }\n${bye}`), '10 unknown-slot'],
  ['set wrong type', S(`  ask: { say: hi, set: { slots.n: lots }, next: bye }\n${bye}`), '10 value-type'],
  [
    'keypad unknown slot',
    S(`  ask: { gather: n, prompt: "How many?", keypad: { slot: m }, next: bye }\n${bye}`),
    '10 unknown-slot',
  ],
  ['keypad true', S(`  ask: { gather: n, prompt: "How many?", keypad: true, next: bye }\n${bye}`), '10 wrong-type'],
  ['bargein words', S(`  ask: { gather: n, prompt: "How many?", bargein: never, next: bye }\n${bye}`), '10 wrong-type'],
  ['retry number', S(`  ask: { tool: book, retry: 2, next: bye, outcomes: { error: bye } }\n${bye}`), '10 wrong-type'],
  ['end with next', S(ask + `  bye: { end: Goodbye, next: ask }\n`), '11 unknown-key'],
  [
    'wait no timeout',
    S(`  ask: { wait: paid, next: bye, outcomes: { error: bye } }\n${bye}`),
    '10 missing-key 10 unknown-key',
  ],
  [
    'version anchor',
    S(`  ask: &a { gather: n, prompt: "How many?", next: bye }\n  b: *a\n${bye}`),
    '11 unreachable-state',
  ],
  [
    'merge key',
    S(`  ask: { gather: n, prompt: "How many?", next: b }\n  b: { <<: { say: hi }, next: bye }\n${bye}`),
    '11 no-kind',
  ],
  ['multi doc', S(ask + bye) + '---\nflow: two\n', '12 yaml-syntax'],
  ['grants loop', S(`  ask: { say: hi, requires: vip, next: bye }\n${bye}`), '10 not-granted'],
  ['min>max', S(ask + bye).replace('min: 1', 'min: 9, max: 3'), '6 slot-bounds'],
  ['default wrong type', S(ask + bye).replace('min: 1', 'default: many'), '6 value-type'],
  ['default out of range', S(ask + bye).replace('min: 1', 'min: 1, default: 0'), '6 slot-bounds'],
  ['earliest', S(ask + bye).replace('{ type: datetime }', '{ type: datetime, earliest: 9am }'), '7 wrong-value'],
  ['region', S(ask + bye).replace('{ type: datetime }', '{ type: phone, region: England }'), '7 wrong-value'],
  ['reject no say', S(ask + bye).replace('min: 1', 'reject: [{ when: "slots.n > 3" }]'), '6 missing-key'],
  ['reject slot typo', S(ask + bye).replace('min: 1', 'reject: [{ when: "slots.m > 3", say: No. }]'), '6 unknown-slot'],
  [
    'long prompt',
    S(
      `  ask: { gather: n, prompt: "${'This is a very long prompt that goes on and on. '.repeat(12)}", next: bye }\n${bye}`,
    ),
    '10 prompt-too-long',
  ],
  ['url', S(`  ask: { say: "See www.example.com for more.", next: bye }\n${bye}`), '10 prompt-with-address'],
  ['two questions', S(`  ask: { gather: n, prompt: "How many? And when?", next: bye }\n${bye}`), '10 two-questions'],
  ['state name dash', S(ask.replace('next: bye', 'next: good-bye') + `  good-bye: { end: Bye }\n`), '11 bad-name'],
  [
    'save list that is read',
    S(`  ask: { tool: t, save: [x], next: bye, outcomes: { error: bye } }\n  bye: { end: "Bye {{ x }}." }\n`),
    '10 wrong-type',
  ],
  [
    'list in an option',
    S(
      `  ask: { decide: Which?, prompt: Which?, options: { a: { means: it is one, examples: [one], slots: [l], next: bye }, b: { means: it is two, examples: [two], next: bye } }, unsure: bye }\n${bye}`,
    ).replace('min: 1 }', 'min: 1 }\n  l: { type: list }'),
    '11 list-in-option',
  ],
  ['null value', S(`  ask: { gather: n, prompt: , next: bye }\n${bye}`), '10 wrong-type'],
  ['prompt empty', S(`  ask: { gather: n, prompt: "", next: bye }\n${bye}`), '10 wrong-value'],
  ['prompt number', S(`  ask: { gather: n, prompt: 5, next: bye }\n${bye}`), '10 wrong-type'],
  ['say list empty', S(`  ask: { say: [], next: bye }\n${bye}`), '10 wrong-value'],
  ['outcome typo', S(`  ask: { transfer: desk, outcomes: { bussy: bye, error: bye } }\n${bye}`), '10 unknown-key'],
  [
    'outcome of run',
    S(`  ask: { wait: paid, timeout: 5s, next: bye, outcomes: { tiemout: bye } }\n${bye}`),
    '10 unknown-key',
  ],
  [
    'translation missing',
    S(
      `  ask: { gather: n, prompt: { text: "How many?", languages: { de: "Wie viele?" } }, next: bye }\n${bye}`,
      'languages: [de]\n',
    ),
    '12 missing-translation',
  ],
]

describe('what designers write by mistake', () => {
  it.each(cases)('%s: is told once, at its line', (_, text, found) => {
    const { diagnostics } = checkFlow(text, 'flow.yaml')
    expect(diagnostics.map(({ place, code }) => `${place.line} ${code}`).join(' ')).toBe(found)
  })
})
